"""The demo's measures: one in each state, of cities that do not exist; marked as samples."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from cities.measures.actions import figures, indicators, keeping, showing, writing
from cities.measures.gaps import Figure
from cities.models import City, Measure, Theme, User
from cities.partners.actions import agreeing, table
from icaforum.words.times import database_now

COOL_HOMES: dict[str, Any] = {
    "title": "Cool homes first: shutters, night air and a heat telephone for tenants on the top floors",
    "summary": (
        "Landlords get a third of the cost if the rent stays as it is. Tenants choose the fitter. In a heat "
        "wave, somebody calls."
    ),
    "for_whom": "2,300 tenants on top floors, half of them over 65",
    "text": (
        "Shutters, vents and white roofs in 41 houses, so far 1,180 of 2,300 homes. The contract forbids a "
        "rent rise for six years. When the night stays above 24 °C, 60 volunteers call everyone over 65 on "
        "the list."
    ),
    "stage": "running",
    "begins_in": "2023-04",
    "ends_in": "2030",
    "cost": "3.1 million euros, a third from landlords",
    "did_not_work": (
        "The first contract asked landlords to apply. Four of 310 did. Since 2024 the city applies for them "
        "and they only sign. The heat telephone reached few people who speak another language than ours."
    ),
    "strands": [2],
}
GRANT: dict[str, Any] = {
    "title": "A grant for air conditioning",
    "summary": "Half the price of a cooler for people over 70 with little money, for eight months.",
    "for_whom": "Tenants over 70",
    "stage": "ended-early",
    "ended_because": "Landlords had to sign, and four of 310 did. What we learned is in the next measure.",
    "begins_in": "2022-05",
    "ends_in": "2022-12",
    "cost": "40,000 euros of 600,000 were spent",
    "strands": [2],
}
BUDGET: dict[str, Any] = {
    "title": "A budget that residents of the Old Docks decide",
    "summary": "400,000 euros a year, in their hands. The city office carries out what they choose.",
    "for_whom": "9,000 residents of the Old Docks",
    "text": "Four meetings a year with child care and three languages, paid by the hour for those who speak.",
    "stage": "running",
    "begins_in": "2025",
    "cost": "400,000 euros a year",
    "strands": [1],
}
BREAKS: dict[str, Any] = {
    "title": "Heat breaks on building sites",
    "summary": "Above 32 °C ten minutes of every hour in the shade, written into every contract of the city.",
    "for_whom": "Outdoor workers on 60 sites",
    "stage": "planned",
    "strands": [3],
}
TREES: dict[str, Any] = {
    "title": "Trees where there were none",
    "summary": "1,900 trees in the three quarters with least shade, watered by people who live there.",
    "for_whom": "Three quarters below the city’s average of shade",
    "text": "Residents chose the streets on walks. Two neighbours of each tree were paid to water it.",
    "stage": "finished",
    "begins_in": "2021",
    "ends_in": "2024",
    "strands": [2, 3],
}
WATER: dict[str, Any] = {
    "title": "Water points at markets",
    "summary": "Free water, shade and a bench at every market, open at night as well.",
    "for_whom": "Market traders and people without a home",
    "stage": "planned",
    "strands": [3],
}
TENANTS: dict[str, Any] = {
    "name": "Tenants’ union of the Old Docks (sample)",
    "kind": "tenants",
    "place": "Hillford",
    "took_part": "11 meetings, paid by the hour.",
    "changed": "Six years without a rent rise instead of two. The list of houses is theirs.",
    "language": "en",
    "email": "docks.hillford@tenants.example",
}


COOL_NIGHTS: dict[str, Any] = {
    "name": "Homes that stay below 27 °C at night during a heat wave",
    "group": "Top-floor tenants",
    "comparison": "City average",
    "definition": "A meter for seven nights in every home that was asked; 210 to 260 homes a year.",
}
COOL_TARGET: dict[str, Any] = {
    "target_group": Decimal(62),
    "target_comparison": Decimal(72),
    "target_source": "Council decision 114",
}
# By how many years ago: of the group, of all, how many were asked of each, a note.
COOL_YEARS = (
    (4, "33", "64", 210, 1900, ""),
    (3, "35", "66", 214, 1910, ""),
    (2, "41", "67", 225, 1920, ""),
    (1, "", "68", None, 1930, "Meters alone; no survey at the door, the river was high"),
    (0, "51", "69", 260, 1950, ""),
)
SHADE_YEARS = (
    (5, "12", "36", None, None, ""),
    (3, "12.5", "33", None, None, ""),
    (2, "12", "25", None, None, ""),
)
# In the second year so few were asked that a reader could tell who.
BUDGET_YEARS = (
    (3, "22.5", "41", 120, 2400, ""),
    (2, "30", "42.5", 7, 2410, ""),
    (1, "34.5", "43", 131, 2420, ""),
)


def load(by: User, people: dict[str, User]) -> None:
    """Let leads of sample cities write measures, in each state; `by` is of the secretariat."""
    by.is_verified = True
    hillford, lakemouth, northbridge = people["general"], people["peer"], people["northbridge"]
    cool = _show(_write(hillford, COOL_HOMES, "extreme-heat", "equitable-buildings"), hillford, days=200)
    row = table.write_down(cool, by=hillford, **TENANTS)
    agreeing.agree(row, seal=row.seal, they_say="Begin with the list of houses.", by=None)
    table.write_down(
        cool,
        by=hillford,
        **TENANTS | {"name": "Association of owners (sample)", "kind": "employers", "email": ""},
    )
    keeping.feature(cool, by=by)
    year = database_now().year
    target = COOL_TARGET | {"target_year": year + 4, "target_on": date(year - 4, 6, 28)}
    _count(cool, hillford, COOL_NIGHTS | target | {"next_on": date(year + 1, 12, 15)}, COOL_YEARS)
    _show(_write(hillford, GRANT, "extreme-heat"), hillford, days=190)
    _agree(cool, hillford, days=120)
    _write(hillford, WATER, "extreme-heat")
    budget = _show(_write(northbridge, BUDGET, "inclusive-engagement"), northbridge, days=90)
    _count(
        budget,
        northbridge,
        {"name": "Residents who say that they can change their street", "group": "Tenants of the Old Docks"}
        | {"comparison": "City average"},
        BUDGET_YEARS,
    )
    budget = _agree(budget, northbridge, days=80)
    # Its wording has changed since the web read it.
    writing.change_measure(budget, cost="450,000 euros a year since this spring", by=northbridge)
    trees = _show(_write(lakemouth, TREES, "extreme-heat"), lakemouth, days=60)
    # The gap is narrower because the others fell back, and nobody has decided a target.
    _count(
        trees,
        lakemouth,
        {"name": "Streets in shade at noon", "group": "Three quarters with least shade"}
        | {"comparison": "All other quarters", "against": "others", "every": 1},
        SHADE_YEARS,
    )
    _agree(trees, lakemouth)
    soon = {"begins_in": f"{(database_now() + timedelta(days=180)):%Y-%m}"}
    _show(_write(people["pilot"], BREAKS | soon, "social-dialogue"), people["pilot"], days=3)


def _write(lead: User, facts: dict[str, Any], *themes: str) -> Measure:
    city: City = lead.seats.get().city
    rows = list(Theme.objects.filter(slug__in=themes))
    return writing.draft_measure(city, by=lead, language="en", themes=rows, is_sample=True, **facts)


def _count(measure: Measure, lead: User, facts: dict[str, Any], years: tuple[Any, ...]) -> None:
    """Add an indicator with the figures of some years."""
    row = indicators.add_indicator(measure, by=lead, **facts)
    now = database_now().year
    rows = [
        Figure(
            now - ago,
            Decimal(group) if group else None,
            Decimal(other),
            source="Summer survey (sample)",
            source_day=date(now - ago, 9, 12),
            note=note,
            group_n=few,
            comparison_n=many,
        )
        for ago, group, other, few, many, note in years
    ]
    figures.record_figures(row, by=lead, figures=[(None, it) for it in rows])


def _show(measure: Measure, lead: User, *, days: int) -> Measure:
    """Show it to members, as if that had been some days ago."""
    showing.show_to_members(measure, by=lead)
    moments = ("drafted_at", "shown_at", "changed_at", "looked_at")
    rows = Measure.objects.filter(pk=measure.pk)
    rows.update(**{name: F(name) - timedelta(days=days) for name in moments})
    return rows.get()


def _agree(measure: Measure, lead: User, *, days: int = 0) -> Measure:
    """Let the web read it, as if that had been some days ago."""
    measure = Measure.objects.get(pk=measure.pk)  # with the seal of its figures
    row = showing.agree_to_web(measure, seal=measure.seal, by=lead)
    at = database_now() - timedelta(days=days)
    Measure.objects.filter(pk=row.pk).update(public_agreed_at=at)
    return Measure.objects.get(pk=row.pk)
