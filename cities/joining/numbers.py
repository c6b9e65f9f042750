"""How many peer cities and cities outside C40 are in the Forum, of how many that may join."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cities.directory.models import City, Membership
from cities.directory.tiers import SELECTED, Tier
from icaforum.audit.record import Refused
from icaforum.audit.verbs import Words
from icaforum.forum.actions import locked_settings
from icaforum.forum.models import ForumSettings
from icaforum.forum.reading import the_forum


class Full(Refused):
    """As many of these cities are in the Forum as its settings allow."""


@dataclass(frozen=True)
class Number:
    """How many of a kind are in: `taken` of `limit`, which is None where nobody has set one."""

    what: str
    taken: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Whether one more would be beyond the limit."""
        return self.limit is not None and self.taken >= self.limit

    def __str__(self) -> str:
        if self.limit is None:
            return str(self.taken)
        return _("%(taken)d of %(limit)d") % {"taken": self.taken, "limit": self.limit}

    @property
    def beyond(self) -> str:
        """What one more would mean, in a sentence."""
        words = _("%(what)s: %(number)s are in the Forum already, so this would be one more than agreed.")
        return words % {"what": self.what, "number": self}


def selected_cities(forum: ForumSettings | None = None) -> Number:
    """Return how many cities have a tier that a selected number gets; `forum` in place of what is kept.

    One that is to get it on a day to come counts already.
    """
    rows = Membership.objects.open().filter(Q(tier__in=SELECTED) | Q(plan__tier__in=SELECTED))
    return Number(_("Peer cities"), rows.count(), (forum or the_forum()).max_peer_cities)


def other_cities(forum: ForumSettings | None = None) -> Number:
    """Return how many cities outside C40 are in; `forum` in place of what is kept."""
    rows = Membership.objects.open().filter(city__kind=City.Kind.OTHER)
    return Number(_("Cities outside C40"), rows.count(), (forum or the_forum()).max_other_cities)


def tier_choices() -> list[tuple[int, Words]]:
    """Return the tiers to choose from, with the number of those that a selected number of cities get."""
    return [(tier.value, _with_number(tier)) for tier in Tier]


def _with_number(tier: Tier) -> Words:
    if tier not in SELECTED or (number := selected_cities()).limit is None:
        return tier.label
    return _("%(tier)s (%(number)s)") % {"tier": tier.label, "number": number}


def where_it_counts(city: City) -> str:
    """Say how many cities outside C40 are in; empty for any other city, and where there is no limit."""
    if city.kind != City.Kind.OTHER or (number := other_cities()).limit is None:
        return ""
    return _("%(what)s in the Forum: %(number)s.") % {"what": number.what, "number": number}


def counts_in(
    kind: str,
    tiers: Collection[int | None],
    *,
    was: int | None = None,
    comes_in: bool = True,
    forum: ForumSettings | None = None,
) -> list[Number]:
    """Return the limited numbers in which a city of this kind would count with one of these tiers.

    `was` is the tier that it has already, or is to get; `comes_in` says that it is not in the Forum yet.
    `forum` is as above.
    """
    numbers = []
    if was not in SELECTED and not SELECTED.isdisjoint(tiers):
        numbers.append(selected_cities(forum))
    if comes_in and kind == City.Kind.OTHER:
        numbers.append(other_cities(forum))
    return [number for number in numbers if number.limit is not None]


def refuse_beyond(city: City, *, tier: int | None, was: int | None = None, comes_in: bool = True) -> None:
    """Raise Full where this city would be one more than agreed; `was` is the tier it had, if it was in.

    The settings stay locked until the transaction ends: of two that come at once the second counts the first.
    """
    if not counts_in(city.kind, [tier], was=was, comes_in=comes_in):
        return
    numbers = counts_in(city.kind, [tier], was=was, comes_in=comes_in, forum=locked_settings())
    if beyond := [number.beyond for number in numbers if number.is_full]:
        raise Full(" ".join([*beyond, _("Tick that it may, and press again.")]))
