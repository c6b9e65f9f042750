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
    `group_ids` are the circles of the viewer's cities, `staff_views` the labels of the models whose list
    the viewer may open in the admin. `clock_city` is the one of the viewer's cities whose clock the viewer
    reads: «your time, Seattle». `granted` keeps, by model, the keys that exceptions open: it is filled by
    the first question for that model, so that a request asks once.
    """

    user_id: int | None = None
    level: Level = Level.PUBLIC
    is_partner: bool = False
    group_ids: frozenset[int] = frozenset()
    city_ids: frozenset[int] = frozenset()
    lead_of: frozenset[int] = frozenset()
    staff_views: frozenset[str] = frozenset()
    city_names: tuple[str, ...] = ()
    clock_city: str = ""
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


class ReaderRequest(HttpRequest):
    """Anybody's request, as `cities.sharing.middleware` hands it on: `viewer` is what its reader may see."""

    viewer: Viewer
