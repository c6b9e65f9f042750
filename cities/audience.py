"""Who would see something shared like this: «12 cities, 31 people, 2 partners. Not: Auckland, Lima …»."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.access import Shared, audience
from cities.models import City, Officer, User
from cities.tiers import Level

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
    *, level: int, open_to_partners: bool, cities: Iterable[City] = (), people: Iterable[User] = ()
) -> Audience:
    """Counted by the one rule of `cities.access`; cities and partners are those with somebody to see it."""
    groups = list(Group.objects.filter(circle__city__in=list(cities)).values_list("pk", flat=True))
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
    """The same, of an object as it is stored."""
    return who_would_see(
        level=shared.level,
        open_to_partners=shared.open_to_partners,
        cities=chosen_cities(shared),
        people=chosen_people(shared),
    )


def chosen_cities(shared: Shared) -> QuerySet[City]:
    """The cities that see it beyond its level, each by its own circle."""
    return City.objects.filter(circle__group__in=shared.circle_grants.values("group_id"))


def chosen_people(shared: Shared) -> QuerySet[User]:
    """The people who see it beyond its level."""
    return User.objects.filter(pk__in=shared.person_grants.values("user_id"))


def _with_contacts(cities: QuerySet[City], people: QuerySet[Any] | None = None) -> QuerySet[City]:
    seats = Officer.objects.standing().filter(person__is_active=True)
    if people is not None:
        seats = seats.filter(person__in=people)
    return cities.filter(pk__in=seats.values("city_id"))
