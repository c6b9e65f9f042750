"""Names: how they sort, and what may not stand in one."""

import pytest

from icaforum.words.names import SORT_KEY_LENGTH, sort_key


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
