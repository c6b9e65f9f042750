"""The part of Today that says who waits for the secretariat."""

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import AccessRequest, Application, User
from icaforum.forum.reading import the_forum
from icaforum.inbound.models import Arrival
from icaforum.pages.today.duties import Duty, Named, first_of, view_right
from icaforum.pages.today.queue import Queue
from icaforum.pages.today.written import LINES

WAITING: tuple[type[Model], ...] = (Application, AccessRequest, Arrival, *(line.of for line in LINES))


def who_waits(person: User, queue: Queue) -> list[Duty] | None:
    """Return a line for each kind of what waits for us, if any does; None for who may open none of them."""
    if not any(person.has_perm(view_right(model)) for model in WAITING):
        return None
    return [duty for duty in _lines(person, queue) if duty.count]


def access_requests() -> QuerySet[AccessRequest]:
    """Return those that no lead has answered in time, so that they wait for us; the longest first."""
    return AccessRequest.objects.waiting().filter(escalated_at__isnull=False).order_by("sent_at", "pk")


def access_url() -> str:
    """Return where exactly these stand."""
    return reverse("admin:cities_accessrequest_changelist") + "?stands=us"


def _lines(person: User, queue: Queue) -> Iterator[Duty]:
    yield queue.duty()
    if person.has_perm(view_right(AccessRequest)):
        yield _access()
    for line in LINES:
        if person.has_perm(view_right(line.of)) and (line.room is None or the_forum().has_open(line.room)):
            yield from line.find()
    if person.has_perm(view_right(Arrival)):
        yield _arrivals()


def _access() -> Duty:
    shown, count = first_of(access_requests().select_related("city"))
    named = [Named(f"{row.name}, {row.city}", _page_of(row), _asked(row)) for row in shown]
    return Duty(
        count=count,
        what=ngettext("Person who asks for access", "People who ask for access", count),
        url=access_url(),
        named=named,
        advice=_("The city's lead contact has not answered.") if named else "",
        act=_("Answer"),
        act_url=named[0].url if named else "",
    )


def _asked(row: AccessRequest) -> str:
    return _("asked on %(day)s") % {"day": date_format(localtime(row.sent_at), "MONTH_DAY_FORMAT")}


def _page_of(row: AccessRequest) -> str:
    return reverse("admin:cities_accessrequest_change", args=[row.pk])


def _arrivals() -> Duty:
    count = Arrival.objects.to_look_at().count()
    url = reverse("admin:inbound_arrival_changelist") + "?look=after"
    what = ngettext("Mail came in that nobody has read", "Mails came in that nobody has read", count)
    return Duty(count=count, what=what, url=url, act=_("Read"), act_url=url)
