"""What stands in a cell: understood, or asked with what it could mean; never guessed."""

from datetime import date
from time import monotonic

import pytest

from cities.launch import values
from cities.launch.problems import Unclear

TODAY = date(2026, 11, 29)


def day(text, **facts):
    return values.read_day(text, today=TODAY, **facts).isoformat()


def asked(read, *texts, **facts):
    with pytest.raises(Unclear) as found:
        read(*texts, **facts)
    return found.value.code, list(found.value.offers)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-12", "2026-01-12"),
        ("2026-01-12 00:00:00", "2026-01-12"),
        ("2026-01-12T09:30:00", "2026-01-12"),
        ("2026/1/2", "2026-01-02"),
        ("12.01.2026", "2026-01-12"),
        ("3.4.2026", "2026-04-03"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("4-4-2026", "2026-04-04"),
        ("12 January 2026", "2026-01-12"),
        ("January 12, 2026", "2026-01-12"),
        ("12-Jan-2026", "2026-01-12"),
        ("Mon 12 Jan 2026", "2026-01-12"),
        ("12. Januar 2026", "2026-01-12"),
        ("12 Mär 2026", "2026-03-12"),
        ("12 de enero de 2026", "2026-01-12"),
        ("1er février 2026", "2026-02-01"),
        ("the 1st of March 2026", "2026-03-01"),
    ],
)
def test_a_day_that_can_be_one_day_only(text, meant):
    assert day(text) == meant


@pytest.mark.parametrize(
    ("text", "code", "offers"),
    [
        ("03/04/2026", "which_day", ["2026-04-03", "2026-03-04"]),
        ("3-4-2026", "which_day", ["2026-04-03", "2026-03-04"]),
        ("12/10/2026", "which_day", ["2026-10-12", "2026-12-10"]),
        ("31 February 2026", "no_such_day", []),
        ("30/02/2026", "no_such_day", []),
        ("2026-13-01", "no_such_day", []),
        ("03/04/26", "short_year", []),
        ("March 2024", "no_whole_day", ["2024-03-01"]),
        ("2024-03", "no_whole_day", ["2024-03-01"]),
        ("03/2024", "no_whole_day", ["2024-03-01"]),
        ("2024", "no_whole_day", ["2024-01-01"]),
        ("45000", "number_day", ["2023-03-15"]),
        ("1 January 2030", "day_to_come", []),
        ("2026-11-30", "day_to_come", []),
        ("soon", "day", []),
        ("12 Smarch 2026", "day", []),
        ("12 January", "day", []),
        ("January 12 13 2026", "day", []),
        ("99999-01-01", "day", []),
        ("0000-00-00", "no_such_day", []),
    ],
)
def test_a_day_that_is_asked(text, code, offers):
    assert asked(day, text) == (code, offers)


def test_one_answer_settles_the_order_of_days():
    assert [day("03/04/2026", day_first=first) for first in (True, False)] == ["2026-04-03", "2026-03-04"]
    # What can only be one day stays that day.
    assert day("04/13/2026", day_first=True) == "2026-04-13"


@pytest.mark.parametrize(
    ("read", "texts", "meant"),
    [
        (values.read_tier, ("Peer city", "PEER", "peer-city", "Peer-Stadt"), "peer"),
        (values.read_tier, ("Forum member", "general", "Member", "Forumsmitglied"), "general"),
        (values.read_tier, ("Partner", "partner"), "partner"),
        (values.read_role, ("Lead contact", "lead", "LEAD", "Hauptkontakt"), "lead"),
        (values.read_role, ("City contact", "Contact", "Stadtkontakt", "officer"), "officer"),
        (values.read_kind, ("C40 member city", "c40", "C40 city"), "c40"),
        (values.read_kind, ("City outside C40", "non-C40 city"), "other"),
        (values.read_country, ("Germany", "DE", "deu", "Deutschland"), "DE"),
        (values.read_language, ("", "English", "englisch", "EN"), "en"),
        (values.read_language, ("Español", "Spanish", "Spanisch", "es"), "es"),
    ],
)
def test_choices_in_words_of_both_languages(read, texts, meant):
    assert {read(text) for text in texts} == {meant}


@pytest.mark.parametrize(
    ("read", "text", "offers"),
    [
        (values.read_tier, "Peer cty", ["peer"]),
        (values.read_tier, "Gold", ["general", "peer", "pilot"]),
        (values.read_role, "Boss", ["lead", "officer"]),
        (values.read_country, "Gremany", ["DE"]),
        (values.read_language, "Klingon", ["en", "de"]),
    ],
)
def test_other_words_are_asked_with_what_is_written_alike(read, text, offers):
    assert asked(read, text)[1] == offers


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("m.okoro@riverport", ["m.okoro@riverport.example"]),
        ("Ana Ruiz <Ana@City.example>", ["ana@city.example"]),
        ("mailto:ana@city.example", ["ana@city.example"]),
        ("ana@city.example; ben@city.example", ["ana@city.example", "ben@city.example"]),
        ("ana at city.example", []),
        ("аna@city.example", []),  # its first letter is Cyrillic
        ("ana@", []),
    ],
)
def test_an_address_is_whole_or_asked(text, offers):
    assert asked(values.read_address, text, domains=["riverport.example"]) == ("address", offers)


def test_a_cell_of_a_hundred_thousand_letters_is_asked_at_once():
    """A search for addresses in all of it took a minute."""
    begun = monotonic()

    assert asked(values.read_address, "a" * 100_000) == ("address", [])
    assert monotonic() - begun < 5


def test_an_address_is_kept_in_its_one_form():
    assert values.read_address("  ANA@City.Example\u200b ") == "ana@city.example"


@pytest.mark.parametrize("text", ["ana@city.example", "123", "=1+1", "http://x"])
def test_what_is_no_name_is_asked(text):
    assert asked(values.read_name, text)[0] == "name"
