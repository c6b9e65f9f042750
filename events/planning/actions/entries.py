"""The verbs of an event as an entry: created, edited, copied, announced; and what they share with moves."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.partners.actions.anew import ask_anew_if_another
from events.places.actions import settle
from events.planning.actions.announce import tell_changed
from events.programme import refusals, rules
from events.programme.agenda import AgendaItem
from events.programme.days import TOLD_FIELDS, refuse_outside, told_of
from events.programme.fields import EVENT, WHEN
from events.programme.locks import lock_event
from events.programme.models import Event, Speaker
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs({"created": gettext_lazy("created"), "edited": gettext_lazy("edited")})
belongs(Event, "host_cities", to=City)

# What makes up the time. Once the event is announced only `changes.move` changes these, which tells people.
SCHEDULE_FIELDS = frozenset(WHEN.names)


# What follows from other fields when they change.
DERIVED_FIELDS = ("local_time", "starts_at", "ends_at", "sequence")


# The address, which is one event's, and the link, the passcode and the dial-in, which are one meeting's.
NOT_COPIED = frozenset({"slug", "join_url", "passcode", "dial_in"})


# All that a copy takes over.
COPIED_FIELDS = tuple(field for field in EVENT.fields if field.name not in NOT_COPIED)


@transaction.atomic
def create(*, by: User, **facts: Any) -> Event:
    """Enter a draft from its fields; return it. Nobody is told.

    An empty `slug` is made from the title. Raises TypeError for a field that `events.programme.fields.EVENT`
    does not have.
    """
    columns, links = EVENT.split(facts)
    # Given now and for good: calendars know the event by it, also after it has moved to another title or
    # address.
    event = Event(uid=f"event-{uuid.uuid4()}@{settings.MAIL_DOMAIN}", **columns)
    event.slug = event.slug or free_slug(event.title)
    derive_moments(event)
    event.save()
    _link(event, links)
    record("created", event, by=by)
    return event


@transaction.atomic
def edit(event: Event, *, by: User, settling: bool = True, **facts: Any) -> Event:
    """Change fields of an event; return it.

    A new title or venue is told to those who come, after some minutes. Without `settling`, the caller settles
    the places once more has been changed. Raises Cancelled, Announced when the time of an announced event is
    among the fields (that is `changes.move`), OutsideTheDays when the programme does not fit into the new
    time, Busy when the lock does not come, and TypeError as `create`.
    """
    event, now = lock_event(event)
    columns, links = EVENT.split(facts)
    # Compared under the lock, with what stands now: a form knows only what stood when it was opened.
    changed = {name for name, value in columns.items() if getattr(event, name) != value}
    if event.is_cancelled:
        raise refusals.cancelled()
    if changed & SCHEDULE_FIELDS and not event.is_draft:
        raise refusals.Announced(_("This event has been announced. Use «Move» to change its time."))
    known, was = told_of(event), event.title
    for name in changed:
        setattr(event, name, columns[name])
    derive_moments(event)
    if changed & SCHEDULE_FIELDS:
        refuse_outside(event)
    # A postponed event is in no calendar: whoever comes reads the new title in the mail of the new date.
    if changed & set(TOLD_FIELDS) and event.is_published and not event.has_started(now):
        event.sequence += 1
        tell_changed(event, known, by=by, now=now)
    event.save(update_fields={*changed, *DERIVED_FIELDS})
    _link(event, links)
    record("edited", event, by=by, fields=sorted(changed | set(links)))
    ask_anew_if_another(event, was={"": was}, now={"": event.title}, by=by)
    if settling and changed & {"capacity", "level", "open_to_partners"}:
        settle(event, by=by)
    return event


@transaction.atomic
def publish(event: Event, *, by: User) -> Event:
    """Announce a draft: it stands in the lists of those who may see it, and places can be taken.

    Nobody is mailed. Raises Cancelled, Announced when it is no draft, InThePast when it would have begun,
    Busy.
    """
    event, now = lock_event(event)
    if event.is_cancelled:
        raise refusals.cancelled()
    if not event.is_draft:
        raise refusals.Announced(_("This event has been announced already."))
    if event.has_started(now):
        raise refusals.InThePast(_("It would begin in the past. Correct the day and the time first."))
    event.state = Event.State.PUBLISHED
    event.published_at = now
    event.save()
    record("published", event, by=by, level=event.level)
    return event


@transaction.atomic
def duplicate(event: Event, *, by: User) -> Event:
    """Make a new draft with the same facts, four weeks later or four weeks from today, and return it.

    It has the same speakers and programme, no joining link, and nobody in it.
    """
    stored = ((field, getattr(event, field.name)) for field in COPIED_FIELDS)
    facts = {field.name: value.all() if field.many else value for field, value in stored}
    today = database_now().astimezone(event.zone).date()
    # From today on where the original is past, or the copy of an old event would begin in the past too.
    facts["local_date"] = max(event.local_date, today) + timedelta(weeks=4)
    copy = create(by=by, **facts)
    Speaker.objects.bulk_create(
        Speaker(event=copy, name=it.name, city=it.city, role=it.role, position=it.position)
        for it in event.speakers.all()
    )
    kept = ("day", "begins", "ends", "title", "what", "room", "who")
    AgendaItem.objects.bulk_create(
        AgendaItem(event=copy, **row) for row in event.agenda.values(*kept).order_by("pk")
    )
    return copy


def derive_moments(event: Event) -> None:
    """Set the two moments in UTC from what stands on the wall clock, on a whole minute."""
    event.local_time = event.local_time.replace(second=0, microsecond=0)
    event.starts_at = rules.utc_moment(event.local_date, event.local_time, event.time_zone)
    event.ends_at = rules.end_moment(event.starts_at, event.duration, event.time_zone)


def refuse_bad_time(day: date, clock_time: time, zone: str, *, now: datetime) -> None:
    """Raise NoSuchHour for an hour that the clocks skip, InThePast for a time that has passed."""
    if not rules.clock_shows(day, clock_time, zone):
        raise refusals.NoSuchHour(_("The clocks of that time zone skip this hour on that day."))
    if rules.utc_moment(day, clock_time, zone) <= now:
        raise refusals.InThePast(_("The new time lies in the past."))


def free_slug(title: str) -> str:
    """Return a word for addresses that no event has: the title's, with a number where it is taken."""
    stem = slugify(title)[:80].strip("-") or "event"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    # One more number than there are slugs with this beginning, so that one is always free.
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


def _link(event: Event, links: Mapping[str, Iterable[Any]]) -> None:
    """Set the links of a saved event to many rows of other tables."""
    for name, rows in links.items():
        getattr(event, name).set(rows)
