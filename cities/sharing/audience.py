"""Who would see something shared like this: «12 cities, 31 people, 2 partners»."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.models import City
from cities.people.models import Officer, User
from cities.sharing.models import GRANT_IN_FORCE, Shared
from cities.tiers import Level


def audience(
    *, level: int, open_to_partners: bool, groups: Iterable[int] = (), people: Iterable[int] = ()
) -> models.QuerySet[Any]:
    """The people in good standing who see an object shared like this once it is out (staff left apart).

    The same rule read from the other side, for «12 cities, 31 people» and for mails to many;
    tests/test_access.py holds it against `visible_to` for every viewer and object.
    """
    seats = Q(city__memberships__tier__gte=level) | Q(city__circles__group__in=list(groups))
    if level == Level.PUBLIC:
        seats |= Q(city__memberships__tier__isnull=True)
    if open_to_partners:
        seats |= Q(city__memberships__tier__isnull=True)
    seated = Officer.objects.standing().filter(seats)
    return User.objects.filter(Q(pk__in=seated.values("person_id")) | Q(pk__in=list(people)), is_active=True)


NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Audience:
    """How many would see it, and some of the member cities that would not."""

    is_public: bool
    cities: int
    people: int
    partners: int
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if self.is_public:
            return _("Everyone on the web, also without signing in.")
        if not self.people:
            return _("Nobody yet.")
        counts = [ngettext("%(n)s person", "%(n)s people", self.people) % {"n": self.people}]
        if self.cities:
            counts.insert(0, ngettext("%(n)s city", "%(n)s cities", self.cities) % {"n": self.cities})
        if self.partners:
            counts.append(ngettext("%(n)s partner", "%(n)s partners", self.partners) % {"n": self.partners})
        said = ", ".join(counts) + "."
        if not self.left_out:
            return said
        names = ", ".join(self.left_out[:NAMED_AT_MOST])
        tail = " …" if len(self.left_out) > NAMED_AT_MOST else "."
        return f"{said} " + _("Not: %(cities)s") % {"cities": names} + tail


def who_would_see(
    *,
    level: int,
    open_to_partners: bool,
    cities: Iterable[City] = (),
    people: Iterable[User] = (),
    of: Shared | None = None,
) -> Audience:
    """Counted by the rule of `audience`; cities and partners are those with somebody to see it.

    `of` is the stored object, whose circles of pairings stay whatever is chosen.
    """
    own_circles = Group.objects.filter(circle__city__in=list(cities))
    groups = [*own_circles.values_list("pk", flat=True), *(_pairings(of) if of else ())]
    rule = {"level": level, "open_to_partners": open_to_partners, "groups": groups}
    reached = _with_contacts(City.objects.members(), audience(**rule))
    others = _with_contacts(City.objects.members()).exclude(pk__in=reached).exclude(kind=City.Kind.PARTNER)
    return Audience(
        is_public=level == Level.PUBLIC,
        cities=reached.exclude(kind=City.Kind.PARTNER).count(),
        people=audience(**rule, people=[person.pk for person in people]).count(),
        partners=reached.filter(kind=City.Kind.PARTNER).count(),
        left_out=tuple(others.order_by("sort_name").values_list("name", flat=True)[: NAMED_AT_MOST + 1]),
    )


def who_sees(shared: Shared) -> Audience:
    """The same, of an object as it is stored, once it is out."""
    return who_would_see(
        level=shared.level,
        open_to_partners=shared.open_to_partners,
        cities=chosen_cities(shared),
        people=chosen_people(shared),
        of=shared,
    )


def is_out(shared: Shared) -> bool:
    """Whether those it is for see it now."""
    rows = type(shared)._default_manager.all()
    return rows.filter(rows.in_force(), pk=shared.pk).exists()


# Beyond its level: exceptions that have not ended -----------------------------------------------------------


def chosen_cities(shared: Shared) -> QuerySet[City]:
    """The cities that see it beyond its level, each by its own circle."""
    return City.objects.filter(circle__group__in=_circles(shared))


def chosen_people(shared: Shared) -> QuerySet[User]:
    """The people who see it beyond its level."""
    return User.objects.filter(pk__in=_persons(shared))


def has_exceptions(shared: Shared) -> bool:
    """Whether anybody sees it beyond its level: a city, the two of a pairing, a person."""
    return _circles(shared).exists() or _persons(shared).exists()


def _circles(shared: Shared) -> QuerySet[Any]:
    return shared.circle_grants.filter(GRANT_IN_FORCE).values_list("group_id", flat=True)


def _persons(shared: Shared) -> QuerySet[Any]:
    return shared.person_grants.filter(GRANT_IN_FORCE).values_list("user_id", flat=True)


def _pairings(shared: Shared) -> QuerySet[Any]:
    return _circles(shared).filter(group__circle__city__isnull=True)


# Before and after -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Who sees it at one moment: everyone on the web, or these people; nobody while it is not out."""

    is_public: bool = False
    people: frozenset[int] = frozenset()


def reach(shared: Shared) -> Reach:
    if not is_out(shared):
        return Reach()
    people = audience(
        level=shared.level,
        open_to_partners=shared.open_to_partners,
        groups=_circles(shared),
        people=_persons(shared),
    )
    return Reach(shared.level == Level.PUBLIC, frozenset(people.values_list("pk", flat=True)))


def difference(before: Reach, after: Reach) -> str:
    """«40 people more see it now.», or nothing where all is as it was."""
    if after.is_public and not before.is_public:
        return _("Everyone on the web sees it now, also without signing in.")
    said = []
    if before.is_public and not after.is_public:
        said.append(_("It can no longer be seen without signing in."))
    if more := len(after.people - before.people):
        said.append(ngettext("%(n)s person more sees it now.", "%(n)s people more see it now.", more))
        said[-1] %= {"n": more}
    if fewer := len(before.people - after.people):
        said.append(ngettext("%(n)s person no longer sees it.", "%(n)s people no longer see it.", fewer))
        said[-1] %= {"n": fewer}
    return " ".join(said)


def _with_contacts(cities: QuerySet[City], people: QuerySet[Any] | None = None) -> QuerySet[City]:
    seats = Officer.objects.standing().filter(person__is_active=True)
    if people is not None:
        seats = seats.filter(person__in=people)
    return cities.filter(pk__in=seats.values("city_id"))
