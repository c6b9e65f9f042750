"""What may be the same as an application: others, entries of the directory, seats; and what came before.

All of it is for people to look at: nothing here refuses anything.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.joining.models import Application
from cities.joining.refusals import entry_of
from cities.joining.rules import are_related, host_of
from cities.people.models import Officer
from icaforum.words.addresses import domain_of, is_free_mail

# Shown beside an application, of each kind: more would be no help in deciding.
SHOWN = 10


@dataclass(frozen=True)
class Alike:
    """Something that may be the same again, and what it has in common, in words."""

    what: Any
    why: Sequence[str]


def applied_before(application: Application) -> QuerySet[Application]:
    """Return what the same city or the same address has sent before and is closed, the newest first."""
    same = Application.objects.of_same_city(application, entry_of(application))
    closed = Application.objects.exclude(state__in=Application.UNDECIDED).exclude(pk=application.pk)
    own = closed.filter(Q(pk__in=same.values("pk")) | Q(email=application.email) & ~Q(email=""))
    own = own.filter(sent_at__lte=application.sent_at)
    return own.select_related("decided_by").prefetch_related("clarifications__asked_by", "themes")[:SHOWN]


def possible_duplicates(application: Application) -> list[Alike]:
    """Return other applications that may be the same one again, the newest first; not those from before.

    They are of the same city, from the same address or the same person, or their domain is one of its own.
    """
    entry, domains = entry_of(application), _domains_of(application)
    same = Application.objects.of_same_city(application, entry).values_list("pk", flat=True)
    named = _is(application.person_name)
    alike = Q(pk__in=same) | Q(email=application.email) | named
    for domain in domains:
        alike |= _of_domain(domain)
    rows = Application.objects.filter(alike).exclude(pk=application.pk)
    rows = rows.exclude(pk__in=[it.pk for it in applied_before(application)]).order_by("-sent_at", "-pk")
    found = rows.annotate(same_name=ExpressionWrapper(named, BooleanField()))[:SHOWN]
    of_city = set(same.filter(pk__in=[it.pk for it in found])) if found else set()
    alikes = (Alike(it, _in_common(application, it, domains, is_city=it.pk in of_city)) for it in found)
    return [alike for alike in alikes if alike.why]


def entries_of_its_domain(application: Application) -> list[Alike]:
    """Return entries of the directory, other than its own, whose site is of a domain of the application."""
    domains, own = _domains_of(application), entry_of(application)
    if not domains:
        return []
    sites = Q()
    for domain in domains:
        sites |= _site_of(domain)
    others = City.objects.filter(sites)
    others = others.exclude(pk=own.pk) if own else others
    found = ((city, _related(domains, [host_of(city.website)])) for city in others[:SHOWN])
    return [Alike(city, [_domain_words(domain)]) for city, domain in found if domain]


def seats_of_the_person(application: Application) -> list[Alike]:
    """Return the seats in teams of whoever has the name or the address of the applicant."""
    if not application.is_undecided:  # an approved applicant has one by that
        return []
    address = Q(person__email=application.email)
    seats = Officer.objects.open().filter(address | _is(application.person_name, "person__name"))
    return [
        Alike(
            seat, [_("The same address.") if seat.person.email == application.email else _("The same name.")]
        )
        for seat in seats.select_related("person", "city").order_by("pk")[:SHOWN]
    ]


def _is(name: str, column: str = "person_name") -> Q:
    """The condition that a name is this one, whatever its capitals and accents; of no name it never holds."""
    return Q(**{f"{column}__plain": name}) if name.strip() else Q(pk__in=())


def _domains_of(application: Application) -> list[str]:
    """The domains of its address and its site. That of a free mail service is everybody's."""
    free = is_free_mail(application.email)
    own = ["" if free else domain_of(application.email), host_of(application.website)]
    return [domain for domain in dict.fromkeys(own) if "." in domain]


def _above(domain: str) -> Iterable[str]:
    """The domains above this one, down to two words: of «klima.stadt.example» that is «stadt.example»."""
    words = domain.split(".")
    return (".".join(words[start:]) for start in range(1, len(words) - 1))


def _of_domain(domain: str) -> Q:
    """The condition that an address or a site is of this domain, below or above it."""
    condition = Q(email__endswith=f".{domain}") | _site_of(domain)
    for part in (domain, *_above(domain)):
        condition |= Q(email__endswith=f"@{part}")
    return condition


def _site_of(domain: str) -> Q:
    """The condition that a site is of this domain, below or above it, as `are_related` has it."""
    # Whole hosts: «lima.pe» stands in «climalima.pe» too, and all councils of a country in its «gov.uk».
    # What only may be related would leave no room among the few that are read for what is.
    below, above = rf"([^/:]*\.)?{re.escape(domain)}", (rf"(www\.)?{re.escape(it)}" for it in _above(domain))
    return Q(website__iregex=rf"://({'|'.join((below, *above))})([:/]|$)")


def _in_common(mine: Application, other: Any, domains: Sequence[str], *, is_city: bool) -> list[str]:
    """What another application has in common with this one, the strongest first."""
    why = []
    if is_city:
        why.append(_("The same organisation.") if mine.is_partner else _("The same city."))
    if other.email == mine.email:
        why.append(_("The same address."))
    elif domain := _related(domains, _domains_of(other)):
        why.append(_domain_words(domain))
    if other.same_name:
        why.append(_("The same name."))
    return why


def _related(mine: Sequence[str], theirs: Sequence[str]) -> str:
    """Return the first of their domains that is one of these, or stands below or above one; else nothing."""
    return next((it for it in theirs if it and any(are_related(it, own) for own in mine)), "")


def _domain_words(domain: str) -> str:
    return _("The same domain: %(domain)s.") % {"domain": domain}
