"""The weekly mail by the clock, once a week for each reader at the hour of Forum settings on their clock."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.db.models import Case, DateTimeField, Exists, OuterRef, Subquery, Value, When
from django.utils.translation import gettext_noop

from cities.models import User
from icaforum.digest.rules import Issue, latest_issue, looks_back_to
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message, Optout
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from icaforum.words.times import clock_of, database_now

KIND = "digest"

# Two mails of one person are never nearer, whatever became of their zone or of the Forum's settings.
REST = timedelta(days=3)


@shared_task(base=Planner)
def send_digests() -> None:
    """Queue the weekly mails that are due; the clock calls it every few minutes."""
    plan_digests()


def plan_digests(now: datetime | None = None) -> int:
    """Queue the weekly mails that are due at the time `now`; return how many were queued.

    One for each reader and ISO week on their clock, whenever in the six days after its hour it runs.
    """
    now = now or database_now()
    due = _issues(now)
    return row_by_row(
        gettext_noop("send the weekly mail"),
        list(_readers(due)),
        lambda person: _queue(person, due[person.time_zone]),
    )


def _issues(now: datetime) -> dict[str, Issue]:
    """Return the issue that is due, by the name of the zone, for all zones that readers have."""
    forum = the_forum()
    zones = User.objects.in_good_standing().order_by().values_list("time_zone", flat=True).distinct()
    latest = {
        zone: latest_issue(now, clock_of(zone), weekday=forum.digest_weekday, hour=forum.digest_hour)
        for zone in zones
    }
    return {zone: issue for zone, issue in latest.items() if now < issue.ends_at}


# What is published while a mail is written may stand in none: the next one looks back a little further.
OVERLAP = timedelta(minutes=5)


def _readers(due: Mapping[str, Issue]) -> Iterator[Any]:
    """Yield the people who want the mail and have not got this one, each with `last_at`.

    That is when the last one before was written. Whoever came after the hour waits for the next.
    """
    apart = [When(time_zone=zone, then=Value(issue.due_at - REST)) for zone, issue in due.items()]
    mails = Message.objects.filter(kind=KIND, person=OuterRef("pk"))
    left = mails.filter(state__in=[Message.State.SENT, Message.State.UNCERTAIN], frozen_at__isnull=False)
    off = Optout.objects.filter(kind=KIND, person=OuterRef("pk"))
    people = User.objects.getting_news().filter(~Exists(off), time_zone__in=due)
    # Asked here, or the unique key would refuse all who have theirs one by one, for six days.
    waiting = people.annotate(
        apart=Case(*apart, default=None, output_field=DateTimeField()),
        last_at=Subquery(left.order_by("-pk").values("frozen_at")[:1]),
    ).filter(~Exists(mails.filter(wanted_at__gte=OuterRef("apart"))))
    yield from (it for it in waiting.order_by("pk") if it.joined_at <= due[it.time_zone].due_at)


def _queue(person: Any, issue: Issue) -> int:
    since = looks_back_to(issue, person.last_at and person.last_at - OVERLAP)
    return queue_mail(
        KIND,
        to=person,
        key=f"{KIND}:{issue.week}:u{person.pk}",
        ids={"person": person.pk, "since": since.isoformat()},
        due_at=issue.due_at,
        expires_at=issue.ends_at,
    )
