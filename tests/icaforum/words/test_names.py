"""Names: how they sort, and what may not stand in one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from icaforum.words.forms import Name, OrganisationName
from icaforum.words.names import SORT_KEY_LENGTH, clean_name, sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (" São Paulo ", "sao paulo"),
        ("Łódź", "lodz"),
        ("TRØNDHEIM", "trondheim"),
        ("Straße", "strasse"),
        ("Iğdır", "igdir"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_a_name_sorts_without_accents_case_and_spaces_around_it(name, key):
    assert sort_key(name) == key


def test_a_key_fits_into_its_column_however_long_its_signs_become():
    assert sort_key("㎞" * 100) == "km" * (SORT_KEY_LENGTH // 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   María ", "Ana María"),
        ("Ana\u202eaíraM", "AnaaíraM"),
        ("\u2067Ana\u2069", "Ana"),
        ("A\u200bna", "Ana"),
        ("A\u00adna", "Ana"),
        ("\ufeffAna", "Ana"),
        ("Ana\u200d", "Ana"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("श्री\u200dराम", "श्री\u200dराम"),
        ("A\u0301na", "Ána"),
        ("김\u3164", "김"),
        ("O\u2019Brien-Łuczak", "O\u2019Brien-Łuczak"),
    ],
)
def test_a_name_has_no_signs_that_nobody_sees(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["\u200b", "\u202e\u202c", "\u3164", "\u2800", "\u115f", "\u200d\u200c", "\u034f", "...", "123", "😀",
     "a@b", "x://y", "www.x", "a\ufe6bb", "ｗｗｗ．x", "Ana (evil.com)", "bit.ly/abc", "see evil\u2024com",
     "A" + "\u0301" * 6],
)  # fmt: skip
def test_what_shows_no_letter_or_is_an_address_is_no_name(typed):
    with pytest.raises(ValidationError):
        Name(max_length=120).clean(typed)


@given(st.text(st.sampled_from("a\u00e4\u0301\u034f\u200b\u200d\u202e -\u0915\u094d\u093e"), max_size=8))
def test_what_is_clean_stays_as_it_is(text):
    assert clean_name(clean_name(text)) == clean_name(text)


@pytest.mark.parametrize(
    "name",
    ["J.R.R. Tolkien", "Dr.Ana Ruiz", "Nguyễn Thị Ngọc", "Olúṣẹ́gun", "Anne-Marie Co.", "Lê"],
)
def test_dots_and_accents_of_real_names_stand(name):
    assert Name(max_length=120).clean(name) == name


def test_an_organisation_may_be_called_as_its_site_is():
    assert OrganisationName(max_length=120).clean("350.org") == "350.org"
