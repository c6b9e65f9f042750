"""The demo's contributions: one in each state, of cities that do not exist."""

from datetime import timedelta
from typing import Any

from cities.models import Theme, User
from icaforum.words.times import database_now
from resources.contributions.actions import deciding, writing
from resources.contributions.guides import GUIDES
from resources.contributions.models import Contribution, Shape

HEAT, POWER, TALKING = "extreme-heat", "energy-poverty", "inclusive-engagement"


def load(by: User, people: dict[str, User]) -> None:
    """Send in as people of the sample cities, some of it days ago; `by` is of the secretariat."""
    lakemouth, northbridge = people["lakemouth"], people["northbridge"]
    published = _send(
        lakemouth,
        Shape.CASE_STUDY,
        "Cool rooms with hosts from the street (Sample)",
        "How eight rooms stay open until midnight, what the hosts are paid, and why two rooms closed again.",
        days=20,
        themes=[HEAT],
        co_authors=[northbridge.seats.get().city],
        context="In our hottest quarter one home in nine can be cooled. Many there live alone.",
        steps="- Tenants’ groups told us who is known.\n- Two hosts a room, paid by the evening.",
        results="140 evenings, 31 visitors on the hottest one. The insurer asked for no guard in the end.",
        benefited="Older people who live alone. Night workers came less often than we hoped.",
        did_not_work="Unpaid volunteers in the first summer: two rooms stood empty on the hottest nights.",
    )
    deciding.publish(published, by=by)
    renewed = _send(
        lakemouth,
        Shape.CASE_STUDY,
        "Cool rooms with hosts from the street: the second summer (Sample)",
        "How ten rooms stay open until midnight, what the hosts are paid, and who found them by themselves.",
        days=8,
        themes=[HEAT],
        co_authors=[northbridge.seats.get().city],
        renews=published,
        context="In our hottest quarter one home in nine can be cooled. Many there live alone.",
        steps="- Tenants’ groups told us who is known.\n- Two hosts a room, paid by the evening.",
        results="190 evenings, 44 visitors on the hottest one.",
        did_not_work="Unpaid volunteers in the first summer: two rooms stood empty on the hottest nights.",
    )
    deciding.publish(renewed, by=by)
    unnamed = _send(
        northbridge,
        Shape.LESSON,
        "A heat line that nobody called (Sample)",
        "We paid for a telephone line for a summer. What we would ask before doing it again.",
        days=12,
        themes=[HEAT, TALKING],
        is_named=False,
        context="People alone at home should hear a voice on hot days.",
        did_not_work="Eleven calls in ten weeks. We had printed the number where those at home do not go.",
        results="Ask those who should call, before you print anything.",
    )
    deciding.publish(unnamed, by=by)
    _not_published(by, lakemouth, northbridge)


def _not_published(by: User, lakemouth: User, northbridge: User) -> None:
    """Return one with a note, leave one to be decided, and keep a draft."""
    returned = _send(
        lakemouth,
        Shape.LESSON,
        "Letters about heating grants that landlords opened (Sample)",
        "Why 4,000 letters reached 310 tenants.",
        days=6,
        themes=[POWER],
        did_not_work="The letters went to the owner of the meter, who is often the landlord.",
    )
    note = "Thank you, this helps others at once. (Sample) Please add how you found out."
    deciding.send_back(returned, note=note, by=by)
    _send(
        northbridge,
        Shape.CASE_STUDY,
        "Repair cafés that train caretakers (Sample)",
        "A year of evenings in three blocks: what was repaired, who learned it, what it cost.",
        days=3,
        themes=[POWER],
        context="Heating breaks down in January, and the firm comes in March.",
        steps="Twelve caretakers learned simple repairs from two who are retired.",
        results="Half of the breakdowns were mended within two days.",
    )
    typed = {"title": "What our night buses taught us (Sample)", "did_not_work": "The first timetable."}
    writing.keep_draft(None, shape=Shape.LESSON, typed=typed, by=lakemouth)


def _send(
    by: User, shape: Shape, title: str, summary: str, *, days: int, themes: list[str], **facts: Any
) -> Contribution:
    row = writing.send_in(
        city=by.seats.get().city,
        shape=shape,
        kind=GUIDES[shape].kinds[0],
        title=title,
        summary=summary,
        language="en",
        residents=Contribution.Residents.NOBODY,
        themes=Theme.objects.filter(slug__in=themes),
        by=by,
        is_sample=True,
        **facts,
    )
    # The demo's past.
    Contribution.objects.filter(pk=row.pk).update(submitted_at=database_now() - timedelta(days=days))
    row.refresh_from_db()
    return row
