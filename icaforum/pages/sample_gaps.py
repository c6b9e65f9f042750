"""Indicators for the styleguide, one for each thing that can become of a gap. All figures are invented."""

from datetime import date
from decimal import Decimal

from cities.measures.figures import Figures, figures_of
from cities.measures.gaps import Against, Figure, Good, Kind, Series, Target, Unit

Years = dict[int, tuple[str, str]]

MINUTES = Unit(Kind.OTHER, "minutes", "minute")


def sample_gaps() -> list[Figures]:
    """Return an indicator for each case."""
    return [
        figures_of(series, key=f"gap-{number}")
        for number, series in enumerate((*_turns(), *_holes(), *_units()), start=1)
    ]


def _series(years: Years, *, name: str = "Rooms below 27 °C at night", **more: object) -> Series:
    figures = tuple(
        Figure(
            year,
            Decimal(group) if group else None,
            Decimal(other) if other else None,
            source="Summer survey, Hillford",
            source_day=date(year, 12, 4),
        )
        for year, (group, other) in years.items()
    )
    given = {"comparison": "City average", "figures": figures, **more}
    return Series(name, "Top-floor tenants", **given)  # type: ignore[arg-type]  # as each sample needs it


TWO: Years = {2022: ("33", "64"), 2023: ("35", "66"), 2024: ("41", "67"), 2026: ("51", "69")}


def _turns() -> tuple[Series, ...]:
    target = Target(
        2030, Decimal(62), Decimal(72), source="Council decision 114", source_day=date(2022, 6, 28)
    )
    return (
        _series(TWO, target=target),
        _series({2022: ("33", "64")}, target=target),
        _series({2022: ("33", "64"), 2024: ("33", "50")}, every=2),
        _series({2022: ("33", "64"), 2023: ("34", "69")}),
        _series({2022: ("33", "64"), 2023: ("34", "65")}),
        _series(
            {2020: ("40", "64"), 2021: ("52", "63"), 2022: ("66", "64")}, target=Target(2025, gap=Decimal(0))
        ),
    )


def _holes() -> tuple[Series, ...]:
    few = tuple(
        Figure(year, Decimal(group), Decimal(whole), group_n=people, comparison_n=900)
        for year, group, whole, people in (
            *((2021, "31.25", "60.4", 80), (2022, "40", "60.8", 5), (2023, "45.55", "61.2", 90)),
        )
    )
    note = Figure(
        2024, None, Decimal(62), note="Meters in 200 homes; no survey at the door, the river was high"
    )
    last = Figure(2025, Decimal("49.9"), Decimal("62.3"), group_n=91, comparison_n=900)
    return (
        _series({}, figures=(*few, note, last), against=Against.WHOLE, decimals=0),
        _series({2022: ("33", ""), 2026: ("51", "")}, comparison="", every=4),
    )


def _units() -> tuple[Series, ...]:
    twice = tuple(
        Figure(2025, Decimal(group), Decimal(other), day=date(2025, month, 1))
        for month, group, other in ((3, "41.5", "12"), (9, "30.5", "12.5"))
    )
    long: Years = {
        1994 + year: (str(1_250_000 + 91_000 * year), str(4_000_000 - 35_500 * year)) for year in range(30)
    }
    return (
        _series({}, name="Way to the nearest doctor", figures=twice, unit=MINUTES, good=Good.LOW),
        _series(long, name="Hours of work paid", unit=Unit(Kind.NUMBER), target=Target(2035, gap=Decimal(0))),
        _series(
            {2022: ("-3", "4"), 2023: ("-1", "4"), 2024: ("2", "5")},
            name="What is left at the end of a month",
            unit=Unit(Kind.OTHER, "euros for each person of the household", "euro"),
            comparison="Households of the whole of Hillford and of the eleven villages around it",
        ),
    )
