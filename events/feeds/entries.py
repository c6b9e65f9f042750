"""What stands in a feed: which events, and each as an entry (RFC 5545, METHOD PUBLISH)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from icalendar import Calendar

from cities.directory.viewer import Viewer
from events.feeds.models import CalendarFeed
from events.places import calendar
from events.places.models import Registration
from events.programme.models import Event

# What is past stays so long, so that an entry does not vanish while one looks for the recording.
KEPT = timedelta(days=30)
# Far more than the Forum holds in a year; nobody makes a program read more.
MOST = 400


def events_seen(viewer: Viewer, now: datetime) -> QuerySet[Event]:
    """Return the events that this viewer sees and a calendar should know, in the order of time.

    A cancelled one stays in it, since a program may keep what only vanishes. What has no date is left out.
    """
    states = [Event.State.PUBLISHED, Event.State.CANCELLED]
    seen = Event.objects.visible_to(viewer).filter(state__in=states, ends_at__gt=now - KEPT)
    return seen.order_by("starts_at", "pk").prefetch_related("agenda")


def events_for(feed: CalendarFeed, viewer: Viewer, now: datetime) -> QuerySet[Event]:
    """Return those of them that the person wants to read."""
    events = events_seen(viewer, now)
    if feed.scope == CalendarFeed.Scope.PLACES:
        coming = Registration.objects.of(feed.person).filter(answer__in=Registration.COMING)
        events = events.filter(pk__in=coming.values("event"))
    if themes := [theme.pk for theme in feed.themes.all()]:
        events = events.filter(pk__in=Event.themes.through.objects.filter(theme__in=themes).values("event"))
    return events


def calendar_of(
    name: str, events: Iterable[Event], places: Mapping[int, Registration], now: datetime
) -> Calendar:
    """Return the events as one calendar with this name.

    `places` are the reader's own answers, by the key of the event: what one has no place at takes up no time
    in the calendar.
    """
    return calendar.feed(name, [(event, places.get(event.pk)) for event in events], now)
