"""The demo's events, dated from now on: one begins in an hour, so that its reminder comes within minutes."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from cities.directory.tiers import Level
from cities.models import City, Theme, User
from events.guests.actions import invite_guest
from events.models import AgendaItem, Event, Registration, Speaker
from events.places import actions
from events.planning.actions import entries, telling, writing
from events.planning.actions.agenda import change_programme

FRIDAY = 4  # as `date.weekday` counts
TEXTS = Path(__file__).parent / "data" / "events.json"


def load(by: User, people: dict[str, User]) -> None:
    """Add and publish the events of `data/events.json`, and take places at them for some of the `people`.

    Where the file says so, guests are invited, those who can see one are told of it, and its people are
    written to.
    """
    now = timezone.now()
    for facts in json.loads(TEXTS.read_text(encoding="utf-8")):
        event = _event(facts, now, by)
        for word in facts["goes"]:
            actions.take_place(event, by=people[word])
        for guest in facts.get("guests", ()):
            invite_guest(event, by=by, **guest)
        if facts.get("told"):
            telling.tell_readers(event, by=by)
        if words := facts.get("words"):
            writing.write_to_people(event, to=Registration.Answer.GOING, by=by, **words)


def _event(facts: dict[str, Any], now: datetime, by: User) -> Event:
    day, clock = _when(facts, now)
    event = entries.create(
        by=by,
        kind=facts["kind"],
        title=facts["title"],
        summary=facts["summary"],
        take_home=facts["take_home"],
        local_date=day,
        local_time=clock,
        time_zone=facts["zone"],
        duration=facts["duration"],
        capacity=facts["capacity"],
        level=Level[facts["level"].upper()],
        open_to_partners=facts.get("partners", False),
        languages=facts["languages"],
        interpretation=facts.get("interpretation", ""),
        recording_note=facts.get("recording", ""),
        place=facts.get("place", ""),
        join_url="https://meet.demo.example/forum" if facts["kind"] == "webinar" else "",
        passcode="sample",
        themes=Theme.objects.filter(slug__in=facts["themes"]),
        host_cities=City.objects.filter(name__in=facts.get("hosts", ())),
        is_sample=True,
    )
    for position, (name, where) in enumerate(facts["speakers"]):
        city = City.objects.filter(name=where).first()
        role = "" if city else where
        Speaker.objects.create(event=event, name=name, city=city, role=role, position=position)
    change_programme(event, put=[_item(row) for row in facts.get("programme", ())], by=by)
    return entries.publish(event, by=by)


def _item(row: list[Any]) -> AgendaItem:
    """Return an item of a programme: day, from, to, title, what, room, who."""
    day, begins, ends, title, what, room, who = row
    clocks = {"begins": _clock(begins), "ends": _clock(ends) if ends else None}
    return AgendaItem(day=day, **clocks, title=title, what=what, room=room, who=who)


def _clock(text: str) -> time:
    return time.fromisoformat(text.zfill(5))


def _when(facts: dict[str, Any], now: datetime) -> tuple[date, time]:
    """Return day and time on the event's own clock, from `in_minutes`, or from `in_days` and `at`."""
    zone = ZoneInfo(facts["zone"])
    if "in_minutes" in facts:
        start = (now + timedelta(minutes=facts["in_minutes"])).astimezone(zone)
        return start.date(), start.time().replace(second=0, microsecond=0)
    day = (now + timedelta(days=facts["in_days"])).astimezone(zone).date()
    lasts = facts["duration"] // (24 * 60)
    if day.weekday() + lasts > FRIDAY:  # nobody works at weekends, an academy included
        day += timedelta(days=7 - day.weekday())
    return day, _clock(facts["at"])
