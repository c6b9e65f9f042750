"""The demo's measures: one in each state, of cities that do not exist; marked as samples."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from cities.measures.actions import keeping, showing, writing
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
    _agree(cool, hillford, days=120)
    _show(_write(hillford, GRANT, "extreme-heat"), hillford, days=190)
    _write(hillford, WATER, "extreme-heat")
    budget = _show(_write(northbridge, BUDGET, "inclusive-engagement"), northbridge, days=90)
    budget = _agree(budget, northbridge, days=80)
    # Its wording has changed since the web read it.
    writing.change_measure(budget, cost="450,000 euros a year since this spring", by=northbridge)
    _agree(_show(_write(lakemouth, TREES, "extreme-heat"), lakemouth, days=60), lakemouth)
    soon = {"begins_in": f"{(database_now() + timedelta(days=180)):%Y-%m}"}
    _show(_write(people["pilot"], BREAKS | soon, "social-dialogue"), people["pilot"], days=3)


def _write(lead: User, facts: dict[str, Any], *themes: str) -> Measure:
    city: City = lead.seats.get().city
    rows = list(Theme.objects.filter(slug__in=themes))
    return writing.draft_measure(city, by=lead, language="en", themes=rows, is_sample=True, **facts)


def _show(measure: Measure, lead: User, *, days: int) -> Measure:
    """Show it to members, as if that had been some days ago."""
    showing.show_to_members(measure, by=lead)
    moments = ("drafted_at", "shown_at", "changed_at", "looked_at")
    rows = Measure.objects.filter(pk=measure.pk)
    rows.update(**{name: F(name) - timedelta(days=days) for name in moments})
    return rows.get()


def _agree(measure: Measure, lead: User, *, days: int = 0) -> Measure:
    """Let the web read it, as if that had been some days ago."""
    row = showing.agree_to_web(measure, seal=measure.seal_now, by=lead)
    at = database_now() - timedelta(days=days)
    Measure.objects.filter(pk=row.pk).update(public_agreed_at=at)
    return Measure.objects.get(pk=row.pk)
