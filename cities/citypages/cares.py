"""What a city in the Forum may lack, so that somebody has to look after it: for Today, and for the list.

A city that pauses lacks nothing: it is left alone until it goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities.citypages.beginnings import has_begun
from cities.directory.models import CityQuerySet, Membership
from cities.directory.tiers import Tier
from cities.people.models import Officer, User
from cities.yearly.models import Confirmation
from icaforum.audit.verbs import Words
from icaforum.outbox.models import Message
from icaforum.words.times import request_now


@dataclass(frozen=True)
class Care:
    """One thing that cities lack.

    `label` names it in filters; `said` says it of a number of cities; `advice` is what to do; `cities` leaves
    those that lack it. `needs` is the right that it takes beside seeing cities and their teams. `remark` says
    of one city what it lacks, where that is not the same of all.
    """

    label: Words
    said: Callable[[int], str]
    advice: Words
    cities: Callable[[CityQuerySet], CityQuerySet]
    needs: str = ""
    remark: Callable[[Any], str] = lambda _city: ""


STALLED_AFTER = timedelta(days=30)
"""A pilot or peer city that has begun nothing by then is asked how it goes."""


def _stalled(cities: CityQuerySet) -> CityQuerySet:
    """Those with a part to play, and contacts, of which nothing came since they came in.

    They have neither introduced themselves nor done anything of what `BEGINNINGS` counts. With `joined`, and
    `was_here` where one of them ever signed in. Of general members silence is no task; and nobody stalls by
    days before the portal knew them.
    """
    known = Membership.objects.filter(entered_at__lte=Now() - STALLED_AFTER)
    found = cities.of_tier(Tier.PILOT, Tier.PEER).filter(pk__in=cities.model.objects.reached())
    for rows in (Membership.objects.here_for(STALLED_AFTER), known):
        found = found.filter(pk__in=rows.order_by().values("city_id"))
    signed_in = Officer.objects.open().filter(city=OuterRef("pk"), person__last_login__isnull=False)
    found = found.exclude(has_begun())
    return found.with_joined().annotate(was_here=Exists(signed_in))


def _nothing_begun(city: Any) -> str:
    days = (request_now() - city.joined).days
    if city.was_here:
        words = _("%(days)d days here: no introduction, no webinar, no question")
    else:
        words = _("%(days)d days here: no introduction, no webinar, no question; nobody has signed in")
    return str(words) % {"days": days}


def _with_unsent_mails(cities: CityQuerySet) -> CityQuerySet:
    """Those with a contact whose mail did not leave or arrive though the address works.

    Addresses that do not work are a line of Today by themselves.
    """
    unsent = Message.objects.to_look_at(Now()).filter(person__isnull=False).order_by().values("person")
    back = Message.objects.that_came_back().filter(person__isnull=False).order_by().values("person")
    readers = unsent.difference(back)
    return cities.taking_part().filter(pk__in=cities.model.objects.reached(seats__person__in=readers))


CARES: Mapping[str, Care] = {
    "nobody": Care(
        _("Without a contact"),
        lambda n: ngettext("city without a contact", "cities without a contact", n),
        _("Nobody receives our mails: invite a person."),
        lambda cities: cities.without_contact(),
    ),
    "no-lead": Care(
        _("Without a lead contact"),
        lambda n: ngettext("city without a lead contact", "cities without a lead contact", n),
        _("Make somebody of the team the lead contact."),
        lambda cities: cities.without_lead(),
    ),
    "year": Care(
        _("Yearly question without an answer"),
        lambda n: ngettext(
            "city that has not said if it still takes part",
            "cities that have not said if they still take part",
            n,
        ),
        _("Ask them by phone, and write the answer down on the page of the city."),
        lambda cities: cities.filter(pk__in=Confirmation.objects.for_staff().values("city")),
    ),
    "mail": Care(
        _("Mail to a contact did not arrive"),
        lambda n: ngettext(
            "city whose contact missed a mail",
            "cities whose contacts missed a mail",
            n,
        ),
        _("Ask the person, or correct the address."),
        _with_unsent_mails,
        needs="outbox.view_message",
    ),
    "stalled": Care(
        _("Pilot or peer city that has begun nothing"),
        lambda n: ngettext(
            "pilot or peer city that has begun nothing", "pilot and peer cities that have begun nothing", n
        ),
        _("Call them: what would help to begin?"),
        _stalled,
        remark=_nothing_begun,
    ),
}


def cares_for(person: User) -> Mapping[str, Care]:
    """Return the things that this person may know cities to lack; none for who may not see teams."""
    if not person.has_perm("cities.view_officer"):
        return {}
    return {name: care for name, care in CARES.items() if not care.needs or person.has_perm(care.needs)}


def lacking(cities: CityQuerySet, person: User) -> CityQuerySet:
    """Return those that lack at least one of these things, each once."""
    lacks = [care.cities(cities.model.objects.all()) for care in cares_for(person).values()]
    return cities.filter(
        reduce(or_, (Q(pk__in=rows.order_by().values("pk")) for rows in lacks), Q(pk__in=[]))
    )
