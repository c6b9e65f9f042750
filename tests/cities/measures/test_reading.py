"""A CSV of figures: what is understood, what is refused and why, and that nothing is half read."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cities.launch.reading import Unreadable
from cities.measures.amounts import NotANumber, mark_in, read_number
from cities.measures.gaps import Against, Figure, Kind, Series, Target, Unit
from cities.measures.reading import MOST_ROWS, read
from cities.measures.shown import show
from cities.measures.writing import csv_of, template_of
from tests.cities.measures.test_drawing import some_series

TODAY = date(2026, 11, 30)
SHARES = Series("Cool homes", "Top-floor tenants", (), "City average")
NUMBERS = Series("Cool homes", "Tenants", (), "City average", Unit(Kind.NUMBER))


def reading(text, series=NUMBERS, encoding="utf-8"):
    return read(text.encode(encoding), series=series, today=TODAY)


def problems(text, series=NUMBERS):
    return {row.number: row.problems for row in reading(text, series).rows if row.problems}


# Numbers ----------------------------------------------------------------------------------------------------

TYPED = [
    ("33", "", "33"),
    ("33.5", "", "33.5"),
    ("33,5", "", "33.5"),
    ("0,333", "", "0.333"),
    ("1234,567", "", "1234.567"),
    ("1.234,5", "", "1234.5"),
    ("1,234.5", "", "1234.5"),
    ("1,234,567", "", "1234567"),
    ("1.234.567", "", "1234567"),
    ("1 234,5", "", "1234.5"),
    ("1\u202f234\u00a0567", "", "1234567"),
    ("1'234.5", "", "1234.5"),
    ("1’234", "", "1234"),
    ("−4", "", "-4"),
    ("+3", "", "3"),
    ("33 %", "", "33"),
    ("1,234", ",", "1.234"),
    ("1,234", ".", "1234"),
    ("1.234", ",", "1234"),
    ("1.234", ".", "1.234"),
    ("000123", "", "123"),
]


@pytest.mark.parametrize(("text", "mark", "number"), TYPED)
def test_a_number_is_read_as_it_was_meant(text, mark, number):
    assert read_number(text, mark=mark) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".", ",5.", "12 34", "1,23,456", "1.234.56", "1,2,3.4.5", "1e5", "abc", "#DIV/0!", "３３"),
        *("--4", "4-", "33%%", "1_000", "5.", "nan", "Infinity", "1" * 16, "0.1234567", "=1+1", "1 2 3"),
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        read_number(text)


def test_a_number_that_can_be_two_is_asked_about():
    with pytest.raises(NotANumber, match=r"“1,234” can be 1234 or 1,234\. Please write it without the sign"):
        read_number("1,234")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("33,5", ","),
        ("33.5", "."),
        ("1.234,5", ","),
        ("1,234,567", "."),
        ("1,234", ""),
        ("33", ""),
        ("x", ""),
    ],
)
def test_the_sign_of_decimals_that_a_number_shows(text, mark):
    assert mark_in(text) == mark


# Files ------------------------------------------------------------------------------------------------------

BOTH = [Figure(2022, Decimal("33.5"), Decimal(64)), Figure(2023, Decimal("35.5"), Decimal(66))]
FILES = {
    "commas": "Year,Group,Comparison\n2022,33.5,64\n2023,35.5,66\n",
    "semicolons and decimal commas": "Year;Group;Comparison\r\n2022;33,5;64\r\n2023;35,5;66\r\n",
    "tabs": "Year\tGroup\tComparison\n2022\t33.5\t64\n2023\t35.5\t66",
    "quoted decimal commas": 'Year,Group,Comparison\n2022,"33,5",64\n2023,"35,5",66\n',
    "own names, a title, an empty line": "Of us\n\nYear;Tenants;City average\n2022;33,5;64\n\n2023;35,5;66",
    "percent and other headings": "Date,Value,Average\n2022,33.5%,64 %\n2023,35.5%,66 %\n",
    "columns in another order": "Comparison;Group;Year\n64;33,5;2022\n66;35,5;2023\n",
    "an example": "Year;Group;Comparison\n(example) 2020;1;2\n2022;33,5;64\n2023;35,5;66\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_every_spreadsheet_say_the_same(text, encoding):
    assert list(reading(text, encoding=encoding).figures) == BOTH


def test_all_columns():
    text = (
        "Year;Group;Comparison;People in the group;People in the comparison;Source;"
        "Date of the source;Note\n"
        "2022;33;64;210;1 900;Umfrage Grün;4 December 2022;\n"
        '30.06.2024;;66;;;Zähler;2024-07-01;"No survey; the river was high"\n'
        "2025;n/a;–;;;;;Nobody asked\n"
    )

    found = reading(text, encoding="cp1252")

    assert found.figures == (
        Figure(
            *(2022, Decimal(33), Decimal(64), None, "Umfrage Grün", date(2022, 12, 4), "", 210, 1900),
        ),
        Figure(
            *(2024, None, Decimal(66), date(2024, 6, 30), "Zähler", date(2024, 7, 1)),
            "No survey; the river was high",
        ),
        Figure(2025, note="Nobody asked"),
    )
    assert "Western European" in found.notes[0]


def test_thousands_are_understood_where_the_file_shows_its_sign_of_decimals():
    head = "Year;Group;Comparison\n"

    assert reading(f"{head}2022;1.234;2.000,5\n").figures[0].group == 1234
    assert problems(f"{head}2022;1.234;2.000\n")[2][0].startswith("“1.234” can be 1234 or 1.234.")
    assert 2 in problems(f"{head}2022;1.234;2\n2023;1,5;2\n2024;1.5;2\n")


BAD_ROWS = [
    (";33;64", "There is no year."),
    ("22;33;64", "“22” is not a day that we understand."),
    ("1789;33;64", "“1789”: a year from 1900 to 2026 stands here."),
    ("2027;33;64", "“2027”: a year from 1900 to 2026 stands here."),
    ("03/04/2024;33;64", "“03/04/2024” can be two days."),
    ("2024-02-30;33;64", "“2024-02-30”: this day does not exist."),
    ("06/2024;33;64", "“06/2024” is not a whole day."),
    ("2026-12-24;33;64", "“2026-12-24” is still to come."),
    ("2024;x;64", "“x” is not a number."),
    ("2024;#REF!;64", "“#REF!” is not a number."),
    ("2024;=A1+2;64", "“=A1+2” is not a number."),
    ("2024;not shown;64", "“not shown” is not a number."),
    ("2024;101;64", "“101”: a share lies between 0 and 100 percent."),
    ("2024;33;-1", "“-1”: a share lies between 0 and 100 percent."),
    ("2024;;;50", "There is no figure, and no note that says why."),
    ("2024;33;64;4.5", "“4.5” is not a number of people."),
    ("2024;33;64;<10", "“<10” is not a number."),
    ("2024;33;64;-3", "“-3” is not a number of people."),
    (f"2024;33;64;;;{'x' * 201}", "This text is too long: at most 200 letters fit."),
    ("2024;33;64;;;;;;5", "This row has more cells than there are headings."),
    ("2022;34;64", "“2022” stands in row 2 already, or a figure of the whole year does."),
    ("2022-06-30;34;64", "“2022-06-30” stands in row 2 already, or a figure of the whole year does."),
]


@pytest.mark.parametrize(("row", "problem"), BAD_ROWS)
def test_a_bad_row_is_named_with_its_reason_and_nothing_is_half_read(row, problem):
    head = "Year;Group;Comparison;n;n comparison;Source;Date of the source;Note\n2022;33;64\n"

    found = reading(f"{head}{row}\n2019;30;60\n", SHARES)

    assert [(bad.number, bad.problems[0][: len(problem)]) for bad in found.rows if bad.problems] == [
        (3, problem)
    ]
    assert (found.is_clean, found.figures) == (False, ())
    assert [row.figure is None for row in found.rows] == [False, True, False]


def test_everything_that_is_wrong_with_a_row_is_said_at_once():
    assert problems("Year;Group;Comparison\nsoon;many;few\n") == {
        2: ("“soon” is not a day that we understand.", "“many” is not a number.", "“few” is not a number."),
    }


def test_two_days_of_a_year_are_two_figures_and_a_year_beside_them_is_refused():
    head = "Year;Group;Comparison\n2024-03-01;1;2\n2024-09-01;1;2\n"

    assert [figure.day.month for figure in reading(head).figures] == [3, 9]
    assert list(problems(f"{head}2024;1;2\n")) == [4]


def test_more_people_in_a_part_than_in_the_whole_are_refused():
    text = "Year;Group;Comparison;n;n comparison\n2024;1;2;30;20\n"
    whole = Series("Homes", "Tenants", (), "All", Unit(Kind.NUMBER), against=Against.WHOLE)

    assert problems(text) == {}
    assert list(problems(text, whole)) == [2]


def test_a_comparison_that_the_indicator_has_not_is_no_figure_of_it():
    alone = Series("Homes", "Tenants", (), unit=Unit(Kind.NUMBER))

    assert list(problems("Year;Group;Comparison\n2024;1;2\n", alone)) == [2]
    assert problems("Year;Group\n2024;1\n", alone) == {}


def test_shares_below_one_are_doubted():
    head = "Year;Group;Comparison\n"

    assert reading(f"{head}2022;0.33;0.64\n", SHARES).notes == (
        "All shares are below 1 percent. A third is written as 33, and not as 0.33.",
    )
    assert reading(f"{head}2022;0.33;64\n", SHARES).notes == ()


def test_headings_that_are_not_known_are_said():
    assert reading("Year;Group;Comparison;Colour\n2022;1;2;red\n").notes == (
        "Not read, since we do not know these headings: Colour.",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "We looked in the first lines"),
        (b"PK\x03\x04", "This is no CSV file."),
        (b"%PDF-1.7", "This is no CSV file."),
        (b"Year,Group\n\x00\x00", "This is no list of texts."),
        (b"Group,Comparison\n1,2\n", "We looked in the first lines"),
        (b"Year,Group\n", "There are headings, and no row below them."),
        (b"Year,Group,Value\n2022,1,2\n", "Two columns mean the same: Group, Value."),
        (b"Year,Group\n" + b"2022,1\n" * (MOST_ROWS + 1), "This file has 201 rows, and at most 200"),
        (b"x" * 500_001, "This file is larger than 500 kB."),
    ],
)
def test_what_is_no_file_of_figures_is_refused_with_a_sentence(content, words):
    with pytest.raises(Unreadable, match=words):
        read(content, series=NUMBERS, today=TODAY)


def test_no_file_is_more_than_refused():
    luck = random.Random(10)
    signs = [
        "Year",
        "Group",
        "2022",
        "1,5",
        '"',
        ";",
        ",",
        "\n",
        "\r",
        "=1",
        "é",
        "\x00",
        "٣",
        "²",
        " ",
        "-",
        "%",
    ]
    for _number in range(400):
        text = "Year;Group\n" + "".join(luck.choices(signs, k=luck.randint(0, 60)))
        with suppress(Unreadable):
            reading(text, SHARES, luck.choice(["utf-8", "utf-16"]))


def test_two_hundred_rows_are_read():
    days = [date.fromordinal(TODAY.toordinal() - count) for count in range(MOST_ROWS)]

    assert len(reading("Year;Group\n" + "".join(f"{day};1\n" for day in days)).figures) == MOST_ROWS


def test_what_was_downloaded_can_be_read_again():
    figures = (
        Figure(2022, Decimal("33.50"), Decimal("1064.25"), source="=cmd()", source_day=date(2022, 12, 4)),
        Figure(2023, note="No survey"),
        Figure(2024, Decimal("-3.5"), Decimal(7)),
    )
    series = Series(
        *("Money", "Tenants", figures, "City average", Unit(Kind.OTHER, "euros")),
        target=Target(2030, gap=Decimal(0)),
    )

    found = read(csv_of(show(series)), series=series, today=TODAY)

    assert found.figures == figures
    assert found.notes == ("The row of the target is not read: it is changed on the page.",)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_own_download_read_again_changes_nothing(language):
    for seed in range(200):
        series = replace(some_series(seed), decimals=(None, 0, 1, 2, 3)[seed % 5])
        if not series.comparison:
            series = replace(series, figures=tuple(replace(it, comparison=None) for it in series.figures))
        if not series.figures and not series.target:
            continue
        with translation.override(language):
            file = csv_of(show(series))
        found = read(file, series=series, today=date(2060, 1, 1))
        said = {
            replace(it, group_n=None) for it in series.figures if (it.group, it.comparison) != (None,) * 2
        }
        assert found.is_clean, [row.problems for row in found.rows]
        assert set(found.figures) == said, seed


def test_the_only_day_of_a_year_is_read_again_as_that_day():
    figure = Figure(2024, Decimal("33.35"), Decimal(64), date(2024, 12, 4))
    series = replace(SHARES, figures=(figure,), decimals=1)

    assert read(csv_of(show(series)), series=series, today=TODAY).figures == (figure,)


@pytest.mark.parametrize("series", [SHARES, NUMBERS, Series("Homes", "Tenants", ())])
def test_the_template_has_headings_that_are_read_and_no_row(series):
    with pytest.raises(Unreadable, match="There are headings, and no row below them"):
        read(template_of(series), series=series, today=TODAY)
