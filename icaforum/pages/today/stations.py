"""The counts on top of Today: how many, of what, and where exactly these are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import AccessRequest, Application, User
from events.models import Event
from icaforum.pages.today.cares import cities_lacking, may_see_cares
from icaforum.pages.today.duties import Duty, view_right
from icaforum.pages.today.queue import Queue
from icaforum.pages.today.waiting import access_requests, access_url


@dataclass(frozen=True)
class Station:
    """One of the counts: a number, what it counts, a remark, and the address where to act on it.

    `needs` tells whether somebody has to act.
    """

    count: int
    label: str
    remark: str
    url: str
    needs: bool


def stations_for(
    person: User, queue: Queue, cares: list[Duty] | None, events: list[Event]
) -> Iterator[Station]:
    """Yield the counts of what this person may open."""
    if person.has_perm(view_right(Application)):
        yield _applications(queue)
    if cares is not None and may_see_cares(person):
        yield _cities(person, cares)
    if person.has_perm(view_right(AccessRequest)):
        yield _people()
    if person.has_perm(view_right(Event)):
        yield _events(events)


def _applications(queue: Queue) -> Station:
    label = ngettext("application waits", "applications wait", queue.count)
    return Station(queue.count, label, queue.remark, queue.url, needs=bool(queue.count))


def _cities(person: User, cares: list[Duty]) -> Station:
    count, url = cities_lacking(person)
    nobody = next((care.count for care in cares if care.is_late), 0)
    remark = ngettext("%(n)d without any contact", "%(n)d without any contact", nobody) % {"n": nobody}
    label = ngettext("city to look after", "cities to look after", count)
    return Station(count, label, remark if nobody else _("each has a contact"), url, needs=bool(nobody))


def _people() -> Station:
    rows = access_requests().order_by()
    count, first = rows.count(), rows.aggregate(first=Min("sent_at"))["first"]
    since = date_format(localtime(first), "MONTH_DAY_FORMAT") if first else ""
    remark = _("the longest since %(day)s") % {"day": since} if first else _("nobody asks us for access")
    # Others wait for us too: they stand below, each kind on a line of its own.
    label = ngettext("person asks for access", "people ask for access", count)
    return Station(count, label, remark, access_url(), needs=bool(count))


def _events(events: list[Event]) -> Station:
    taken = sum(event.taken for event in events)
    return Station(
        count=len(events),
        label=ngettext("event this week", "events this week", len(events)),
        remark=ngettext("%(taken)d place taken", "%(taken)d places taken", taken) % {"taken": taken},
        url=reverse("admin:events_event_changelist") + "?soon=week",
        needs=False,
    )
