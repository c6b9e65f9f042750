"""A page of the list of events: which rows, which filters, and the way to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewer import Viewer
from events.places.forms import PAST, UPCOMING, FilterForm
from events.places.models import Registration
from events.programme.models import Event
from icaforum.words.languages import translated_names

PAGE = 20


MINE = {
    Registration.Answer.GOING: (gettext_lazy("You have a place"), "done"),
    Registration.Answer.WAITING: (gettext_lazy("You are on the waiting list"), "waiting"),
    Registration.Answer.RECORDING: (gettext_lazy("You get the recording"), "soon"),
}


@dataclass(frozen=True)
class Row:
    """An event in the list, as this reader sees it."""

    event: Event
    zone: str
    state: Any = ""
    tone: str = ""

    @property
    def languages(self) -> str:
        return translated_names(self.event.languages)


class Listing:
    def __init__(
        self,
        typed: QueryDict,
        viewer: Viewer,
        user: AbstractBaseUser | AnonymousUser,
        now: datetime,
    ) -> None:
        self.typed, self.viewer, self.user, self.now = typed, viewer, user, now
        self.form = FilterForm(typed)

    @property
    def is_past(self) -> bool:
        return self.form.when_chosen == PAST

    @property
    def is_filtered(self) -> bool:
        return bool(self.form.chosen("kind") or self.form.chosen("theme"))

    @cached_property
    def rows(self) -> list[Row]:
        events = self._events[:PAGE]
        mine = self._answers(events)
        zone = getattr(self.user, "time_zone", "")
        return [Row(event, zone or event.time_zone, *mine.get(event.pk, ())) for event in events]

    @property
    def tabs(self) -> list[Mapping[str, Any]]:
        words = {UPCOMING: _("Coming"), PAST: _("Past")}
        chosen = self.form.when_chosen
        return [
            {"label": word, "url": self._address(when=when), "current": when == chosen}
            for when, word in words.items()
        ]

    @property
    def groups(self) -> list[Mapping[str, Any]]:
        names = {"kind": _("Kind"), "theme": _("Theme")}
        return [
            {
                "title": title,
                "name": name,
                "options": [
                    {"value": value, "label": label, "chosen": value in self.form.chosen(name)}
                    for value, label in self.form.fields[name].choices
                    if name == "kind" or value in self._themes
                ],
            }
            for name, title in names.items()
        ]

    @property
    def chosen(self) -> int:
        return len(self.form.chosen("kind")) + len(self.form.chosen("theme"))

    @property
    def keep(self) -> list[tuple[str, str]]:
        return [("when", PAST)] if self.is_past else []

    @property
    def next_url(self) -> str:
        if len(self._events) <= PAGE:
            return ""
        last = self._events[PAGE - 1]
        return self._address(after=f"{int(last.starts_at.timestamp())}-{last.pk}")

    @property
    def first_url(self) -> str:
        return self._address() if self.form.cursor else ""

    @cached_property
    def _themes(self) -> set[str]:
        """The themes that lead to something here, and those already chosen."""
        visible = Event.objects.visible_to(self.viewer)
        events = visible.past(self.now) if self.is_past else visible.upcoming(self.now)
        tagged = Event.themes.through.objects.filter(event__in=events.order_by().values("pk"))
        return {*tagged.values_list("theme__slug", flat=True), *self.form.chosen("theme")}

    @cached_property
    def _events(self) -> list[Event]:
        """The rows of this page and, where there is one, the first of the next."""
        visible = Event.objects.visible_to(self.viewer)
        events = visible.past(self.now) if self.is_past else visible.upcoming(self.now)
        if kinds := self.form.chosen("kind"):
            events = events.filter(kind__in=kinds)
        if themes := self.form.chosen("theme"):
            tagged = Event.themes.through.objects.filter(theme__slug__in=themes)
            events = events.filter(pk__in=tagged.values("event_id"))
        if self.form.cursor:
            events = events.filter(_beyond(*self.form.cursor, backwards=self.is_past))
        return list(events.for_list()[: PAGE + 1])

    def _answers(self, events: list[Event]) -> dict[int, tuple[Any, str]]:
        if not self.user.is_authenticated or self.is_past:
            return {}
        mine = Registration.objects.of(self.user).filter(event__in=[event.pk for event in events])
        return {row.event_id: MINE[Registration.Answer(row.answer)] for row in mine if row.answer in MINE}

    def _address(self, **more: str) -> str:
        """This list with its filters, at another tab or page."""
        query = QueryDict(mutable=True)
        for name in ("kind", "theme"):
            query.setlist(name, self.form.chosen(name))
        when = more.pop("when", self.form.when_chosen)
        if when != UPCOMING:
            query["when"] = when
        query.update(more)
        return f"?{query.urlencode()}"


def _beyond(start: datetime, key: int, *, backwards: bool) -> Q:
    if backwards:
        return Q(starts_at__lt=start) | Q(starts_at=start, pk__lt=key)
    return Q(starts_at__gt=start) | Q(starts_at=start, pk__gt=key)
