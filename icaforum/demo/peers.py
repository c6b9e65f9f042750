"""The demo's calls for peers: one that cities answer now, and one that has closed and waits for its pairs."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cities.models import User
from icaforum.demo.projects import SHELTERS, SORTERS
from icaforum.mails.calls import PEER_CALLS
from icaforum.outbox.models import Message
from icaforum.words.times import database_now
from pilots.interest.actions import answering, calling
from pilots.models import Interest, PeerCall, PilotProject

OFFERS = (
    "One named person in the pilot city, and a plan in three phases\n"
    "A visit each way, travel for two people paid\n"
    "All papers of the project, before they are published"
)
TAKES = (
    "8 hours a month, shared by two people\nA call every three weeks\nOne lesson that both cities agree to"
)


def load(by: User, people: dict[str, User]) -> None:
    """Open both calls, and answer them as people of the sample cities."""
    by.is_verified = True
    _closed(by, people)
    # Of a call that closed days ago nobody gets mails today.
    Message.objects.filter(kind__in=PEER_CALLS).delete()
    _open(by, people)


def _open(by: User, people: dict[str, User]) -> None:
    call = _call(by, "Learn beside one pilot city for a year", "learn-beside-a-pilot-city", closes_in=46)
    _send(
        call,
        people["northbridge"],
        (SHELTERS, SORTERS),
        challenge="Our libraries close at six, and the flats above them are hottest at nine.",
        goals="Who could hold the keys in the evening, and what it costs.",
        gives_back="Four summers of readings from forty flats.",
    )
    _begin(
        call,
        people["general"],
        challenge=["In the streets behind the station most flats are rented and cannot be cooled."],
        goals=["How to reach landlords without a rise of the rent."],
    )


def _closed(by: User, people: dict[str, User]) -> None:
    call = _call(by, "Learn from one project in half a year", "learn-in-half-a-year", closes_in=20)
    for word, wishes, facts in (
        (
            "saltmarsh",
            (SHELTERS,),
            {
                "challenge": "Our market is the coolest place of the quarter, and closes at noon.",
                "goals": "How two hosts from the street keep a room open.",
                "gives_back": "What a table with the associations costs in its first year.",
            },
        ),
        (
            "northbridge",
            (SHELTERS, SORTERS),
            {
                "challenge": "Nobody knows how many people over 80 live alone on the third floor and above.",
                "goals": "To choose rooms by walks, and not by maps.",
                "gives_back": "A method to ask in six languages.",
            },
        ),
        (
            "ashmere",
            (SHELTERS,),
            {
                "challenge": "We begin with nothing: no list, no rooms, one person.",
                "goals": "Where to begin.",
                "gives_back": "A mistake worth knowing: the fountain that nobody could reach.",
            },
        ),
    ):
        _send(call, people[word], wishes, **facts)
    closed = timezone.localdate() - timedelta(days=4)
    opened = database_now() - timedelta(days=70)
    PeerCall.objects.filter(pk=call.pk).update(
        closes_on=closed, decides_on=closed + timedelta(days=18), opened_at=opened
    )
    Interest.objects.filter(call=call).update(sent_at=opened + timedelta(days=40))


def _call(by: User, title: str, slug: str, *, closes_in: int) -> PeerCall:
    closes = timezone.localdate() + timedelta(days=closes_in)
    days: dict[str, date] = {
        "closes_on": closes,
        "decides_on": closes + timedelta(days=21),
        "answers_on": closes + timedelta(days=42),
        "starts_on": closes + timedelta(days=52),
        "ends_on": closes + timedelta(days=400),
    }
    call = PeerCall.objects.create(
        title=title,
        slug=slug,
        lead=(
            "Your city and a pilot city share one plan. You see what they do while they do it, "
            "try a part of it at home, and write down together what came of it."
        ),
        offers=OFFERS,
        takes=TAKES,
        criteria="Sample: we look for cities that have begun, however small.",
        questions="Who decides in your city, and does that person know of this?",
        places=6,
        is_sample=True,
        **days,
    )
    call.projects.set(PilotProject.objects.filter(slug__in=(SHELTERS, SORTERS)))
    return calling.open_call(call, by=by)


def _begin(call: PeerCall, person: User, **typed: list[str]) -> None:
    city = person.seats.standing().latest("pk").city
    answering.keep_interest(call, city=city, typed=typed, shown={}, by=person)


def _send(call: PeerCall, person: User, wishes: tuple[str, ...], **facts: Any) -> None:
    city = person.seats.standing().latest("pk").city
    projects = {it.slug: it for it in PilotProject.objects.filter(slug__in=wishes)}
    answering.send_interest(
        call,
        city=city,
        by=person,
        wishes=[projects[slug] for slug in wishes],
        answers="The head of the office, who does.",
        language="en",
        languages=["en"],
        hours=8,
        lead=person,
        backing="The deputy mayor",
        **facts,
    )
