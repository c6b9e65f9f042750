"""Figures of few people: what is not shown, and an attack on all that is.

The attack knows the numbers of people, and the rule itself: it makes every set of figures that there could
be, and keeps those that would be shown in exactly this way. What they say of a hidden figure is what a reader
could find out.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest

from cities.measures.gaps import Against, Figure, Kind, Series, Unit
from cities.measures.suppression import FEWEST, Cell, Part, is_small, published, published_together

SHARE, COUNT = Unit(), Unit(Kind.NUMBER)


def share(count, people):
    return Decimal(100 * count) / people if people else None


def series(*figures, against=Against.WHOLE, unit=SHARE, adds_up=False):
    return Series(
        "Homes that stay cool", "Tenants", tuple(figures), "All", unit, against=against, adds_up=adds_up
    )


def shown(*all_of_them):
    cleaned, _hidden = published_together(all_of_them)
    return tuple(
        (figure.year, figure.group, figure.comparison) for each in cleaned for figure in each.figures
    )


# What goes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "small"), [(None, False), (0, True), (FEWEST - 1, True), (FEWEST, False)])
def test_fewer_than_ten_people_are_few(people, small):
    assert is_small(people) is small


# Of group and comparison: people, and share; whom it is compared with; which of the two go.
CASES = [
    ((10, 40), (500, 60), Against.OTHERS, ""),
    ((9, 40), (500, 60), Against.OTHERS, "g"),
    ((40, 40), (9, 60), Against.OTHERS, "c"),
    ((None, 40), (None, 60), Against.OTHERS, ""),
    # Inside the whole: a group of many, and others of many.
    ((100, 40), (500, 60), Against.WHOLE, ""),
    ((10, 40), (20, 60), Against.WHOLE, ""),
    # A small group: with a whole of 0 or 100 percent it would be found, so the whole goes at any.
    ((9, 40), (500, 60), Against.WHOLE, "gc"),
    # Few others: taking the group away would name them, so the whole goes.
    ((100, 40), (105, 40), Against.WHOLE, "c"),
    ((100, 40), (100, 40), Against.WHOLE, ""),
    # How many there are in the whole is not known.
    ((9, 40), (None, 60), Against.WHOLE, "gc"),
    ((100, 40), (None, 60), Against.WHOLE, ""),
    # Sums: what the others have is the rest.
    ((9, 4), (500, 60), Against.TOTAL, "gc"),
    ((100, 56), (105, 60), Against.TOTAL, "c"),
    ((100, 30), (200, 60), Against.TOTAL, ""),
]


@pytest.mark.parametrize(("group", "whole", "against", "gone"), CASES)
def test_what_is_not_shown_of_one_year(group, whole, against, gone):
    figure = Figure(2024, Decimal(group[1]), Decimal(whole[1]), group_n=group[0], comparison_n=whole[0])
    unit = COUNT if against == Against.TOTAL else SHARE

    cleaned, hidden = published(series(figure, against=against, unit=unit))

    parts = {"g": Part.GROUP, "c": Part.COMPARISON}
    assert hidden == {Cell(0, 0, parts[letter]) for letter in gone}
    left = cleaned.figures[0]
    assert (left.group is None, left.comparison is None) == ("g" in gone, "c" in gone)
    assert (left.group_n, left.comparison_n) == (None, None)


def groups(*people, of):
    figures = [Figure(2024, Decimal(40), Decimal(50), group_n=each, comparison_n=of) for each in people]
    return published_together([series(figure) for figure in figures])[1]


def test_groups_that_share_a_whole_are_looked_at_together():
    wholes = {Cell(0, 0, Part.COMPARISON), Cell(1, 0, Part.COMPARISON)}

    assert groups(90, 100, of=200) == set()
    # One of them is small; together they leave few; one leaves few, though they overlap.
    assert groups(6, 100, of=200) == {Cell(0, 0, Part.GROUP)} | wholes
    assert groups(90, 105, of=200) == wholes
    assert groups(195, 100, of=200) == wholes


def parts_of(*measured):
    return {(cell.series, cell.part) for cell in published_together(measured)[1]}


def one(year, people, every, against, day=None):
    figure = Figure(year, Decimal(40), Decimal(50), day, group_n=people, comparison_n=every)
    return series(figure, against=against)


def test_a_group_and_its_others_are_a_whole_for_other_indicators():
    total = one(2024, 500, 1000, Against.TOTAL)
    all_hidden = {(0, Part.COMPARISON), (1, Part.GROUP), (1, Part.COMPARISON)}

    # The sum of all less the others would be the group of five, and the other way round.
    assert parts_of(total, one(2024, 5, 995, Against.OTHERS)) == all_hidden
    assert parts_of(total, one(2024, 995, 5, Against.OTHERS)) == all_hidden
    assert parts_of(one(2024, 5, 995, Against.OTHERS), one(2024, 500, 500, Against.OTHERS)) == {
        *((0, Part.GROUP), (0, Part.COMPARISON), (1, Part.COMPARISON))
    }
    # Two groups that leave five people of the whole, which is told by group and others.
    assert parts_of(one(2024, 495, 505, Against.OTHERS), one(2024, 500, None, Against.OTHERS)) == {
        *((0, Part.COMPARISON), (1, Part.COMPARISON))
    }
    # In another year, or with nobody small, nothing more goes.
    assert parts_of(total, one(2023, 5, 995, Against.OTHERS)) == {(1, Part.GROUP)}
    assert parts_of(total, one(2024, 50, 950, Against.OTHERS)) == set()


def test_a_year_and_a_day_of_it_may_be_the_same_time():
    wholes = {(0, Part.COMPARISON), (1, Part.COMPARISON)}
    year, day = one(2024, 50, 100, Against.WHOLE), one(2024, 45, 100, Against.WHOLE, date(2024, 12, 4))
    early = one(2024, 45, 500, Against.WHOLE, date(2024, 3, 1))
    two_days = series(*early.figures, *day.figures)

    assert parts_of(year, day) == wholes
    assert parts_of(year, one(2023, 45, 100, Against.WHOLE, date(2023, 12, 31))) == set()
    # Of several days each may be the one of the year; days of two series are told apart.
    assert published_together([year, two_days])[1] == {
        *(Cell(0, 0, Part.COMPARISON), Cell(1, 0, Part.COMPARISON), Cell(1, 1, Part.COMPARISON))
    }
    other_days = [one(2024, 50, 100, Against.WHOLE, date(2024, month, 9)) for month in (5, 7)]
    assert parts_of(series(*(it.figures[0] for it in other_days)), two_days) == set()


# The attack -------------------------------------------------------------------------------------------------


def possible(worlds, sees):
    """By what is shown, every world that would be shown so."""
    found = defaultdict(list)
    for world in worlds:
        found[sees(world)].append(world)
    return found


@pytest.mark.parametrize("against", [Against.WHOLE, Against.TOTAL])
def test_no_share_or_number_of_few_people_is_found_in_the_whole(against):
    checked = 0
    for people, others in product((1, 2, 5, 9, 10, 11, 14), (0, 1, 2, 5, 9, 10, 13)):
        every = people + others
        worlds = list(product(range(people + 1), range(others + 1)))

        def sees(world, people=people, every=every):
            mine, all_of_them = world[0], sum(world)
            if against == Against.WHOLE:
                mine, all_of_them = share(mine, people), share(all_of_them, every)
            figure = Figure(2024, Decimal(mine), Decimal(all_of_them), group_n=people, comparison_n=every)
            return shown(series(figure, against=against, unit=SHARE if against == Against.WHOLE else COUNT))

        for open_ones in possible(worlds, sees).values():
            for place, of_them in enumerate((people, others)):
                if 0 < of_them < FEWEST:
                    assert {world[place] for world in open_ones} == set(range(of_them + 1))
                    checked += 1
    assert checked > 100


@pytest.mark.parametrize("sizes", [(3, 11), (9, 12), (2, 3, 10), (1, 1, 12), (10, 11)])
@pytest.mark.parametrize("others", [0, 2])
def test_no_share_of_few_people_is_found_in_groups_that_share_a_whole(sizes, others):
    people = (*sizes, others)
    worlds = list(product(*(range(0, size + 1, 1 if size < FEWEST else 2) for size in people)))

    def sees(world):
        whole = share(sum(world), sum(people))
        return shown(
            *(
                series(Figure(2024, share(count, size), whole, group_n=size, comparison_n=sum(people)))
                for count, size in zip(world, sizes, strict=False)
            )
        )

    for open_ones in possible(worlds, sees).values():
        for place, of_them in enumerate(people):
            if 0 < of_them < FEWEST:
                assert {world[place] for world in open_ones} == set(range(of_them + 1))


KINDS = tuple(Against)


@pytest.mark.parametrize("kinds", list(product(KINDS, KINDS)))
@pytest.mark.parametrize("sizes", [(5, 11, 12), (11, 3, 12), (11, 12, 2), (5, 11, 0), (2, 3, 11)])
def test_nothing_of_few_people_is_found_in_two_indicators_of_any_kinds(kinds, sizes):
    def sees(world):
        measured = []
        for at, against in enumerate(kinds):
            count, people = world[at], sizes[at]
            every, size = sum(world), sum(sizes)
            if against == Against.OTHERS:
                every, size = every - count, size - people
            mine, theirs = Decimal(count), Decimal(every)
            if against != Against.TOTAL:
                mine, theirs = share(count, people), share(every, size)
            # One is of the year, the other one of a day of it.
            day = date(2024, 12, 4) if at else None
            figure = Figure(2024, mine, theirs, day, group_n=people, comparison_n=size)
            measured.append(series(figure, against=against))
        return shown(*measured)

    for open_ones in possible(product(*(range(size + 1) for size in sizes)), sees).values():
        for place, of_them in enumerate(sizes):
            if 0 < of_them < FEWEST:
                assert {world[place] for world in open_ones} == set(range(of_them + 1))


def test_no_step_of_few_people_is_found_in_sums_that_grow():
    worlds = [counts for counts in product(range(34), repeat=3) if list(counts) == sorted(counts)]

    def sees(world):
        figures = (Figure(2020 + at, Decimal(count), group_n=count) for at, count in enumerate(world))
        return shown(series(*figures, against=Against.OTHERS, unit=COUNT, adds_up=True))

    for shown_so, open_ones in possible(worlds, sees).items():
        if max(world[2] for world in open_ones) >= 33:
            continue  # at the end of what was made the higher ones are missing
        for at, (_year, group, _whole) in enumerate(shown_so):
            if group is None:
                assert len({world[at] for world in open_ones}) >= 3, (shown_so, open_ones)
        for one, next_one in pairwise(range(3)):
            steps = {world[next_one] - world[one] for world in open_ones}
            assert len(steps) >= 3 or not steps & set(range(1, FEWEST)), (shown_so, open_ones)


def test_the_others_of_a_sum_that_grows_are_not_found_either():
    figures = [
        Figure(year, Decimal(group), Decimal(whole), group_n=group, comparison_n=whole)
        for year, group, whole in ((2022, 50, 100), (2023, 70, 123), (2024, 90, 160))
    ]

    cleaned, _hidden = published(series(*figures, against=Against.TOTAL, unit=COUNT, adds_up=True))

    assert [figure.comparison for figure in cleaned.figures] == [None, None, None]
    assert [figure.group for figure in cleaned.figures] == [50, 70, 90]


def test_a_sum_that_grows_takes_the_whole_of_every_group_along():
    def of(*groups):
        figures = [
            Figure(2022 + at, Decimal(group), Decimal(whole), group_n=group, comparison_n=whole)
            for at, (group, whole) in enumerate(zip(groups, (100, 160, 220), strict=True))
        ]
        return series(*figures, against=Against.TOTAL, unit=COUNT, adds_up=True)

    cleaned, _hidden = published_together([of(92, 110, 130), of(50, 70, 90)])

    assert [figure.comparison for each in cleaned for figure in each.figures] == [None] * 6


def test_the_attack_sees_a_rule_that_hides_the_small_figure_alone():
    def sees(world):
        return share(sum(world), 25)  # of five, who are hidden, and twenty others

    found = possible(product(range(6), range(21)), sees)

    assert found[Decimal(0)] == [(0, 0)]
    assert found[Decimal(100)] == [(5, 20)]
