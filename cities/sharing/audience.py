"""Who would see an object, counted: for sentences like «12 cities, 31 people, 2 partners», and for mails.

It reads the rule of `visible_to` from the other side: not which rows one viewer sees, but which people see
one row. It counts by seats and levels alone, as if the object were published.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypedDict

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.models import City
from cities.directory.tiers import LEVEL_OF, Level
from cities.people.models import Officer, User
from cities.sharing.models import GRANT_IN_FORCE, Shared, rows_like


def audience(
    *,
    level: int,
    open_to_partners: bool,
    groups: Iterable[int] = (),
    people: Iterable[int] = (),
    owners: Iterable[int] = (),
) -> models.QuerySet[Any]:
    """Return the people who see an object shared like this once it is in force, the secretariat left apart.

    `groups` and `people` are the keys of the circles' groups and of the persons with an exception, `owners`
    those of the cities whose own it is. What is on the web is seen by everybody with an account; of the
    secretariat those count who have a seat. Tests hold this reading of the rule equal to `visible_to`, for
    every viewer and object and over random histories.
    """
    everybody = User.objects.filter(is_active=True)
    # Keys in subqueries and not joins: a person with several seats is still one row.
    is_seated = Q(pk__in=Officer.objects.standing().values("person"))
    if level == Level.PUBLIC:
        return everybody.filter(Q(is_staff=False) | is_seated)
    by_seat = seats_that_see(level=level, open_to_partners=open_to_partners, groups=groups, owners=owners)
    # As `Viewer.keeps_exceptions`: not those who have seats, but only in cities that have left.
    has_seat = Q(pk__in=Officer.objects.open().values("person"))
    by_name = Q(pk__in=list(people)) & (is_seated | ~has_seat)
    return everybody.filter(Q(pk__in=by_seat.values("person")) | by_name)


def seats_that_see(
    *, level: int, open_to_partners: bool, groups: Iterable[int] = (), owners: Iterable[int] = ()
) -> models.QuerySet[Officer]:
    """Return the standing seats of active people that let them see an object shared like this.

    By the tier of the seat's own city, by its circles, or since the city owns it; a seat may come twice where
    several circles do.
    """
    tiers = {tier for tier, highest in LEVEL_OF.items() if highest >= level}
    sees = Q(membership__tier__in=tiers - {None}) | Q(city__circles__group__in=list(groups))
    if owners := list(owners):
        sees |= Q(city__in=owners)
    # A partner's tier is NULL, which no comparison matches.
    if open_to_partners or None in tiers:
        sees |= Q(membership__tier__isnull=True)
    return Officer.objects.standing().filter(sees, person__is_active=True)


class _Sharing(TypedDict):
    """What both readings above ask of an object."""

    level: int
    open_to_partners: bool
    groups: Iterable[int]
    owners: Iterable[int]


# Member cities left out that the sentence names; «…» stands for the others.
NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Audience:
    """How many see an object, and the names of some member cities that do not.

    `left_out` holds one name more than is shown, to know whether there are others.
    """

    is_public: bool
    cities: int
    people: int
    partners: int
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the page says, such as «12 cities, 31 people, 2 partners. Not: Accra, Lima.»."""
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
    but: Collection[int] = (),
) -> Audience:
    """Return how many would see an object shared like this, by the rule of `audience`.

    A city or partner counts where somebody of it sees the object by its tier or circle: a colleague who was
    chosen, or who sees it by a seat in another city, does not make it the city's. `cities` and `people` are
    those chosen beyond the level; `of` is the object as it is stored, if it is, whose exceptions for
    pairings count too, since the form does not change them, and the cities whose own it is. `but` are the
    keys of cities that are counted nowhere, with their people: those of whoever reads the number.
    """
    own_circles = Group.objects.filter(circle__city__in=list(cities))
    groups = [*own_circles.values_list("pk", flat=True), *(_pairing_groups(of) if of else ())]
    sharing: _Sharing = {
        "level": level,
        "open_to_partners": open_to_partners,
        "groups": groups,
        "owners": _owners(of) if of else (),
    }
    members = City.objects.members().exclude(pk__in=but)
    own = Officer.objects.standing().filter(city__in=but).values("person")
    reached = members.filter(pk__in=seats_that_see(**sharing).values("city"))
    # Named as left out are only cities where somebody could have seen it.
    staffed = members.filter(pk__in=Officer.objects.standing().filter(person__is_active=True).values("city"))
    others = staffed.exclude(pk__in=reached).exclude(kind=City.Kind.PARTNER)
    return Audience(
        is_public=level == Level.PUBLIC,
        cities=reached.exclude(kind=City.Kind.PARTNER).count(),
        people=audience(**sharing, people=[person.pk for person in people]).exclude(pk__in=own).count(),
        partners=reached.filter(kind=City.Kind.PARTNER).count(),
        left_out=tuple(map(str, others.order_by("sort_name")[: NAMED_AT_MOST + 1])),
    )


def who_sees(shared: Shared) -> Audience:
    """Return how many see this object, as it is stored, once it is in force."""
    return who_would_see(
        level=shared.level,
        open_to_partners=shared.open_to_partners,
        cities=chosen_cities(shared),
        people=chosen_people(shared),
        of=shared,
    )


def is_in_force(shared: Shared) -> bool:
    """Whether those it is for see it now: it is published and inside its dates."""
    rows = rows_like(shared)
    return rows.filter(rows.in_force(), pk=shared.pk).exists()


# Exceptions that have not ended -----------------------------------------------------------------------------


def chosen_cities(shared: Shared) -> QuerySet[City]:
    """Return the cities that see it beyond its level, each by its own circle."""
    return City.objects.filter(circle__group__in=_granted_groups(shared))


def chosen_people(shared: Shared) -> QuerySet[User]:
    """Return the people who see it beyond its level, each by a grant of their own."""
    return User.objects.filter(pk__in=_granted_people(shared))


def has_exceptions(shared: Shared) -> bool:
    """Whether anybody sees it beyond its level: a city, the two of a pairing, a person."""
    return _granted_groups(shared).exists() or _granted_people(shared).exists()


def _granted_groups(shared: Shared) -> QuerySet[Any]:
    """The keys of the groups of circles, of cities and of pairings alike."""
    return shared.circle_grants.filter(GRANT_IN_FORCE).values_list("group_id", flat=True)


def _granted_people(shared: Shared) -> QuerySet[Any]:
    """The keys of the people."""
    return shared.person_grants.filter(GRANT_IN_FORCE).values_list("user_id", flat=True)


def _pairing_groups(shared: Shared) -> QuerySet[Any]:
    """Of the groups those of pairings: their circles are no city's own."""
    return _granted_groups(shared).filter(group__circle__city__isnull=True)


def _owners(shared: Shared) -> list[int]:
    """The keys of the cities whose own it is: they see it whatever its level."""
    return list(shared.own_cities().values_list("pk", flat=True))


# Before and after -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Who sees it at one moment: everyone on the web, or these people (by key).

    While it is hidden that is nobody, or the people of the cities whose own it is.

    The people are kept and not counted, so that «one more, one fewer» does not look like no change.
    """

    is_public: bool = False
    people: frozenset[int] = frozenset()


def reach(shared: Shared) -> Reach:
    """Return who sees this object now."""
    owners = _owners(shared)
    if not is_in_force(shared):
        owners = owners if rows_like(shared).shows_own_always else []
        own = audience(level=Level.NAMED, open_to_partners=False, owners=owners)
        return Reach(people=frozenset(own.values_list("pk", flat=True)) if owners else frozenset())
    people = audience(
        level=shared.level,
        open_to_partners=shared.open_to_partners,
        groups=_granted_groups(shared),
        people=_granted_people(shared),
        owners=owners,
    )
    return Reach(shared.level == Level.PUBLIC, frozenset(people.values_list("pk", flat=True)))


def difference_in_words(before: Reach, after: Reach) -> str:
    """Say what has changed, such as «40 people more see it now.»; empty where nothing has."""
    # Everyone includes all that could be counted, so numbers beside it would say nothing.
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
