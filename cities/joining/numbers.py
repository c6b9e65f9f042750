"""How many peer cities and cities outside C40 are in the Forum, of how many that may join."""

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


def full(*, outside: bool = True) -> list[Number]:
    """Return the numbers of which one more would be beyond the limit.

    Without `outside` those outside C40 are left out: no such city comes in by what is decided.
    """
    numbers = [selected_cities(), other_cities()] if outside else [selected_cities()]
    return [number for number in numbers if number.is_full]


def refuse_beyond(city: City, *, tier: int | None, was: int | None = None, comes_in: bool = True) -> None:
    """Raise Full where this city would be one more than agreed; `was` is the tier it had, if it was in.

    The settings stay locked until the transaction ends: of two that come at once the second counts the first.
    """
    as_other = comes_in and city.kind == City.Kind.OTHER
    as_selected = tier in SELECTED and was not in SELECTED
    if not (as_other or as_selected):
        return
    forum = locked_settings()
    numbers = [selected_cities(forum)] * as_selected + [other_cities(forum)] * as_other
    if beyond := [number.beyond for number in numbers if number.is_full]:
        raise Full(" ".join([*beyond, _("Tick that it may, and press again.")]))
