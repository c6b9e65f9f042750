"""The context of the admin's front page: what waits for the secretariat today, a few rows of each."""

from datetime import datetime
from typing import Any

from cities.models import Application, User
from events.models import Event
from icaforum.outbox.models import Gate, Message
from icaforum.pages.today.cares import (
    cities_to_look_after,
    pairings_to_look_after,
    projects_to_look_after,
)
from icaforum.pages.today.duties import Duty, view_right
from icaforum.pages.today.glance import glance_of
from icaforum.pages.today.mailing import alarm, mails_to_look_at
from icaforum.pages.today.queue import Queue, queue_at
from icaforum.pages.today.side import events_of_the_week, mishaps_for, recent_actions, runs_by_itself
from icaforum.pages.today.stations import stations_for
from icaforum.pages.today.waiting import who_waits
from icaforum.words.times import reader_today


def today(now: datetime, person: User) -> dict[str, Any]:
    """Return the context of the page at the moment `now`; of each kind only what this person may open."""
    sees = {model._meta.model_name: person.has_perm(view_right(model)) for model in (Message, Event)}
    queue = queue_at(now) if person.has_perm(view_right(Application)) else Queue()
    events = events_of_the_week(now) if sees["event"] else []
    cares, gate = _cares(person), Gate.the()
    return {
        "now": now,
        "sees": sees,
        "stations": list(stations_for(person, queue, cares, events)),
        "waiting": who_waits(person, queue),
        "cares": cares,
        "mails": mails_to_look_at(gate) if sees["message"] else None,
        "held": alarm(gate) if sees["message"] else None,
        "next_events": events[:5],
        "recent": recent_actions(person),
        "mishaps": mishaps_for(person) if sees["message"] else [],
        "runs": runs_by_itself() if person.has_perm("forum.view_forumsettings") else None,
        "glance": glance_of(person, reader_today()),
    }


def _cares(person: User) -> list[Duty] | None:
    """Return what cities, pairings and projects lack; None for who may see none of them."""
    cities = cities_to_look_after(person)
    others = [*pairings_to_look_after(person), *projects_to_look_after(person)]
    return None if cities is None and not others else [*(cities or []), *others]
