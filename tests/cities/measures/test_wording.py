"""What is said of an indicator, to the letter."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cities.measures import wording
from cities.measures.gaps import Figure, Good, Kind, Series, Target, Unit
from cities.measures.shown import show

MINUTES = Unit(Kind.OTHER, "minutes", "minute")
NUMBER = Unit(Kind.NUMBER)


def shown(figures, **more):
    """An indicator of `year: (group, comparison)`; a text «few» stands for a figure of four people."""
    made = []
    for year, (group, other) in figures.items():
        is_few = group == "few"
        made.append(
            Figure(
                year,
                Decimal(1) if is_few else group and Decimal(group),
                other and Decimal(other),
                group_n=4 if is_few else None,
            )
        )
    more = {"comparison": "All homes", **more}
    return show(Series("Homes that stay cool", "Tenants", tuple(made), **more))


def target(gap="10", year=2030, **more):
    return Target(year, gap=gap and Decimal(gap), **more)


TWO = {2022: ("33", "64"), 2026: ("51", "69")}
FOR_GROUP = target(None, group=Decimal(62))

SENTENCES = [
    # The sentence; what became of the gap.
    (
        shown(TWO, target=target()),
        "Gap 31 points in 2022, 18 in 2026; target 10 by 2030.",
        "Narrowed by 13 points.",
    ),
    (shown(TWO), "Gap 31 points in 2022, 18 in 2026.", "Narrowed by 13 points."),
    (shown({2022: ("33", "64")}, target=target()), "Gap 31 points in 2022; target 10 by 2030.", ""),
    (shown({2022: ("33", "64")}), "Gap 31 points in 2022.", ""),
    (shown({2022: ("63", "64")}), "Gap 1 point in 2022.", ""),
    (shown({2022: ("63.0", "64.5")}), "Gap 1.5 points in 2022.", ""),
    (
        shown({2022: ("33", "64"), 2023: ("33", "50")}),
        "Gap 31 points in 2022, 17 in 2023.",
        "Narrower by 14 points, because the others fell back.",
    ),
    (
        shown({2022: ("33", "64"), 2023: ("30", "64")}),
        "Gap 31 points in 2022, 34 in 2023.",
        "Wider by 3 points.",
    ),
    (
        shown({2022: ("33", "64"), 2023: ("34", "66")}),
        "Gap 31 points in 2022, 32 in 2023.",
        "Wider by 1 point, though the group itself fares better.",
    ),
    (shown({2022: ("33", "64"), 2023: ("34", "65")}), "Gap 31 points in 2022, 31 in 2023.", "As before."),
    (
        shown({2022: ("33", "64"), 2023: ("64", "64")}),
        "Gap 31 points in 2022, 0 in 2023.",
        "The gap is closed.",
    ),
    (
        shown({2022: ("33", "64"), 2023: ("68", "64")}, target=target("0")),
        "Gap 31 points in 2022, turned over: group 4 points ahead in 2023; target 0 by 2030.",
        "The group is now ahead.",
    ),
    (
        shown({2022: ("33", "64"), 2023: ("33", "30")}),
        "Gap 31 points in 2022, turned over: group 3 points ahead in 2023.",
        "The group is now ahead, because the others fell back.",
    ),
    (
        shown({2022: ("68", "64"), 2023: ("64", "69")}),
        "Group 4 points ahead in 2022, gap 5 points in 2023.",
        "A gap has opened.",
    ),
    (
        shown({2022: ("68", "64"), 2023: ("69", "67")}),
        "Group 4 points ahead in 2022, 2 in 2023.",
        "The group is still ahead.",
    ),
    (shown({2022: ("68", "64")}), "Group 4 points ahead in 2022.", ""),
    # The units.
    (
        shown({2022: ("50", "20"), 2023: ("21", "20")}, unit=MINUTES, good=Good.LOW),
        "Gap 30 minutes in 2022, 1 in 2023.",
        "Narrowed by 29 minutes.",
    ),
    (shown({2022: ("21", "20")}, unit=MINUTES, good=Good.LOW), "Gap 1 minute in 2022.", ""),
    (
        shown({2022: ("1000", "12345")}, unit=NUMBER, target=target("9000.5")),
        "Gap 11,345.0 in 2022; target 9,000.5 by 2030.",
        "",
    ),
    # The target of the group alone, and without a comparison.
    (
        shown(TWO, target=FOR_GROUP),
        "Gap 31 points in 2022, 18 in 2026; target for the group 62% by 2030.",
        "Narrowed by 13 points.",
    ),
    (
        shown({2022: ("33", None), 2026: ("51", None)}, comparison="", target=FOR_GROUP),
        "33% in 2022, 51% in 2026; target 62% by 2030.",
        "",
    ),
    (shown({2022: ("-3", None)}, comparison="", unit=MINUTES), "−3 minutes in 2022.", ""),
    # Nothing to show.
    (shown({}), "No figures yet.", ""),
    (
        shown({2022: ("few", "64")}),
        "Not shown for 2022: fewer than 10 people are behind a figure, or could be found by it.",
        "",
    ),
    (shown({2022: ("few", "64"), 2023: ("33", "64")}), "Gap 31 points in 2023.", ""),
]


@pytest.mark.parametrize(("indicator", "sentence", "change"), SENTENCES)
def test_the_sentence(indicator, sentence, change):
    assert (str(wording.sentence(indicator)), wording.change(indicator)) == (sentence, change)


def test_the_figures_of_the_sentence_stand_out():
    pieces = wording.sentence(shown(TWO, target=target())).pieces

    assert [piece.text for piece in pieces if piece.is_strong] == ["31 points", "18", "10"]


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        (shown(TWO, target=target()), "Equity gap 31 points in 2022, 18 in 2026"),
        (shown({2022: ("33", "64"), 2023: ("34", "65")}), "Equity gap 31 points, as before"),
        (shown({2022: ("33", "64")}), "Equity gap 31 points in 2022"),
        (
            shown({2022: ("33", "64"), 2023: ("66", "65")}),
            "Gap 31 points in 2022, turned over: group 1 point ahead in 2023",
        ),
        (shown({2022: ("33", None)}), ""),
    ],
)
def test_what_a_list_says(indicator, words):
    assert wording.in_short(indicator) == words


def test_what_is_not_there_is_named():
    indicator = shown(
        {
            2001: ("33", "64"),
            2002: (None, "64"),
            2005: ("few", "64"),
            2006: ("few", "64"),
            2007: ("40", "64"),
            2009: ("51", "64"),
        }
    )

    assert wording.missing(indicator) == "No figure for 2002 to 2004 and 2008."
    assert wording.not_shown(indicator).startswith("Not shown for 2005 and 2006: fewer than 10 people")


def test_it_is_said_where_a_gap_is_not_the_difference_of_its_figures():
    indicator = shown({2022: ("33.4", "64.6"), 2023: ("51", "69")}, decimals=0)

    assert wording.apart(indicator) == (
        "Gaps are computed from the unrounded figures. For 2022 the figures as shown would give another last "
        "digit."
    )
    assert wording.apart(shown(TWO)) == ""


def test_what_is_measured():
    assert wording.about(shown(TWO).series) == (
        "Homes that stay cool: Tenants against All homes. A higher figure is better."
    )
    assert wording.about(shown(TWO, good=Good.LOW, comparison="").series) == (
        "Homes that stay cool: Tenants. A lower figure is better."
    )


@pytest.mark.parametrize(
    ("unit", "heads"),
    [
        (Unit(), ("Tenants", "All homes", "Gap, points")),
        (NUMBER, ("Tenants", "All homes", "Gap")),
        (MINUTES, ("Tenants, minutes", "All homes, minutes", "Gap, minutes")),
    ],
)
def test_the_heads_of_the_table(unit, heads):
    assert wording.heads(shown(TWO, unit=unit).series) == heads


def test_figures_of_one_year_are_named_by_their_months():
    figures = tuple(Figure(2022, Decimal(n), Decimal(64), day=date(2022, n, 1)) for n in (9, 3))

    assert str(wording.sentence(show(Series("Homes", "Tenants", figures, "All homes")))) == (
        "Gap 61 points in March 2022, 55 in September 2022."
    )


def test_a_number_is_written_as_the_language_writes_it():
    with translation.override("de"):
        assert wording.number(Decimal("-1234.50"), 2) == "−1.234,50"
