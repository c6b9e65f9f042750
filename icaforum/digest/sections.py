"""The sections of the weekly mail, in one table: whatever has something to say stands in `SECTIONS`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.viewer import Viewer
from cities.models import User
from events.models import Event, Registration
from icaforum.audit.verbs import Words
from icaforum.digest.news import Followed, new_papers
from icaforum.words.places import local_name
from icaforum.words.times import both_times
from pilots.models import PilotProject
from resources.models import Kind

# What a section shows at most; of what is behind that, its page is named.
SHOWN = 5

# An event that begins within so long stands in the mail again, though it is not new.
SOON = timedelta(days=7)

PROJECT = "pilot-project"


@dataclass(frozen=True)
class Reader:
    """For whom a mail is written, with their rights of now, and since when things are new for them."""

    person: User
    viewer: Viewer
    followed: Followed
    since: datetime
    now: datetime


@dataclass(frozen=True)
class Line:
    """One thing: its title, where it is read, a mark above it, facts below it, and which follow brought it.

    `reminds` marks what is not new. `failed` colours the mark of what did not work.
    """

    title: str
    url: str
    mark: str = ""
    facts: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    strong: str = ""
    failed: bool = False
    reminds: bool = False


@dataclass(frozen=True)
class Part:
    """What a section says: its title, its lines, and where all of them stand if there are more.

    `news` says how many are new, for the subject; empty where nothing is.
    """

    title: str
    lines: list[Line]
    news: str = ""
    all_url: str = ""


@dataclass(frozen=True)
class Section:
    """What has something to say in the weekly mail: `find` returns its part, `kinds` can be followed."""

    find: Callable[[Reader], Part | None]
    kinds: list[tuple[str, Words]] = field(default_factory=list)


def papers(reader: Reader) -> Part | None:
    """Return the papers that came out."""
    fresh = new_papers(reader.viewer, reader.followed, since=reader.since)
    found = list(fresh.filter(published_at__gte=reader.since)[: SHOWN + 1])
    lines = [
        Line(
            title=paper.title,
            url=settings.BASE_URL + paper.get_absolute_url(),
            mark=paper.get_kind_display(),
            facts=(*map(local_name, paper.city_names), ", ".join(paper.language_names)),
            follows=_follows(reader, paper, paper.kind, paper.get_kind_display()),
            failed=paper.is_about_failure,
        )
        for paper in found
    ]
    words = _count(len(lines), ngettext("%(count)s paper", "%(count)s papers", min(len(lines), SHOWN)))
    return _part(_("New papers"), lines, words, reverse("resources:list"))


def events(reader: Reader) -> Part | None:
    """Return the events that were announced, and those that begin before the next mail."""
    visible = Event.objects.visible_to(reader.viewer).upcoming(reader.now)
    is_new = Q(published_at__gte=reader.since)
    coming = reader.followed.among(
        visible.filter(is_new | Q(starts_at__lt=reader.now + SOON)),
        called="events",
        kind=Q(kind__in=reader.followed.kinds),
    )
    # What is new first, so that many that begin soon do not push it out.
    in_order = coming.order_by(Case(When(is_new, then=0), default=1), "-is_followed", "starts_at", "pk")
    found = list(in_order.for_list()[: SHOWN + 1])
    places = dict(
        Registration.objects.of(reader.person).coming().filter(event__in=found).values_list("event", "answer")
    )
    lines = [_event(reader, event, places.get(event.pk, "")) for event in found]
    new = sum(not line.reminds for line in lines)
    words = _count(new, ngettext("%(count)s event", "%(count)s events", min(new, SHOWN)))
    return _part(_("Events to come"), lines, words, reverse("events:list"))


def _event(reader: Reader, event: Event, answer: str) -> Line:
    marks = {
        Registration.Answer.GOING: _("You have a place"),
        Registration.Answer.WAITING: _("You are on the waiting list"),
    }
    return Line(
        title=event.title,
        url=settings.BASE_URL + event.get_absolute_url(),
        mark=marks.get(Registration.Answer(answer), "") if answer else event.get_kind_display(),
        strong=both_times(
            event.starts_at,
            event.ends_at,
            event.clock_for(reader.person.time_zone),
            event.time_zone,
            event_city=event.host_clock_city,
        ),
        follows=_follows(reader, event, event.kind, event.get_kind_display()),
        reminds=event.published_at is None or event.published_at < reader.since,
    )


def projects(reader: Reader) -> Part | None:
    """Return the pilot projects that were published."""
    visible = PilotProject.objects.visible_to(reader.viewer).published()
    fresh = visible.filter(published_at__gte=reader.since).prefetch_related("texts", "hosts")
    # All are of one kind: following it puts none before another.
    fresh = reader.followed.among(fresh, called="pilot_projects", kind=Q(pk__in=()))
    found = list(fresh.order_by("-is_followed", "-published_at", "-pk")[: SHOWN + 1])
    lines = [
        Line(
            title=str(project),
            url=settings.BASE_URL + project.get_absolute_url(),
            facts=tuple(local_name(str(city)) for city in project.hosts.all()),
            follows=_follows(reader, project, PROJECT, _("Pilot project")),
        )
        for project in found
    ]
    count = ngettext("%(count)s pilot project", "%(count)s pilot projects", min(len(lines), SHOWN))
    return _part(_("New pilot projects"), lines, _count(len(lines), count), reverse("pilots:list"))


SECTIONS: tuple[Section, ...] = (
    Section(papers, list(Kind.choices)),
    Section(events, list(Event.Kind.choices)),
    Section(projects, [(PROJECT, gettext_lazy("Pilot project"))]),
)


def kind_choices() -> list[tuple[str, Words]]:
    """Return the kinds of things that can be followed, of all sections."""
    return [choice for section in SECTIONS for choice in section.kinds]


def parts_for(reader: Reader) -> list[Part]:
    """Return what the sections say to this reader; nothing where nothing is new."""
    found = [part for section in SECTIONS if (part := section.find(reader))]
    return found if any(part.news for part in found) else []


def _follows(reader: Reader, row: object, kind: str, kind_name: str) -> tuple[str, ...]:
    """Return the names of all for whose sake a row stands before others."""
    return (*reader.followed.matched(row), *([kind_name] if kind in reader.followed.kinds else []))


def _count(number: int, words: str) -> str:
    if not number:
        return ""
    count = _("more than %(count)s") % {"count": SHOWN} if number > SHOWN else str(number)
    return words % {"count": count}


def _part(title: str, lines: list[Line], news: str, page: str) -> Part | None:
    if not lines:
        return None
    return Part(title, lines[:SHOWN], news, settings.BASE_URL + page if len(lines) > SHOWN else "")
