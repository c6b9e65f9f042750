"""Where each city stands in the Forum now, for the words beside what it wrote: read once a request."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cities.directory.models import City, Membership
from cities.directory.tiers import Tier, more_than
from icaforum.words.times import day_in_words


@dataclass(frozen=True)
class Standing:
    """The newest membership of a city: its tier (None: a partner's), and when the city left, if it did."""

    tier: int | None
    left_at: datetime | None


# What was read since `read_once` began: nothing or all. None outside of it.
_kept: ContextVar[list[Mapping[int, Standing]] | None] = ContextVar("standings", default=None)


def standings() -> Mapping[int, Standing]:
    """Return the standing of every city that is or was in the Forum, by its key; one statement."""
    kept = _kept.get()
    if kept is None:
        return _read()
    if not kept:
        kept.append(_read())
    return kept[0]


def _read() -> Mapping[int, Standing]:
    newest = Membership.objects.order_by("city", "-since", "-pk").distinct("city")
    return {city: Standing(tier, left) for city, tier, left in newest.values_list("city", "tier", "until")}


@contextmanager
def read_once() -> Iterator[None]:
    """Read the standings at most once in here, and not at all where nothing asks for them."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make the middleware that reads the standings of cities at most once a request."""

    def once(request: HttpRequest) -> HttpResponse:
        with read_once():
            return get_response(request)

    return once


def left_at(thing: Any) -> datetime | None:
    """Return when a city, or the one that says something, left the Forum; None while it is in it.

    None as well for a text that does not name its city: that it left would tell which one it is.
    """
    if not getattr(thing, "is_named", True):
        return None
    city = thing.pk if isinstance(thing, City) else thing.city_id
    standing = standings().get(city)
    return standing.left_at if standing else None


def with_departure(name: object, thing: Any) -> str:
    """Return a city's name, or what stands in its place, with until when it was a member if it left."""
    left = left_at(thing)
    if left is None:
        return str(name)
    return _("%(who)s (was a member until %(day)s)") % {"who": name, "day": day_in_words(left)}


def tier_of_that_day(text: Any) -> str:
    """Return the tier with which a city wrote, and that it was so then where it has another one now.

    Empty for a partner, for a text that does not name its city, and for a general member that has left.
    """
    if text.tier is None or not text.is_named:
        return ""
    label = str(Tier(text.tier).label)
    now = standings().get(text.city_id)
    if now and now.left_at is None and now.tier == text.tier:
        return label
    has_left = now is None or now.left_at is not None
    if has_left and not more_than(Tier(text.tier), min(Tier)):
        return ""
    return _("%(tier)s at that time") % {"tier": label}
