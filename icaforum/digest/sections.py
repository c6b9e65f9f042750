"""The sections of the weekly mail, in one table: whatever has something to say stands in `SECTIONS`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.standing import with_departure
from cities.models import JointCall, Measure, Theme
from events.models import Event, Registration
from icaforum.audit.verbs import Words
from icaforum.digest.endings import endings_of, ends_of
from icaforum.digest.news import in_languages, new_papers, newly_open
from icaforum.digest.parts import SHOWN, Line, Part, Reader, counted, follows_of, part_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.languages import reading_languages
from icaforum.words.places import local_name
from icaforum.words.times import both_times, day_in_words
from pilots.models import PilotProject
from resources.models import FollowUp, Hearing, Kind, Question, Resource, Use, Watch

# An event that begins within so long stands in the mail again, though it is not new.
SOON = timedelta(days=7)

PROJECT = "pilot-project"


@dataclass(frozen=True)
class Section:
    """What has something to say in the weekly mail: `find` returns its part, `kinds` can be followed."""

    find: Callable[[Reader], Part | None]
    kinds: list[tuple[str, Words]] = field(default_factory=list)


def papers(reader: Reader) -> Part | None:
    """Return the papers that came out."""
    fresh = new_papers(reader.viewer, reader.followed, since=reader.since)
    found = list(fresh.filter(published_at__gte=reader.since)[: SHOWN + 1])
    lines = [_paper(reader, paper) for paper in found]
    words = counted(len(lines), ngettext("%(count)s paper", "%(count)s papers", min(len(lines), SHOWN)))
    return part_of(_("New papers"), lines, words, reverse("resources:list"))


def _paper(reader: Reader, paper: Resource) -> Line:
    return Line(
        title=paper.title,
        url=settings.BASE_URL + paper.get_absolute_url(),
        mark=paper.get_kind_display(),
        facts=(*map(local_name, paper.credits), ", ".join(paper.language_names)),
        follows=follows_of(reader, paper, paper.kind, paper.get_kind_display()),
        failed=paper.is_about_failure,
    )


def opened_papers(reader: Reader) -> Part | None:
    """Return older papers that this reader may see only since the last mail, and longer than this week."""
    ending = ends_of(reader.viewer, Resource, reader.now, reader.now + SOON)
    fresh = newly_open(reader.viewer, reader.followed, since=reader.since)
    # What was shared for some days alone stands once: where it says until when.
    found = list(fresh.exclude(pk__in=ending, level__gt=reader.viewer.level)[: SHOWN + 1])
    words = ngettext("%(count)s paper newly shared", "%(count)s papers newly shared", min(len(found), SHOWN))
    lines = [_paper(reader, paper) for paper in found]
    return part_of(_("Newly shared with you"), lines, counted(len(lines), words), reverse("resources:list"))


def translated_papers(reader: Reader) -> Part | None:
    """Return older papers that there are in one of the reader's languages only since the last mail."""
    found = list(
        in_languages(reader.viewer, reader.followed, since=reader.since, languages=reading_languages())[
            : SHOWN + 1
        ]
    )
    words = ngettext(
        "%(count)s paper now in your language",
        "%(count)s papers now in your language",
        min(len(found), SHOWN),
    )
    lines = [_paper(reader, paper) for paper in found]
    return part_of(_("Now in your language"), lines, counted(len(lines), words), reverse("resources:list"))


def endings(reader: Reader) -> Part | None:
    """Return what ends before the next mail: what is shared for a time, and surveys."""
    found = endings_of(reader.person, reader.viewer, now=reader.now, before=reader.now + SOON)
    lines = [
        Line(
            title=str(ending.thing),
            url=settings.BASE_URL + ending.path,
            mark=ending.what,
            strong=_("until %(day)s") % {"day": day_in_words(ending.at, ending.zone)},
        )
        for ending in found[: SHOWN + 1]
    ]
    words = ngettext("%(count)s thing that ends", "%(count)s things that end", min(len(lines), SHOWN))
    return part_of(_("Ends this week"), lines, counted(len(lines), words), reverse("desk"))


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
    words = counted(new, ngettext("%(count)s event", "%(count)s events", min(new, SHOWN)))
    return part_of(_("Events to come"), lines, words, reverse("events:list"))


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
        follows=follows_of(reader, event, event.kind, event.get_kind_display()),
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
            follows=follows_of(reader, project, PROJECT, _("Pilot project")),
        )
        for project in found
    ]
    count = ngettext("%(count)s pilot project", "%(count)s pilot projects", min(len(lines), SHOWN))
    return part_of(_("New pilot projects"), lines, counted(len(lines), count), reverse("pilots:list"))


def questions(reader: Reader) -> Part | None:
    """Return the questions that were put to the reader's cities since the last mail, answered or not.

    Not one's own, nor those somebody wants to hear of on the page only, or has muted.
    """
    if (
        not the_forum().has_open(Room.QUESTIONS)
        or Hearing.objects.filter(person=reader.person, when=Hearing.When.NEVER).exists()
    ):
        return None
    muted = Watch.objects.filter(person=reader.person, hears=False).values("question")
    listed = Question.objects.visible_to(reader.viewer).listed().exclude(pk__in=muted)
    # One that was closed without an answer asks nothing any more, and tells nothing.
    listed = listed.filter(Q(closed_at=None) | Q(first_answer_at__isnull=False))
    fresh = listed.filter(asked_at__gte=reader.since).exclude(city__in=reader.viewer.city_ids)
    # By theme alone: that a followed city asks would tell which it is where it is not named.
    tagged = Theme.objects.filter(pk__in=[*reader.followed.themes, 0], questions=OuterRef("pk")).order_by()
    in_order = fresh.annotate(
        theme_keys=ArraySubquery(tagged.values("pk")),
        readable=Case(When(language__in=reading_languages(), then=0), default=1),
        is_followed=Exists(tagged),
    ).order_by("-is_followed", "readable", "-pk")
    found = list(in_order.defer("search").select_related("city")[: SHOWN + 1])
    lines = [
        Line(
            title=question.title,
            url=settings.BASE_URL + question.get_absolute_url(),
            mark=question.state_in_words if question.first_answer_at else "",
            facts=(with_departure(question.speaker, question), question.language_name),
            follows=tuple(name for key, name in reader.followed.themes.items() if key in question.theme_keys),
        )
        for question in found
    ]
    words = ngettext("%(count)s question", "%(count)s questions", min(len(lines), SHOWN))
    return part_of(_("New questions"), lines, counted(len(lines), words), reverse("resources:questions"))


def calls(reader: Reader) -> Part | None:
    """Return the joint calls that were opened, shown for comments or ended since the last mail."""
    if not the_forum().has_open(Room.JOINT_CALLS):
        return None
    visible = JointCall.objects.visible_to(reader.viewer).filter(dropped_at=None)
    opened, ended = Q(opened_at__gte=reader.since), Q(ended_at__gte=reader.since)
    fresh = visible.filter(opened | ended | Q(shown_at__gte=reader.since, opened_at=None))
    own = Q(city__in=reader.viewer.city_ids, opened_at=None)
    found = list(fresh.exclude(own).select_related("city").order_by("-pk")[: SHOWN + 1])
    lines = [_call(call, reader) for call in found]
    words = ngettext("%(count)s joint call", "%(count)s joint calls", min(len(lines), SHOWN))
    return part_of(_("Joint calls"), lines, counted(len(lines), words), reverse("cities:calls"))


def _call(call: JointCall, reader: Reader) -> Line:
    mark, strong = _("A draft to comment on"), ""
    if call.ended_at:
        mark = _("What changed")
    elif call.handed_over_on:
        mark = _("Handed over")
    elif call.opened_at:
        mark = _("Open for signing")
        if call.sign_by > reader.now:
            strong = _("until %(day)s") % {"day": day_in_words(call.sign_by, "UTC")}
    return Line(
        title=call.title,
        url=settings.BASE_URL + call.get_absolute_url(),
        mark=mark,
        facts=(call.addressee,),
        strong=strong,
    )


def measures(reader: Reader) -> Part | None:
    """Return the measures that cities showed to members since the last mail; not one's own."""
    if not the_forum().has_open(Room.MEASURES):
        return None
    fresh = Measure.objects.visible_to(reader.viewer).shown().filter(shown_at__gte=reader.since)
    others = fresh.exclude(city__in=reader.viewer.city_ids)
    found = list(others.select_related("city").order_by("-shown_at", "-pk")[: SHOWN + 1])
    lines = [
        Line(
            title=row.title,
            url=settings.BASE_URL + row.get_absolute_url(),
            mark=row.get_stage_display(),
            facts=(with_departure(row.city, row.city), row.for_whom, row.language_name),
            failed=row.has_ended_early,
        )
        for row in found
    ]
    words = ngettext("%(count)s measure", "%(count)s measures", min(len(lines), SHOWN))
    return part_of(_("New measures"), lines, counted(len(lines), words), reverse("cities:all_measures"))


def uses(reader: Reader) -> Part | None:
    """Return what cities said since the last mail of what they use, each by its newest; not one's own."""
    rows = Use.objects.visible_to(reader.viewer).standing().filter(last_said_at__gte=reader.since)
    others = rows.exclude(city__in=reader.viewer.city_ids)
    answers = Prefetch("follow_ups", FollowUp.objects.up().order_by("station"), to_attr="came")
    found = list(others.with_things().prefetch_related(answers).latest_first()[: SHOWN + 1])
    lines = [_use(row) for row in found]
    words = ngettext("%(count)s use by a city", "%(count)s uses by cities", min(len(lines), SHOWN))
    return part_of(_("Used by cities"), lines, counted(len(lines), words), reverse("resources:list"))


def _use(row: Use) -> Line:
    answers: list[FollowUp] = row.came  # type: ignore[attr-defined]
    mark, said = _("We use this"), row.changed
    if answers:
        mark = _("We stopped") if row.stopped_at else _("What came of it")
        said = answers[-1].text or answers[-1].get_outcome_display()
    return Line(
        title=str(row.thing),
        url=settings.BASE_URL + row.get_absolute_url(),
        mark=mark,
        facts=(with_departure(row.speaker, row), Truncator(said).words(12)),
        failed=row.stopped_at is not None,
    )


SECTIONS: tuple[Section, ...] = (
    Section(endings),
    Section(questions),
    Section(calls),
    Section(measures),
    Section(uses),
    Section(papers, list(Kind.choices)),
    Section(opened_papers),
    Section(translated_papers),
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
