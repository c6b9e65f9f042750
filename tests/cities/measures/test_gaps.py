"""Gaps: from unrounded figures, rounded once, and what is said to have become of them."""

from datetime import date
from decimal import Decimal

import pytest

from cities.measures.gaps import (
    Figure,
    Good,
    Kind,
    Move,
    Series,
    Target,
    Unit,
    decimals_of,
    gap_of,
    missing_years,
    move_of,
    rounded,
    runs,
)
from cities.measures.shown import State, show


def amount(text):
    return None if text is None else Decimal(text)


def series(*years, **more):
    figures = [Figure(year, amount(group), amount(other)) for year, group, other in years]
    return Series("Homes that stay cool", "Tenants", tuple(figures), "All homes", **more)


def gaps(shown):
    return [(row.year, row.gap.amount, row.gap.state) for row in shown.rows]


@pytest.mark.parametrize(
    ("group", "comparison", "good", "gap"),
    [
        ("33", "64", Good.HIGH, "31"),
        ("64", "33", Good.LOW, "31"),
        ("64", "33", Good.HIGH, "-31"),
        ("-4", "3", Good.HIGH, "7"),
        (None, "3", Good.HIGH, None),
        ("3", None, Good.LOW, None),
    ],
)
def test_a_gap_is_positive_where_the_group_fares_worse(group, comparison, good, gap):
    assert gap_of(amount(group), amount(comparison), good) == amount(gap)


@pytest.mark.parametrize(
    ("typed", "decimals", "shown"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("-0.04", 1, "0.0"),
        ("33", 1, "33.0"),
        ("999999999999999.999999", 2, "1000000000000000.00"),
        ("0.000001", 6, "0.000001"),
        (None, 1, None),
    ],
)
def test_a_half_is_rounded_away_from_nought(typed, decimals, shown):
    found = rounded(amount(typed), decimals)

    assert (None if found is None else f"{found:f}") == shown


@pytest.mark.parametrize(
    ("typed", "chosen", "decimals"),
    [
        (("33", "64"), None, 0),
        (("33.000000", "64.500000"), None, 1),
        (("33.25", "64.5"), 1, 1),
        (("33", "64"), 1, 0),
        (("1E+3", None), None, 0),
    ],
)
def test_as_many_decimals_as_were_typed_and_no_more_than_were_chosen(typed, chosen, decimals):
    assert decimals_of(series((2024, *typed), decimals=chosen)) == decimals


def test_a_gap_is_computed_before_it_is_rounded():
    shown = show(series((2022, "33.4", "64.6"), (2024, "33.4", "64.4"), decimals=0))

    assert [(row.group.amount, row.comparison.amount, row.gap.amount) for row in shown.rows[::2]] == [
        (33, 65, 31),
        (33, 64, 31),
    ]
    assert [row.is_apart for row in shown.rows] == [True, False, False]


def test_a_hidden_figure_is_not_counted_for_decimals():
    figures = (Figure(2022, Decimal("3.75"), Decimal(5), group_n=4), Figure(2023, Decimal(3), Decimal(5)))

    assert show(Series("Rooms", "Tenants", figures, "All")).decimals == 0


# What becomes of a gap: at first, now, whether the group itself fares better.
MOVES = [
    ("31", "18", True, Move.NARROWED),
    ("31", "18", False, Move.OTHERS_FELL_BACK),
    ("31", "31", True, Move.AS_BEFORE),
    ("31", "40", False, Move.WIDER),
    ("31", "40", True, Move.WIDER_THOUGH_BETTER),
    ("31", "0", True, Move.CLOSED),
    ("31", "0", False, Move.CLOSED_OTHERS_FELL_BACK),
    ("31", "-2", True, Move.TURNED_OVER),
    ("31", "-2", False, Move.TURNED_OVER_OTHERS_FELL_BACK),
    ("0", "3", False, Move.OPENED),
    ("0", "-3", True, Move.TURNED_OVER),
    ("-3", "3", False, Move.OPENED),
    ("-3", "0", False, Move.EVEN),
    ("-3", "-1", False, Move.STAYED_AHEAD),
    ("-3", "-8", True, Move.STAYED_AHEAD),
    ("-3", "-3", True, Move.AS_BEFORE),
]


@pytest.mark.parametrize(("first", "now", "better", "move"), MOVES)
def test_what_became_of_a_gap(first, now, better, move):
    assert move_of(Decimal(first), Decimal(now), group_is_better=better) == move


@pytest.mark.parametrize(
    ("good", "group", "others", "move"),
    [
        (Good.HIGH, ("33", "51"), ("64", "69"), Move.NARROWED),
        (Good.HIGH, ("33", "33"), ("64", "50"), Move.OTHERS_FELL_BACK),
        (Good.HIGH, ("33", "30"), ("64", "50"), Move.OTHERS_FELL_BACK),
        (Good.LOW, ("64", "50"), ("33", "30"), Move.NARROWED),
        (Good.LOW, ("64", "70"), ("33", "60"), Move.OTHERS_FELL_BACK),
        # A change that rounding takes away is none.
        (Good.HIGH, ("33.1", "33.2"), ("64", "64"), Move.AS_BEFORE),
    ],
)
def test_narrowed_is_said_only_where_the_group_itself_fares_better(good, group, others, move):
    found = show(series((2022, group[0], others[0]), (2023, group[1], others[1]), good=good, decimals=0))

    assert found.move == move


def test_a_year_without_a_figure_has_a_row_that_says_so():
    shown = show(series((2022, "33", "64"), (2025, None, "68"), (2026, "51", "69")))

    assert gaps(shown) == [
        (2022, 31, State.SHOWN),
        (2023, None, State.MISSING),
        (2024, None, State.MISSING),
        (2025, None, State.MISSING),
        (2026, 18, State.SHOWN),
    ]
    assert (shown.first.year, shown.now.year) == (2022, 2026)


def test_a_hidden_figure_takes_its_gap_along():
    figures = (
        Figure(2022, Decimal(33), Decimal(64), group_n=40, comparison_n=900),
        Figure(2023, Decimal(20), Decimal(65), group_n=4, comparison_n=900),
    )

    shown = show(Series("Homes", "Tenants", figures, "All homes"))

    assert gaps(shown)[1] == (2023, None, State.HIDDEN)
    assert (shown.rows[1].group, shown.rows[1].comparison.amount) == (shown.rows[1].gap, 65)
    assert (shown.first, shown.move) == (shown.now, None)


def test_the_baseline_is_the_year_that_was_chosen():
    shown = show(series((2020, "30", "64"), (2022, "33", "64"), (2023, "51", "69"), baseline=2022))

    assert [row.year for row in shown.rows if row.is_baseline] == [2022]
    assert shown.first.year == 2022


def test_two_figures_of_one_year_are_told_apart_by_their_days():
    figures = [Figure(2022, Decimal(n), Decimal(64), day=date(2022, n, 1)) for n in (9, 3)]

    rows = show(Series("Homes", "Tenants", tuple(figures), "All homes")).rows

    assert [(row.day.month, row.is_baseline) for row in rows] == [(3, True), (9, False)]
    assert rows[0].place < rows[1].place < 2023


def test_without_a_comparison_the_figures_of_the_group_are_held_against_each_other():
    shown = show(Series("Homes", "Tenants", tuple(Figure(year, Decimal(year - 2000)) for year in (22, 23))))

    assert (shown.by_gap, shown.move, shown.first.group.amount) == (False, None, -1978)


@pytest.mark.parametrize(
    ("target", "gap"),
    [
        (Target(2030, Decimal("62.4"), Decimal("72.6")), 10),
        (Target(2030, gap=Decimal(10)), 10),
        (Target(2030, group=Decimal(62)), None),
    ],
)
def test_a_target_is_two_figures_or_a_gap(target, gap):
    assert show(series((2022, "33", "64"), target=target, decimals=0)).target.gap.amount == gap


@pytest.mark.parametrize(
    ("years", "every", "missing"),
    [
        ((2020, 2023), 1, [2021, 2022]),
        ((2020, 2022, 2026), 2, [2024]),
        ((2020,), 1, []),
        ((), 1, []),
        ((2020, 2022), 0, [2021]),
    ],
)
def test_years_between_that_have_no_figure(years, every, missing):
    assert missing_years(years, every) == missing


def test_years_in_runs():
    assert runs([2001, 2002, 2003, 2005]) == [(2001, 2003), (2005, 2005)]


def test_units_are_told_apart():
    assert (Unit().kind, Unit(Kind.OTHER, "minutes", "minute").words) == (Kind.SHARE, "minutes")
