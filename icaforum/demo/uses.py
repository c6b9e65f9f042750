"""The demo's uses: cities that do not exist use papers and measures of each other; marked as samples."""

from datetime import timedelta
from typing import Any

from cities.models import Measure, User
from icaforum.words.times import database_now
from resources.models import FollowUp, Resource, Use
from resources.uses.actions import asking, coming, papers, saying
from resources.uses.rules import months_after

Outcome = FollowUp.Outcome

AGREEMENT, ROOMS, COSTS = (
    "agreement-with-community-hosts",
    "we-opened-eleven-rooms",
    "what-a-fair-retrofit-costs",
)
INDICATORS = "who-gains-who-pays-indicators"


def load(people: dict[str, User]) -> None:
    """Let contacts of sample cities say what they use, some of it over a year ago; ask one what came."""
    hillford, lakemouth = people["general"], people["peer"]
    riverport, northbridge = people["pilot"], people["northbridge"]
    agreement = Resource.objects.get(slug=AGREEMENT)
    row = _use(
        agreement,
        lakemouth,
        months=14,
        changed="Hosts sign with their house association, not alone.",
        began="Tried in one street.",
    )
    _came(row, 6, Outcome.GOES_ON, "Nine rooms. Slow: associations meet twice a year.")
    _came(row, 12, Outcome.GOES_ON, "14 rooms. Two hosts asked for a fire check, which the page forgets.")
    row = _use(
        agreement,
        riverport,
        months=8,
        changed="Three pages instead of one: we added what a host is paid, and who has the key.",
        began="First 12 hosts signed.",
    )
    row = _came(row, 6, Outcome.GOES_ON, "31 hosts. Two left when they read page two.")
    saying.agree_use_to_web(row, seal=row.seal, by=riverport)
    row = _use(
        agreement, northbridge, months=5, changed="Translated, nothing else.", began="Sent to 120 hosts."
    )
    coming.say_what_came(
        row,
        outcome=Outcome.STOPPED,
        text="The law here forbids such a clause. Ask your lawyers first.",
        language="en",
        by=northbridge,
    )
    # Asked now: it waits under «Needs you», and in the mails of the demo.
    _use(Resource.objects.get(slug=ROOMS), hillford, months=6, changed="We asked in person who would come.")
    _use(
        Resource.objects.get(slug=INDICATORS),
        northbridge,
        months=2,
        changed="Four of the twelve: those for which we have figures by quarter.",
        is_named=False,
    )
    _of_measures(hillford, riverport, northbridge, agreement)
    asking.go_round()


def _of_measures(hillford: User, riverport: User, northbridge: User, agreement: Resource) -> None:
    """Two cities use a measure of Hillford, to which its lead has put papers."""
    cool = Measure.objects.filter(city=hillford.seats.get().city).shown().get(title__startswith="Cool homes")
    for paper in (agreement, Resource.objects.get(slug=COSTS)):
        papers.put_paper(cool, paper=paper, by=hillford)
    _use(cool, riverport, months=4, changed="Took the contract, and made it nine years.")
    _use(cool, northbridge, months=1, changed="Took the telephone, with eleven languages from the first day.")


def _use(thing: Resource | Measure, by: User, *, months: int, **facts: Any) -> Use:
    """Say that somebody's city uses a thing, as if that had been some months ago."""
    now = database_now()
    began = months_after(now.date(), -months)
    city = by.seats.get().city
    row = saying.say_use(
        thing, city=city, by=by, since=f"{began:%Y-%m}", language="en", is_sample=True, **facts
    )
    said_at = now - timedelta(days=months * 30)
    Use.objects.filter(pk=row.pk).update(
        counts_from=began.replace(day=1), said_at=said_at, last_said_at=said_at
    )
    return Use.objects.get(pk=row.pk)


def _came(use: Use, station: int, outcome: str, text: str) -> Use:
    """Say what came of a use when it was asked, as if that had been then; return it."""
    by = use.author
    assert by is not None  # noqa: S101 -- whoever said it is there
    then = database_now() - timedelta(days=(_age(use) - station) * 30)
    row = FollowUp.objects.create(use=use, station=station, asked_at=then, mails=1, mailed_at=then)
    coming.say_what_came(use, outcome=outcome, text=text, language="en", station=station, by=by)
    FollowUp.objects.filter(pk=row.pk).update(answered_at=then, up_at=then)
    Use.objects.filter(pk=use.pk).update(last_said_at=then)
    return Use.objects.get(pk=use.pk)


def _age(use: Use) -> int:
    """Return how many months ago a use began."""
    today = database_now().date()
    return (today.year - use.counts_from.year) * 12 + today.month - use.counts_from.month
