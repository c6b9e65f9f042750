"""What a search of the Forum's pages finds: cities, people, papers, events and projects that one may see.

Which rows one may see is decided by `visible_to` of each kind, and before anything is searched or counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.directory.standing import with_departure
from cities.directory.viewer import Viewer
from cities.measures.models import MeasureQuerySet
from cities.models import City, JointCall, Measure, Officer
from events.models import Event
from events.programme.models import EventQuerySet
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.search.marking import mark
from icaforum.words.plain_search import begins, having
from icaforum.words.staff_search import words_of
from icaforum.words.times import day_in_words
from pilots.models import PilotProject
from pilots.projects.models import PilotProjectQuerySet
from resources.library.search import question as asking
from resources.library.search.question import Question
from resources.library.search.snippets import snippets
from resources.models import Question as ForumQuestion
from resources.models import Resource
from resources.questions.search import matching as matching_questions

# Of each kind; and so many are counted, as the library counts.
SHOWN, MOST_COUNTED = 5, 1000
MOST_LETTERS = 200


@dataclass
class Found:
    """One thing that was found: its name and page, a line about it, and where the words stand."""

    name: str
    url: str
    line: str = ""
    # Pieces of a text, each with whether it answers.
    snippet: Sequence[tuple[bool, str]] = ()


@dataclass
class Part:
    """The things of one kind; `all_url` leads to the list that is searched for the same words."""

    name: str
    title: str | Promise
    count: int = 0
    found: list[Found] = field(default_factory=list)
    all_url: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED

    @property
    def counted(self) -> int:
        """The number to show."""
        return min(self.count, MOST_COUNTED)


@dataclass(frozen=True)
class Kind:
    """How one kind is searched: the rows, those of them that have the words, and what is said of a row."""

    name: str
    title: str | Promise
    rows: Callable[[Viewer], QuerySet[Any]]
    having: Callable[[Any, Sequence[str]], QuerySet[Any]]
    say: Callable[[Any], Found]
    texts: Callable[[Any], Iterable[str]]
    all_of: str = ""


def _city(city: City) -> Found:
    line = city.membership.label if city.membership else ""
    return Found(str(city), city.get_absolute_url(), line)


def _person(seat: Officer) -> Found:
    return Found(str(seat.person), seat.city.get_absolute_url(), f"{seat.city}, {seat.get_role_display()}")


def _event(event: Event) -> Found:
    """With its day, on site by the host's clock; of one that does not take place what became of it."""
    if event.state != Event.State.PUBLISHED:
        return Found(event.title, event.get_absolute_url(), event.get_state_display())
    day = day_in_words(event.starts_at, event.time_zone if event.is_on_site else None)
    return Found(event.title, event.get_absolute_url(), day)


def _project(project: PilotProject) -> Found:
    hosts = ", ".join(str(city) for city in project.hosts.all())
    return Found(str(project), project.get_absolute_url(), hosts)


CITIES = Kind(
    "cities",
    _("Cities and partners"),
    lambda viewer: City.objects.visible_to(viewer).with_membership(),
    lambda rows, words: having(rows, words, partial(begins, ("name", "other_names"))),
    _city,
    lambda city: (city.other_names,),
    all_of="cities:list",
)
PEOPLE = Kind(
    "people",
    _("People"),
    lambda viewer: Officer.objects.visible_to(viewer).select_related("person", "city"),
    lambda rows, words: having(rows, words, partial(begins, ("person__name",))),
    _person,
    lambda _seat: (),
)
EVENTS = Kind(
    "events",
    _("Events"),
    lambda viewer: Event.objects.visible_to(viewer).prefetch_related("agenda").order_by("-starts_at", "-pk"),
    EventQuerySet.having,
    _event,
    lambda event: [
        event.summary,
        event.description,
        *(text for it in event.agenda.all() for text in (it.title, it.what, it.room, it.who)),
    ],
    all_of="events:list",
)
PROJECTS = Kind(
    "projects",
    _("Pilot projects"),
    lambda viewer: PilotProject.objects.visible_to(viewer).prefetch_related("texts", "hosts"),
    PilotProjectQuerySet.having,
    _project,
    lambda project: [text for it in project.texts.all() for text in (it.problem, it.approach)],
    all_of="pilots:list",
)


def _call(call: JointCall) -> Found:
    return Found(call.title, call.get_absolute_url(), call.addressee)


CALLS = Kind(
    "calls",
    _("Joint calls"),
    JointCall.objects.visible_to,
    lambda rows, words: having(rows, words, partial(begins, ("title", "addressee", "text"))),
    _call,
    lambda call: (call.text, call.outcome),
    all_of="cities:calls",
)


def _measure(measure: Measure) -> Found:
    city = with_departure(measure.city, measure.city)
    about = [str(city), str(measure.get_stage_display())]
    if measure.hidden_at:
        about.append(str(_("Hidden")))
    elif measure.is_draft:
        about.append(str(_("Draft")))
    return Found(measure.title, measure.get_absolute_url(), ", ".join(about))


MEASURES = Kind(
    "measures",
    _("Measures of cities"),
    lambda viewer: Measure.objects.visible_to(viewer).select_related("city"),
    MeasureQuerySet.having,
    _measure,
    lambda measure: (measure.summary, measure.text, measure.did_not_work),
)


def search(viewer: Viewer, typed: str) -> list[Part]:
    """Return what this viewer finds by these words, by kind; kinds without any are left out."""
    typed = typed.replace("\x00", "")[:MOST_LETTERS]
    words = words_of(typed)
    if not words:
        return []
    parts = [_part(kind, viewer, words, typed) for kind in (CITIES, PEOPLE)]
    parts += [
        _papers(viewer, typed),
        *(_part(kind, viewer, words, typed) for kind in (EVENTS, PROJECTS)),
    ]
    if the_forum().has_open(Room.QUESTIONS):
        parts.append(_questions(viewer, typed, words))
    if the_forum().has_open(Room.JOINT_CALLS):
        parts.append(_part(CALLS, viewer, words, typed))
    if the_forum().has_open(Room.MEASURES):
        parts.append(_part(MEASURES, viewer, words, typed))
    return [part for part in parts if part.count]


def _part(kind: Kind, viewer: Viewer, words: Sequence[str], typed: str) -> Part:
    rows = kind.having(kind.rows(viewer), words)
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    part = Part(kind.name, kind.title, count, all_url=_all(kind.all_of, typed, count))
    for row in rows[:SHOWN] if count else ():
        found = kind.say(row)
        found.snippet = next(filter(None, (mark(text, words) for text in kind.texts(row))), ())
        part.found.append(found)
    return part


def _papers(viewer: Viewer, typed: str) -> Part:
    """The library's own search, which reads whole texts and files."""
    question = Question.of(typed)
    rows = asking.matching(Resource.objects.visible_to(viewer).published(), question)
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    part = Part("papers", _("Papers"), len(keys), all_url=_all("resources:list", typed, len(keys)))
    if not keys:
        return part
    best = asking.best_first(Resource.objects.filter(pk__in=keys[:MOST_COUNTED]), question)
    shown = list(best.as_cards()[:SHOWN])
    marked = snippets([row.pk for row in shown], question)
    for row in shown:
        part.found.append(
            Found(row.title, row.get_absolute_url(), row.get_kind_display(), marked.get(row.pk) or ())
        )
    return part


def _questions(viewer: Viewer, typed: str, words: Sequence[str]) -> Part:
    """The questions' own index, which holds no name of a city that is not named."""
    rows = matching_questions(ForumQuestion.objects.visible_to(viewer).listed(), typed)
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    part = Part("questions", _("Questions"), count, all_url=_all("resources:questions", typed, count))
    for row in rows.defer("search").select_related("city")[:SHOWN] if count else ():
        line = f"{with_departure(row.speaker, row)}, {row.state_in_words}"
        texts = (row.details, row.tried, row.summary)
        snippet = next(filter(None, (mark(text, words) for text in texts)), ())
        part.found.append(Found(row.title, row.get_absolute_url(), line, snippet))
    return part


def _all(address: str, typed: str, count: int) -> str:
    return f"{reverse(address)}?{urlencode({'q': typed})}" if address and count > SHOWN else ""
