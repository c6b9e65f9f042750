"""One page of the list of questions: which rows, which filters with counts, and the way to the next page."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, F, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cities.directory.viewer import Viewer
from cities.models import Theme
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.languages import LANGUAGE_CHOICES, reading_languages
from icaforum.words.times import request_now
from resources.questions.forms import MOST_LETTERS, ListForm
from resources.questions.models import Question, QuestionQuerySet, Watch
from resources.questions.models.question import IS_ANSWERED, IS_SUMMED_UP, WAITS
from resources.questions.search import matching

PAGE = 20
# Found by words: so many of the best are shown.
BEST = 50
# Raised above the list: those that wait so long, the oldest first.
QUIET_AFTER, RAISED = timedelta(days=5), 3
_STATES = {"waiting": WAITS, "answered": IS_ANSWERED, "summed-up": IS_SUMMED_UP}
# Themes that stand unfolded.
THEMES_SHOWN = 8


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the list for; `after` is the key of the last row of the page before."""

    groups = ("state", "theme", "language", "mine")
    paging = ("after",)

    q: str = ""
    state: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    after: int = 0


class Listing:
    """What the list shows to somebody who asked for something of it."""

    def __init__(self, typed: Any, viewer: Viewer, *, follows: frozenset[str] = frozenset()) -> None:
        self.viewer = viewer
        self.form = ListForm(typed)
        self.wanted = Wanted.of(self.form)
        self.typed = str(typed.get("q", ""))[:MOST_LETTERS]
        self.follows = follows
        self.visible: QuestionQuerySet = Question.objects.visible_to(viewer).listed()

    @cached_property
    def raised(self) -> list[Question]:
        """The few that wait longest, on the first page of the whole list."""
        if self.wanted != Wanted() or not self.viewer.is_member:
            return []
        quiet = self.visible.waiting().filter(asked_at__lte=request_now() - QUIET_AFTER)
        # One's own are no work for oneself.
        found = _readable_first(quiet.exclude(city__in=self.viewer.city_ids))
        return list(found.order_by("is_foreign", "asked_at", "pk").for_list()[:RAISED])

    @cached_property
    def _rows(self) -> list[Question]:
        rows = self._narrowed(self.wanted)
        if self.wanted.q:
            return list(matching(rows, self.wanted.q).for_list()[:BEST])
        rows = _readable_first(rows.exclude(pk__in=[row.pk for row in self.raised]))
        if self.wanted.after:
            # What was the last row may be hidden now, and still says where the list goes on.
            seen = Question.objects.visible_to(self.viewer).filter(pk=self.wanted.after)
            last = _readable_first(seen).order_by().values("is_foreign")[:1]
            rows = rows.alias(last=Coalesce(Subquery(last), Value(0)))
            rows = rows.filter(
                Q(is_foreign__gt=F("last")) | Q(is_foreign=F("last"), pk__lt=self.wanted.after)
            )
        return list(rows.order_by("is_foreign", "-pk").for_list()[: PAGE + 1])

    @property
    def rows(self) -> list[Question]:
        """The rows of this page: those in the reader's languages first, each part the newest first."""
        return self._rows if self.wanted.q else self._rows[:PAGE]

    @property
    def parts(self) -> list[tuple[bool, list[Question]]]:
        """The rows in the reader's languages and the others; each part says whether it is the others."""
        if self.wanted.q or self.wanted.language:
            return [(False, self.rows)] if self.rows else []
        split = groupby(self.rows, key=lambda row: bool(row.is_foreign))
        return [(is_foreign, list(rows)) for is_foreign, rows in split]

    @property
    def next_url(self) -> str:
        """The address of the next page; empty on the last one."""
        if self.wanted.q or len(self._rows) <= PAGE:
            return ""
        return self.wanted.address(after=self._rows[PAGE - 1].pk)

    @property
    def first_url(self) -> str:
        """The address of the first page; empty on it."""
        return self.wanted.address() if self.wanted.after else ""

    @cached_property
    def count(self) -> int:
        """How many there are, of those asked for."""
        return self._narrowed(self.wanted).order_by().count()

    @cached_property
    def groups(self) -> list[Group]:
        """The filters, each option with how many it would show; a constant number of statements."""
        numbers = (
            self._but("state")
            .order_by()
            .aggregate(
                waiting=Count("pk", filter=_STATES["waiting"]),
                answered=Count("pk", filter=_STATES["answered"]),
                summed=Count("pk", filter=_STATES["summed-up"]),
            )
        )
        states = [
            ("waiting", _("Waiting for a first answer")),
            ("answered", _("Answered")),
            ("summed-up", _("Summed up")),
        ]
        counted = dict(zip([value for value, _label in states], numbers.values(), strict=True))
        tagged = Question.themes.through.objects.filter(
            question__in=self._but("theme").order_by().values("pk")
        )
        by_theme = dict(tagged.order_by().values_list("theme__slug").annotate(Count("pk")))
        by_language = dict(self._but("language").order_by().values_list("language").annotate(Count("pk")))
        own = (
            self._but("mine")
            .order_by()
            .aggregate(
                yes=Count("pk", filter=Q(city__in=self.viewer.city_ids)),
                followed=Count("pk", filter=self._followed),
            )
        )
        mine = [("yes", _("Asked by us")), ("followed", _("Questions I follow"))]
        # Those somebody follows stand first.
        themes = sorted(Theme.objects.all(), key=lambda theme: theme.slug not in self.follows)
        options = offered([(it.slug, it.name) for it in themes], by_theme, self.wanted.theme)
        groups = [
            Group("state", _("State"), offered(states, counted, self.wanted.state)),
            Group("theme", _("Themes"), options[:THEMES_SHOWN], options[THEMES_SHOWN:]),
            Group("language", _("Written in"), offered(LANGUAGE_CHOICES, by_language, self.wanted.language)),
            Group("mine", _("Mine"), offered(mine, own, self.wanted.mine)),
        ]
        return [group for group in groups if group.options]

    @property
    def _followed(self) -> Q:
        followed = Watch.objects.listening().filter(person=self.viewer.user_id)
        return Q(pk__in=followed.values("question"))

    def _but(self, group: str) -> QuestionQuerySet:
        """Return the rows under all filters but one, whose options are counted."""
        left_out: dict[str, Any] = {group: ()}
        return self._narrowed(replace(self.wanted, **left_out))

    def _narrowed(self, wanted: Wanted) -> QuestionQuerySet:
        rows = self.visible
        if wanted.q:
            rows = matching(rows, wanted.q)
        if wanted.state:
            conditions = Q(pk__in=[])
            for state in wanted.state:
                conditions |= _STATES[state]
            rows = rows.filter(conditions)
        if wanted.theme:
            tagged = Question.themes.through.objects.filter(theme__slug__in=wanted.theme)
            rows = rows.filter(pk__in=tagged.values("question_id"))
        if wanted.language:
            rows = rows.filter(language__in=wanted.language)
        if wanted.mine:
            own = Q(city__in=self.viewer.city_ids) if "yes" in wanted.mine else Q(pk__in=[])
            rows = rows.filter(own | self._followed if "followed" in wanted.mine else own)
        return rows


def _readable_first(rows: QuestionQuerySet) -> QuestionQuerySet:
    """Annotate questions with `is_foreign`: 0 in the reader's languages, be it in short, 1 for the others."""
    best = reading_languages()
    # By the reverse relation, since what is said in short stands above.
    checked = {"briefs__checked_at__isnull": False, "briefs__ended_at__isnull": True}
    in_short = Question.objects.filter(briefs__language__in=best, **checked).order_by().values("pk")
    readable = When(Q(language__in=best) | Q(pk__in=in_short), then=Value(0))
    return rows.annotate(is_foreign=Case(readable, default=Value(1)))
