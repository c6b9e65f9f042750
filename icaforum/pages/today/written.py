"""The lines of Today about what people write: questions, texts for the library, calls, help, reports."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City, HelpRequest, JointCall, Report
from icaforum.forum.models import Room
from icaforum.pages.today.duties import NAMED, Duty, Named, first_of
from icaforum.words.times import request_now
from pilots.models import Revision
from resources.models import Brief, Contribution, Lesson, Question
from resources.questions.asked import cities_that_see

# Cities that may know the answer to a question: so many are named.
KNOW = 3


@dataclass(frozen=True)
class Line:
    """What waits of some rows, for who may see them; of a room only while that is open."""

    of: type[models.Model]
    find: Callable[[], Iterable[Duty]]
    room: Room | None = None


def questions() -> Iterator[Duty]:
    """The questions that nobody has answered for five working days, with who could know."""
    rows = Question.objects.for_staff().order_by("asked_at", "pk")
    shown, count = first_of(rows.select_related("city").prefetch_related("themes").defer("search"))
    named = [
        Named(
            Truncator(row.title).chars(60),
            reverse("admin:resources_question_change", args=[row.pk]),
            _who_knows(row),
        )
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext("Question that nobody has answered", "Questions that nobody has answered", count),
        url=reverse("admin:resources_question_changelist") + "?look=for-staff",
        named=named,
        advice=_("Write to a city that works on it.") if named else "",
        act=_("Look at it"),
        act_url=named[0].url if named else "",
    )


def lessons() -> Iterator[Duty]:
    """The lessons-learned drafts in which every city quoted has answered, so that a paper can be made."""
    shown, count = first_of(Lesson.objects.ready().order_by("pk"))
    named = [
        Named(Truncator(row.title).chars(60), reverse("admin:resources_lesson_change", args=[row.pk]))
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext(
            "Lessons-learned draft to make a paper of", "Lessons-learned drafts to make papers of", count
        ),
        url=reverse("admin:resources_lesson_changelist") + "?look=ready",
        named=named,
        advice=_("Every city quoted has agreed or said no.") if named else "",
        act=_("Make a paper"),
        act_url=named[0].url if named else "",
    )


def briefs() -> Iterator[Duty]:
    """The texts in short that nobody else checks, or nobody has checked for two weeks."""
    rows = Brief.objects.for_staff().select_related("city").order_by("pk")
    shown, count = first_of(rows)
    named = [
        Named(
            Truncator(row.text).chars(60),
            reverse("admin:resources_brief_change", args=[row.pk]),
            f"{row.city}, {row.language_name}",
        )
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext("Text in short to check", "Texts in short to check", count),
        url=reverse("admin:resources_brief_changelist") + "?look=for-staff",
        named=named,
        act=_("Check it"),
        act_url=named[0].url if named else "",
    )


def contributions() -> Iterator[Duty]:
    """What was sent in for the library and waits for a decision, the longest first."""
    shown, count = first_of(Contribution.objects.waiting().select_related("city"))
    named = [
        Named(
            Truncator(row.title).chars(60),
            reverse("admin:resources_contribution_change", args=[row.pk]),
            f"{row.city}, {row.get_shape_display()}",
        )
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext("Text sent in for the library", "Texts sent in for the library", count),
        url=reverse("admin:resources_contribution_changelist") + "?look=waiting",
        named=named,
        advice="",
        act=_("Read it"),
        act_url=named[0].url if named else "",
    )


def revisions() -> Iterator[Duty]:
    """What pilot cities want to say anew of their projects, the longest first."""
    rows = Revision.objects.waiting().select_related("project", "city")
    shown, count = first_of(rows.prefetch_related("project__texts"))
    named = [
        Named(
            Truncator(str(row.project)).chars(60),
            reverse("admin:pilots_revision_change", args=[row.pk]),
            f"{row.city}, {row.language_name}",
        )
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext("New version of a pilot project", "New versions of pilot projects", count),
        url=reverse("admin:pilots_revision_changelist") + "?look=waiting",
        named=named,
        advice=_("Read it beside what stands.") if named else "",
        act=_("Read it"),
        act_url=named[0].url if named else "",
    )


def _who_knows(question: Question) -> str:
    """Return which cities work on its themes, of those that were asked; a few."""
    themes = [theme.pk for theme in question.themes.all()]
    asked = City.objects.taking_part().filter(pk__in=cities_that_see(question).order_by().values("pk"))
    asked = asked.exclude(pk=question.city_id)
    knows = asked.filter(themes__in=themes).distinct().order_by("sort_name")[:KNOW] if themes else []
    names = ", ".join(map(str, knows))
    asks = _("%(city)s asks") % {"city": question.city}
    return _("%(asks)s; may know: %(cities)s") % {"asks": asks, "cities": names} if names else asks


def calls() -> Iterator[Duty]:
    """The joint calls that wait for us: to be opened, to be handed over, for their outcome."""
    now, rows = request_now(), JointCall.objects.order_by("sign_by", "pk")
    ready, closed = rows.to_open(), rows.to_hand_over(now)
    awaited = rows.waiting_for_outcome()
    lines = (
        ("to-open", ready, _("Joint call to open for signing"), _("Joint calls to open for signing")),
        ("to-hand-over", closed, _("Joint call to hand over"), _("Joint calls to hand over")),
        ("outcome", awaited, _("Joint call without its outcome"), _("Joint calls without their outcome")),
    )
    for look, found, one, more in lines:
        count = found.count()
        named = [_named(call) for call in found[:NAMED]] if count else []
        yield Duty(
            count=count,
            what=one if count == 1 else more,
            url=reverse("admin:cities_jointcall_changelist") + f"?look={look}",
            named=named,
            act=_("Look at it"),
            act_url=named[0].url if named else "",
        )


def _named(call: JointCall) -> Named:
    """Say of a call what is due next, and when."""
    url = reverse("admin:cities_jointcall_change", args=[call.pk])
    title = Truncator(call.title).chars(60)
    if call.handed_over_on is None:
        return Named(title, url, _("the list closes on %(day)s") % {"day": _short(call.sign_by.date())})
    if call.answered_on is None and call.answer_due_on:
        return Named(title, url, _("answer asked for by %(day)s") % {"day": _short(call.answer_due_on)})
    if call.look_on:
        return Named(title, url, _("we look on %(day)s") % {"day": _short(call.look_on)})
    return Named(title, url, _("handed over on %(day)s") % {"day": _short(call.handed_over_on)})


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def help_asked() -> Iterator[Duty]:
    """The requests for help for which a partner is looked for, or which none answered within its own days."""
    rows = HelpRequest.objects.for_staff().order_by("asked_at", "pk")
    shown, count = first_of(rows.select_related("city", "partner"))
    named = [
        Named(
            Truncator(row.title).chars(60),
            reverse("admin:cities_helprequest_change", args=[row.pk]),
            _("%(partner)s has not answered %(city)s") % {"partner": row.partner, "city": row.city}
            if row.partner
            else _("%(city)s needs a partner") % {"city": row.city},
        )
        for row in shown
    ]
    yield Duty(
        count=count,
        what=ngettext("Request for help that waits for us", "Requests for help that wait for us", count),
        url=reverse("admin:cities_helprequest_changelist") + "?look=for-staff",
        named=named,
        advice=_("Find a partner, or write to the one that is silent.") if named else "",
        act=_("Look at it"),
        act_url=named[0].url if named else "",
    )


def reports() -> Iterator[Duty]:
    rows = Report.objects.open().order_by("reported_at", "pk")
    shown, count = first_of(rows)
    named = [Named(str(row), reverse("admin:cities_report_change", args=[row.pk])) for row in shown]
    yield Duty(
        count=count,
        what=ngettext("Report of something that was written", "Reports of things that were written", count),
        url=reverse("admin:cities_report_changelist") + "?look=open",
        named=named,
        act=_("Look at it"),
        act_url=named[0].url if named else "",
    )


LINES = (
    Line(Question, questions, Room.QUESTIONS),
    Line(Lesson, lessons, Room.QUESTIONS),
    Line(Brief, briefs),
    Line(Contribution, contributions),
    Line(Revision, revisions),
    Line(JointCall, calls, Room.JOINT_CALLS),
    Line(HelpRequest, help_asked, Room.HELP),
    Line(Report, reports),
)
