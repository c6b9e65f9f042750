"""A page of the list of events: which rows, which filters, and the way to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.viewer import Viewer
from cities.models import User
from events.places.forms import MOST_LETTERS, PAST, UPCOMING, FilterForm
from events.places.models import Registration
from events.programme.models import Event, EventQuerySet
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.languages import translated_names
from icaforum.words.staff_search import words_of

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


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the list for; `after` names the last row of the page before."""

    groups = ("kind", "theme")
    paging = ("after",)

    q: str = ""
    kind: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    when: str = UPCOMING
    after: str = ""

    @property
    def cursor(self) -> tuple[datetime, int] | None:
        """The start and the key of the last row of the page before."""
        seconds, _dash, key = self.after.partition("-")
        return (datetime.fromtimestamp(int(seconds), tz=UTC), int(key)) if key else None


class Listing:
    """`own` is whose answers stand at the rows: mostly those of `user`, by whose clock times are said."""

    def __init__(
        self,
        typed: QueryDict,
        viewer: Viewer,
        user: User | AnonymousUser,
        now: datetime,
        *,
        own: User | AnonymousUser,
    ) -> None:
        self.viewer, self.user, self.now, self.own = viewer, user, now, own
        self.form = FilterForm(typed)
        self.wanted = Wanted.of(self.form)

    @property
    def typed(self) -> str:
        """What was typed, for the box; bounded, since the form may have refused it."""
        return self.form.data.get("q", "")[:MOST_LETTERS]

    @property
    def problems(self) -> list[str]:
        """Why what was typed was not searched for; of filters that nobody knows nothing is said."""
        return [str(error) for error in self.form.errors.get("q", ())]

    @property
    def is_past(self) -> bool:
        return self.wanted.when == PAST

    @cached_property
    def rows(self) -> list[Row]:
        events = self._events[:PAGE]
        mine = self._answers(events)
        zone = getattr(self.user, "time_zone", "")
        return [Row(event, event.clock_for(zone), *mine.get(event.pk, ())) for event in events]

    @property
    def tabs(self) -> list[Mapping[str, Any]]:
        return [
            {"label": word, "url": self.wanted.address(when=when), "current": when == self.wanted.when}
            for when, word in ((UPCOMING, _("Coming")), (PAST, _("Past")))
        ]

    @property
    def groups(self) -> list[Group]:
        """Every kind, and the themes that lead to something here."""
        kinds, themes = dict.fromkeys(Event.Kind.values), dict.fromkeys(self._themes)
        return [
            Group("kind", _("Kind"), offered(Event.Kind.choices, kinds, self.wanted.kind)),
            Group("theme", _("Theme"), offered(self.form.themes, themes, self.wanted.theme)),
        ]

    @property
    def next_url(self) -> str:
        if len(self._events) <= PAGE:
            return ""
        last = self._events[PAGE - 1]
        return self.wanted.address(after=f"{int(last.starts_at.timestamp())}-{last.pk}")

    @property
    def first_url(self) -> str:
        return self.wanted.address() if self.wanted.after else ""

    @property
    def _visible(self) -> EventQuerySet:
        visible = Event.objects.visible_to(self.viewer).having(words_of(self.wanted.q))
        return visible.past(self.now) if self.is_past else visible.upcoming(self.now)

    @property
    def _themes(self) -> set[str]:
        """The themes of what takes place under this tab, and those already chosen."""
        tagged = Event.themes.through.objects.filter(event__in=self._visible.order_by().values("pk"))
        return {*tagged.values_list("theme__slug", flat=True), *self.wanted.theme}

    @cached_property
    def _events(self) -> list[Event]:
        """The rows of this page and, where there is one, the first of the next."""
        events = self._visible
        if self.wanted.kind:
            events = events.filter(kind__in=self.wanted.kind)
        if self.wanted.theme:
            tagged = Event.themes.through.objects.filter(theme__slug__in=self.wanted.theme)
            events = events.filter(pk__in=tagged.values("event_id"))
        if cursor := self.wanted.cursor:
            events = events.filter(_beyond(*cursor, backwards=self.is_past))
        return list(events.for_list()[: PAGE + 1])

    def _answers(self, events: list[Event]) -> dict[int, tuple[Any, str]]:
        if not self.own.is_authenticated or self.is_past:
            return {}
        mine = Registration.objects.of(self.own).filter(event__in=[event.pk for event in events])
        return {row.event_id: MINE[Registration.Answer(row.answer)] for row in mine if row.answer in MINE}


def _beyond(start: datetime, key: int, *, backwards: bool) -> Q:
    if backwards:
        return Q(starts_at__lt=start) | Q(starts_at=start, pk__lt=key)
    return Q(starts_at__gt=start) | Q(starts_at=start, pk__gt=key)
