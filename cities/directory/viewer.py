"""What somebody may see: a plain value, made once a request by `cities.sharing.viewers`."""

from dataclasses import dataclass, field
from typing import Self

from django.db.models import Model
from django.http import HttpRequest

from cities.directory.tiers import Level


@dataclass(frozen=True)
class Viewer:
    """What somebody may see, derived from open seats in cities with open memberships.

    Nothing is copied: a change of tier, a departure or a deactivation counts on the next request.
    `group_ids` are the keys of the groups of the circles that the viewer's cities are in, `lead_of` those
    of the cities they lead. `staff_views` are the labels of the models whose list the viewer may open in the
    admin, `staff_changes` of those whose verbs they may press there; both are empty without the second step.
    `keeps_exceptions` says whether exceptions given to this very person count: with a seat in a city of the
    Forum, and for a guest who has no seat; not while all the person's cities have left.
    `clock_city` is the name of the viewer's city whose clock they read: «your time, Seattle». `granted`
    keeps, by model, the keys that exceptions open: it is filled by the first question for that model, so
    that a request asks once. `as_published` is set while staff see the Forum as somebody else: the label
    and key of one object that is then shown as if it were published.
    """

    user_id: int | None = None
    # The defaults are those of somebody unknown: what is forgotten shows too little, never too much.
    level: Level = Level.PUBLIC
    is_partner: bool = False
    group_ids: frozenset[int] = frozenset()
    city_ids: frozenset[int] = frozenset()
    lead_of: frozenset[int] = frozenset()
    staff_views: frozenset[str] = frozenset()
    staff_changes: frozenset[str] = frozenset()
    keeps_exceptions: bool = False
    city_names: tuple[str, ...] = ()
    clock_city: str = ""
    as_published: tuple[str, int] | None = None
    # A cache inside a frozen value: it says nothing of who the viewer is, so it stands outside equality.
    granted: dict[type[Model], list[int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def public(cls) -> Self:
        """Somebody without a seat: a visitor, a person who left, a deactivated account."""
        return cls()

    @property
    def is_member(self) -> bool:
        """Whether somebody has a seat in a city, or an organisation, that is in the Forum now."""
        return bool(self.city_ids)

    def manages(self, model: type[Model]) -> bool:
        """Whether this is staff of that kind of object: the same right that opens its list in the admin."""
        return model._meta.label_lower in self.staff_views

    def runs(self, model: type[Model]) -> bool:
        """Whether this is staff who may do what the secretariat does with that kind of object."""
        return model._meta.label_lower in self.staff_changes


class ReaderRequest(HttpRequest):
    """Anybody's request, as `cities.sharing.middleware` hands it on: `viewer` is what its reader may see."""

    # A plain annotation: the middleware sets it, and typed views can rely on it.
    viewer: Viewer
