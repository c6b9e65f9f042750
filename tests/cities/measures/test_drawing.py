"""The drawing: that words never overlap, all stays on the sheet, and nothing is drawn that is not known."""

import random
from decimal import Decimal
from itertools import combinations

import pytest

from cities.measures.drawing import draw, draw_small
from cities.measures.gaps import Figure, Good, Kind, Series, Target, Unit
from cities.measures.sheet import NARROW, WIDE, Box, at, ticks_of, width_of
from cities.measures.shown import show

SHEETS = [WIDE, NARROW]


def some_amount(luck, size):
    """An amount about as large as 10 to the power of `size`, whole or with decimals, or below nought."""
    decimals = luck.choice([0, 0, 1, 3, 6])
    amount = Decimal(luck.randint(-(10**6), 10**6)) / 10**6 * Decimal(10) ** size
    return amount.quantize(Decimal(1).scaleb(-decimals))


def some_indicator(seed):
    return show(some_series(seed))


def some_series(seed):
    """Any indicator: 1 to 30 years, with holes, figures of few people, and every sort of unit and target."""
    luck = random.Random(seed)
    size, begin = luck.choice([-3, 0, 1, 2, 4, 7, 15]), luck.randint(1950, 2020)
    unit = luck.choice([Unit(), Unit(Kind.NUMBER), Unit(Kind.OTHER, "euros a month, each household", "euro")])

    def amount():
        if unit.kind == Kind.SHARE:
            return Decimal(luck.randint(0, 1000)) / 10
        return some_amount(luck, size)

    figures = [
        Figure(
            begin + year,
            amount() if luck.random() < 0.9 else None,
            amount() if luck.random() < 0.9 else None,
            group_n=luck.choice([None, 3, 200]),
        )
        for year in range(luck.randint(1, 30))
        if luck.random() < 0.9
    ]
    target = luck.choice([None, Target(begin + 35, amount(), amount()), Target(begin + 31, gap=amount())])
    names = luck.choice([("Tenants", "City average"), ("Mieterinnen und Mieter der obersten " * 3, "")])
    good = luck.choice(list(Good))
    return Series("Homes", names[0], tuple(figures), names[1], unit, good, target=target)


@pytest.mark.parametrize("sheet", SHEETS, ids=("wide", "narrow"))
def test_words_never_overlap_and_all_stays_on_the_sheet(sheet):
    drawn = [drawing for seed in range(400) if (drawing := draw(some_indicator(seed), sheet))]

    for drawing in drawn:
        boxes = [label.box for label in drawing.labels]
        for dot in drawing.dots:
            x, y, r = float(dot.x), float(dot.y), float(dot.r)
            assert x - r >= 0
            assert x + r <= sheet.width
            assert y - r >= 0
            assert y + r <= sheet.bottom + r
            assert not any(Box(x - r, y - r, x + r, y + r).meets(box) for box in boxes)
        assert not any(one.meets(other) for one, other in combinations(boxes, 2))
        assert all(
            box.left >= 0 and box.right <= sheet.width and box.top >= 0 and box.bottom <= sheet.height
            for box in boxes
        )
    assert len(drawn) > 300


@pytest.mark.parametrize("sheet", SHEETS, ids=("wide", "narrow"))
def test_there_is_a_dot_for_each_figure_that_is_shown_and_for_no_other(sheet):
    for seed in range(200):
        shown = some_indicator(seed)
        if drawing := draw(shown, sheet):
            values = [
                value
                for row in (*shown.rows, *([shown.target] if shown.target else []))
                for value in (row.group, row.comparison)
            ]
            assert len(drawing.dots) == sum(value.amount is not None for value in values)


def cool_homes(**more):
    figures = [
        Figure(year, group and Decimal(group), Decimal(other))
        for year, group, other in (
            *((2022, 33, 64), (2023, 35, 66), (2024, 41, 67), (2025, None, 68), (2026, 51, 69)),
        )
    ]
    more = {"target": Target(2030, Decimal(62), Decimal(72)), **more}
    return show(Series("Homes", "Top-floor tenants", tuple(figures), "City average", **more))


def test_the_words_of_the_drawing():
    words = {label.text for label in draw(cool_homes()).labels}

    assert words == {
        *("20", "40", "60", "80%"),
        *(str(year) for year in range(2022, 2031)),
        *("31 points", "18 points", "Target: 10 points", "no figure"),
        *("Top-floor tenants", "City average"),
    }


def test_on_a_phone_every_second_year_and_the_target_as_a_number():
    words = [label.text for label in draw(cool_homes(), NARROW).labels]

    assert [word for word in words if word.startswith("20") and len(word) == 4] == [
        *("2022", "2030", "2026", "2024", "2028"),
    ]
    assert {"10", "31 points", "18 points"} < set(words)


def test_a_year_without_a_figure_breaks_the_line():
    lines = [line for line in draw(cool_homes()).lines if line.css == "draw-forest"]

    assert [(len(line.d.split()) // 2, line.dash != "") for line in lines] == [
        (3, False),
        (2, True),
        (2, True),
    ]


@pytest.mark.parametrize("years", [{}, {2022: (33, 64)}, {2022: (33, 64), 2023: (None, 65)}])
def test_fewer_than_two_figures_need_no_drawing(years):
    figures = tuple(
        Figure(year, group and Decimal(group), Decimal(other)) for year, (group, other) in years.items()
    )

    assert draw(show(Series("Homes", "Tenants", figures, "All"))) is None


def test_a_target_that_is_behind_is_not_led_to():
    drawing = draw(cool_homes(target=Target(2024, Decimal(60), Decimal(70))))

    assert [line.dash for line in drawing.lines if line.css == "draw-edge"] == [""]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("33", "72", "20 40 60 80"),
        ("0", "100", "0 25 50 75 100"),
        ("5", "5", "4.50 4.75 5.00 5.25 5.50"),
        ("0", "0", "-1.0 -0.5 0.0 0.5 1.0"),
        ("-3", "4", "-4 -2 0 2 4"),
        ("0.001", "0.002", "0.00100 0.00125 0.00150 0.00175 0.00200"),
        (
            "999999999999990",
            "999999999999999",
            "999999999999990.0 999999999999992.5 999999999999995.0 999999999999997.5 1000000000000000.0",
        ),
    ],
)
def test_round_amounts_stand_beside_the_lines(low, high, ticks):
    found = ticks_of(Decimal(low), Decimal(high))

    assert [Decimal(tick) for tick in ticks.split()] == found
    assert 3 <= len(found) <= 5


def test_long_amounts_are_written_in_short_where_they_stay_clear():
    def texts(*amounts):
        figures = tuple(Figure(2020 + at_, Decimal(amount)) for at_, amount in enumerate(amounts))
        drawing = draw(show(Series("Money", "Tenants", figures, unit=Unit(Kind.NUMBER))))
        return [label.text for label in drawing.labels if label.anchor == "end"][:3]

    assert texts(1_000_000, 3_000_000) == ["1M", "1.5M", "2M"]
    assert texts(1_000_000_010, 1_000_000_030) == ["1,000,000,010", "1,000,000,015", "1,000,000,020"]


@pytest.mark.parametrize(
    ("figures", "small"),
    [
        (((33, 64), (51, 69)), ("6", "52", "32.7", False, False)),
        (((33, 64), (34, 65)), ("6", "52", "52", True, False)),
        (((33, 64), (20, 64)), ("6", "38.4", "52", False, True)),
        (((33, 64), (64, 64)), ("6", "52", "6", False, False)),
        (((33, 64), (68, 64)), ("11.3", "52", "6", False, False)),
        (((33, 64),), ("6", "", "52", False, False)),
    ],
)
def test_the_small_gap(figures, small):
    made = tuple(Figure(2020 + at_, Decimal(a), Decimal(b)) for at_, (a, b) in enumerate(figures))
    found = draw_small(show(Series("Homes", "Tenants", made, "All")))

    assert (found.zero, found.first, found.now, found.is_same, found.is_wider) == small


def test_without_a_gap_there_is_no_small_one():
    assert draw_small(show(Series("Homes", "Tenants", (Figure(2022, Decimal(3)),)))) is None


@pytest.mark.parametrize(
    ("start", "end", "is_crossed"),
    [
        ((0, 0), (10, 10), True),
        ((5, 0), (5, 10), True),
        ((0, 5), (10, 5), True),
        ((5, 5), (5.5, 5.5), True),
        ((0, 0), (10, 3), False),
        ((0, 3), (10, 3), False),
        ((0, 9), (3, 10), False),
        ((0, 0), (3, 3), False),
    ],
)
def test_a_line_through_a_room(start, end, is_crossed):
    assert Box(4, 4, 6, 6).is_crossed(start, end) is is_crossed


def test_no_line_runs_through_a_name():
    figures = (Figure(2022, Decimal(33)), Figure(2026, Decimal(51)))
    drawing = draw(show(Series("Homes", "Top-floor tenants", figures, every=4)), NARROW)
    name = next(label for label in drawing.labels if label.text == "Top-floor tenants")
    start, end = (tuple(map(float, pair)) for pair in batched(drawing.lines[0].d.strip("M").split()))

    assert not name.box.is_crossed(start, end)


def batched(numbers):
    return zip(numbers[::2], numbers[1::2], strict=True)


def test_positions_and_widths():
    assert [at(value) for value in (1.04, 2.0, -0.01, 12.25)] == ["1", "2", "0", "12.2"]
    assert round(width_of("ab", 10), 3) == 11
    assert width_of("東", 10) == 10
