"""The best whole assignment: as good as the best of all, the same each time, and it says why."""

import random
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilots.interest.matching import Asking, Offering, Unmet, assign, fit_of, ranking

A, B, C = 1, 2, 3
HEAT, WASTE = 10, 11
COOL, SORT, BUS = 100, 101, 102

sometimes = st.frozensets(st.integers(10, 12), max_size=2)
offerings_ = st.lists(st.tuples(st.integers(0, 2), sometimes), min_size=1, max_size=3).map(
    lambda rows: [Offering(100 + number, room, themes) for number, (room, themes) in enumerate(rows)]
)
askings_ = st.lists(
    st.tuples(st.lists(st.integers(100, 103), max_size=3, unique=True), sometimes), max_size=4
).map(
    lambda rows: [Asking(number + 1, tuple(wishes), themes) for number, (wishes, themes) in enumerate(rows)]
)
pairs_ = st.sets(st.tuples(st.integers(1, 4), st.integers(100, 102)), max_size=3)


def by_force(askings, offerings, places, apart):
    """The worth of the best of all assignments there are."""
    offered = {it.key: it for it in offerings}
    choices = [
        [None, *(it for it in asking.wishes if it in offered and (asking.key, it) not in apart)]
        for asking in askings
    ]
    best = (0, 0)
    for chosen in product(*choices):
        taken = [it for it in chosen if it is not None]
        if len(taken) > places or any(taken.count(it) > offered[it].room for it in taken):
            continue
        pairs = zip(askings, chosen, strict=True)
        best = max(best, (len(taken), sum(fit_of(it, offered[key]).score for it, key in pairs if key)))
    return best


@settings(max_examples=150, deadline=None)
@given(askings_, offerings_, st.integers(0, 4), pairs_, st.randoms(use_true_random=False))
def test_it_is_as_good_as_the_best_of_all_however_rows_are_ordered(askings, offerings, places, apart, dice):
    found = assign(askings, offerings, places=places, apart=apart)
    offered = {it.key: it for it in offerings}
    taken = [fit.project for fit in found.fits.values()]

    assert found.worth == by_force(askings, offerings, places, apart)
    assert all(taken.count(it) <= offered[it].room for it in taken)
    assert not apart & {(fit.interest, fit.project) for fit in found.fits.values()}
    shuffled, turned = dice.sample(askings, len(askings)), list(reversed(offerings))
    assert assign(shuffled, turned, places=places, apart=apart) == found
    # Each wish that came to nothing has a reason.
    wished = {(it.key, wish) for it in askings for wish in it.wishes if wish in offered}
    met = {(fit.interest, fit.project) for fit in found.fits.values()}
    assert found.unmet.keys() == wished - met


@settings(max_examples=50, deadline=None)
@given(askings_, offerings_, st.integers(0, 4), pairs_)
def test_pins_come_first_and_never_above_the_room(askings, offerings, places, pinned):
    found = assign(askings, offerings, places=places, pinned=pinned)
    taken = [fit.project for fit in found.fits.values()]

    assert len(taken) <= places
    assert all(taken.count(it.key) <= it.room for it in offerings)
    for interest, project in pinned - set(found.kept_out):
        assert found.fits[interest].project == project


def test_a_related_theme_counts_more_than_the_first_wish():
    city = Asking(A, (SORT, COOL), frozenset({HEAT}))
    rows = ranking(city, [Offering(SORT, 1, frozenset({WASTE})), Offering(COOL, 1, frozenset({HEAT}))])

    assert [(fit.project, fit.wish, fit.themes) for fit in rows] == [(COOL, 2, (HEAT,)), (SORT, 1, ())]


@pytest.mark.parametrize(
    ("askings", "room", "facts", "why"),
    [
        ([Asking(A, (COOL, SORT))], {COOL: 1, SORT: 1}, {}, {(A, SORT): Unmet.EARLIER}),
        ([Asking(A, (COOL,))], {COOL: 0}, {}, {(A, COOL): Unmet.FULL}),
        ([Asking(A, (COOL,))], {COOL: 1}, {"apart": [(A, COOL)]}, {(A, COOL): Unmet.APART}),
        ([Asking(A, (COOL,))], {COOL: 1}, {"places": 0}, {(A, COOL): Unmet.PLACES}),
        (
            [Asking(A, (COOL,)), Asking(B, (COOL,), frozenset({HEAT}))],
            {COOL: 1},
            {},
            {(A, COOL): Unmet.CLOSER},
        ),
        # B has no other wish, so A goes where it named second: two cities have a place, not one.
        (
            [Asking(A, (COOL, SORT), frozenset({HEAT})), Asking(B, (COOL,))],
            {COOL: 1, SORT: 1},
            {},
            {(A, COOL): Unmet.MORE},
        ),
    ],
)
def test_each_wish_that_came_to_nothing_says_why(askings, room, facts, why):
    offerings = [Offering(key, number, frozenset({HEAT})) for key, number in room.items()]

    assert assign(askings, offerings, **{"places": 9} | facts).unmet == why


def test_equal_cities_draw_lots_that_do_not_depend_on_who_was_first():
    cities = [Asking(key, (COOL,)) for key in range(1, 40)]
    first = assign(cities, [Offering(COOL, 1)], places=9)

    assert set(first.unmet.values()) == {Unmet.LOT}
    assert first == assign(cities[::-1], [Offering(COOL, 1)], places=9)
    # Whoever drew the smallest lot wins, until they do not ask.
    winners = [min(assign(cities[n:], [Offering(COOL, 1)], places=9).fits) for n in range(30)]
    assert len(set(winners)) < 20


def test_a_large_call_is_assigned_in_a_moment():
    dice = random.Random(7)
    keys = range(100, 120)
    offerings = [Offering(key, 3, frozenset({dice.randrange(8)})) for key in keys]
    cities = [
        Asking(key, tuple(dice.sample(keys, 3)), frozenset(dice.sample(range(8), 2))) for key in range(1, 101)
    ]

    began = time.perf_counter()
    found = assign(cities, offerings, places=60)

    assert len(found.fits) == 60
    assert time.perf_counter() - began < 10
