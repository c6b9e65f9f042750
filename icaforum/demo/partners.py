"""The demo's partners: what they can help with and on which terms; they do not exist."""

from typing import Any

from cities.models import Theme, User
from cities.partners.actions import offering

# By theme: what exactly, and how many people know it.
SHADE_KNOWS: dict[str, tuple[str, int | None]] = {
    "extreme-heat": (
        "Choosing streets for shade with residents. Reading tenders for trees and roofs, in two days.",
        4,
    ),
    "mobility-justice": (
        "Bus stops: who owns the ground, who waters, who cleans. Contracts for advertising.",
        2,
    ),
    "inclusive-engagement": (
        "Street walks with twenty residents, in three languages, and the minutes that come of them.",
        3,
    ),
}
UNION_KNOWS: dict[str, tuple[str, int | None]] = {
    "energy-poverty": ("What a retrofit does to rents and jobs, with figures that a council understands.", 5),
    "extreme-heat": ("What unions ask for where work is hot, and which rules on breaks were kept.", 3),
    "social-dialogue": ("How to begin to talk with unions, and what to have agreed in writing.", None),
}


def load(people: dict[str, User]) -> None:
    """Let the leads of both say what they know."""
    shade, union = people["shade"], people["partner"]
    _say(shade, SHADE_KNOWS)
    _say(union, UNION_KNOWS)
    _terms(
        shade,
        answer_days=5,
        price="Free for members up to three days of work. After that the city pays our travel.",
        interests="Sells a heat map to cities. It does not advise on buying heat maps.",
        regions=["europe", "latin-america", "north-america"],
    )
    _terms(union, answer_days=3, price="Free, for two cities at a time.")


def _say(lead: User, knows: dict[str, tuple[str, int | None]]) -> None:
    partner = lead.seats.get().city
    for slug, (text, number) in knows.items():
        theme = Theme.objects.get(slug=slug)
        offering.add_expertise(city=partner, theme=theme, text=text, language="en", people=number, by=lead)


def _terms(lead: User, **facts: Any) -> None:
    offering.set_terms(city=lead.seats.get().city, language="en", by=lead, **facts)
