"""The demo's partners: what they can help with, and a request for help in each state; they do not exist."""

from datetime import timedelta
from typing import Any

from cities.models import HelpRequest, Theme, User
from cities.partners.actions import helping, needing, offering, waiting
from icaforum.words.times import database_now

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


def load(by: User, people: dict[str, User]) -> None:
    """Let the leads of both say what they know, and sample cities ask; `by` is of the secretariat."""
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
    _ask_for_help(by, people)
    northbridge = people["northbridge"]
    needing.name_need(
        city=northbridge.seats.get().city,
        theme=Theme.objects.get(slug="equitable-buildings"),
        text="Somebody who reads leases and says what a retrofit may cost a tenant. (Sample)",
        language="en",
        suggests="Fair Rents Network, an invented organisation",
        by=northbridge,
    )


def _say(lead: User, knows: dict[str, tuple[str, int | None]]) -> None:
    partner = lead.seats.get().city
    for slug, (text, number) in knows.items():
        theme = Theme.objects.get(slug=slug)
        offering.add_expertise(city=partner, theme=theme, text=text, language="en", people=number, by=lead)


def _terms(lead: User, **facts: Any) -> None:
    offering.set_terms(city=lead.seats.get().city, language="en", by=lead, **facts)


def _ask_for_help(by: User, people: dict[str, User]) -> None:
    lakemouth, northbridge = people["lakemouth"], people["northbridge"]
    shade, union = people["shade"], people["partner"]
    waits = _ask(
        lakemouth,
        shade,
        "Read over our tender for shade at sixty bus stops before it goes out",
        days=2,
        themes=["extreme-heat", "mobility-justice"],
        needed_by=database_now().date() + timedelta(days=45),
    )
    helping.write(
        waits, text="The tender has forty pages; pages 9 to 14 matter.", language="en", by=lakemouth
    )
    done = _ask(
        northbridge,
        shade,
        "Walk three streets with those who wait for buses",
        days=90,
        themes=["extreme-heat"],
    )
    helping.accept(done, text="Noa comes for two days in spring.", by=shade)
    helping.finish(
        done,
        outcome="Two stops moved to the shaded side. A third could not: it is not our ground. (Sample)",
        is_shown=True,
        by=northbridge,
    )
    early = _ask(lakemouth, shade, "A heat map with schools", days=120, themes=["extreme-heat"])
    helping.accept(early, text="From September.", by=shade)
    helping.finish(
        early,
        outcome="The institute had sold the map to us before. Both sides stopped. (Sample)",
        ended_early=True,
        is_shown=True,
        by=lakemouth,
    )
    late = _ask(
        northbridge, union, "Which clause kept jobs in a retrofit?", days=12, themes=["energy-poverty"]
    )
    running = _ask(lakemouth, union, "Talk with our two unions before the vote", days=20, themes=[])
    helping.accept(running, text="Lena, from next Monday.", by=union)
    no = _ask(northbridge, union, "Rents after a retrofit", days=15, themes=["energy-poverty"])
    helping.decline(no, text="We know jobs, not leases. (Sample)", by=union)
    helping.go_on_looking(no, by=northbridge)
    # The first look of the clock: what waits for longer than was promised is left to the secretariat.
    waiting.go_round()
    # The demo shows one that the secretariat looks after, whatever weekday it is.
    HelpRequest.objects.filter(pk=late.pk, staff_since=None).update(staff_since=database_now())
    helping.write(late, text="Sample: we remind them today.", language="en", by=by)


def _ask(by: User, partner: User, title: str, *, days: int, themes: list[str], **facts: Any) -> HelpRequest:
    row = helping.ask(
        city=by.seats.get().city,
        partner=partner.seats.get().city,
        title=title,
        text="Sample text. What we have, where it is, and what we want to have in hand afterwards.",
        language="en",
        themes=Theme.objects.filter(slug__in=themes),
        by=by,
        is_sample=True,
        **facts,
    )
    # The demo's past.
    moment = database_now() - timedelta(days=days)
    HelpRequest.objects.filter(pk=row.pk).update(asked_at=moment, put_at=moment)
    row.refresh_from_db()
    return row
