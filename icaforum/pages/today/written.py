"""The lines of Today about what people write: questions, texts for the library, calls, help, reports."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import HelpRequest, JointCall, Report
from icaforum.forum.models import Room
from icaforum.pages.today.closed import kinds_of_closed_rooms
from icaforum.pages.today.duties import NAMED, Duty, Named, first_of
from icaforum.words.times import request_now
from pilots.models import PeerCall, Revision
from resources.models import Brief, Contribution, FollowUp, Lesson, Question, Use
from resources.questions.asked import who_may_know

# Cities that may know the answer to a question: so many are named.
KNOW = 3


@dataclass(frozen=True)
class Line:
    """What waits of some rows, for who may see them; of a room only while that is open."""

    of: type[models.Model]
    find: Callable[[], Iterable[Duty]]
    room: Room | None = None


def _line(
    rows: QuerySet[Any],
    words: Callable[[int], str],
    *,
    look: str,
    act: str,
    advice: str = "",
    name: Callable[[Any], str] = str,
    remark: Callable[[Any], str] = lambda _row: "",
) -> Duty:
    """Make a line of what waits: `words` says what so many are, `look` is the filter of their list.

    The first few are named by `name`, each with a `remark`; `act` and `advice` are for the first of them.
    """
    shown, count = first_of(rows)
    meta = rows.model._meta
    admin = f"admin:{meta.app_label}_{meta.model_name}"
    named = [
        Named(Truncator(name(row)).chars(60), reverse(f"{admin}_change", args=[row.pk]), remark(row))
        for row in shown
    ]
    return Duty(
        count=count,
        what=words(count),
        url=reverse(f"{admin}_changelist") + f"?look={look}",
        named=named,
        advice=advice if named else "",
        act=act,
        act_url=named[0].url if named else "",
    )


def questions() -> Iterator[Duty]:
    """The questions that nobody has answered for five working days, with who could know."""
    rows = Question.objects.for_staff().order_by("asked_at", "pk")
    yield _line(
        rows.select_related("city").prefetch_related("themes").defer("search"),
        lambda n: ngettext("Question that nobody has answered", "Questions that nobody has answered", n),
        look="for-staff",
        act=_("Look at it"),
        advice=_("Write to a city that works on it."),
        remark=_who_knows,
    )


def lessons() -> Iterator[Duty]:
    """The lessons-learned drafts of which a paper can be made, as every city has answered, or published."""
    yield _line(
        Lesson.objects.ready().order_by("pk"),
        lambda n: ngettext(
            "Lessons-learned draft to make a paper of", "Lessons-learned drafts to make papers of", n
        ),
        look="ready",
        act=_("Make a paper"),
        advice=_("Every city quoted has agreed or said no."),
    )
    yield _line(
        Lesson.objects.to_publish().order_by("pk"),
        lambda n: ngettext("Lessons-learned paper to publish", "Lessons-learned papers to publish", n),
        look="to-publish",
        act=_("Look at it"),
        advice=_("It is a draft in the library, which nobody else sees."),
    )


def briefs() -> Iterator[Duty]:
    """The texts in short that nobody else checks, or nobody has checked for two weeks."""
    yield _line(
        Brief.objects.for_staff().select_related("city").order_by("pk"),
        lambda n: ngettext("Text in short to check", "Texts in short to check", n),
        look="for-staff",
        act=_("Check it"),
        name=lambda row: row.text,
        remark=lambda row: f"{row.city}, {row.language_name}",
    )


def contributions() -> Iterator[Duty]:
    """What was sent in for the library and waits for a decision, the longest first."""
    yield _line(
        Contribution.objects.waiting().select_related("city"),
        lambda n: ngettext("Text sent in for the library", "Texts sent in for the library", n),
        look="waiting",
        act=_("Read it"),
        remark=lambda row: f"{row.city}, {row.get_shape_display()}",
    )


def revisions() -> Iterator[Duty]:
    """What pilot cities want to say anew of their projects, the longest first."""
    rows = Revision.objects.waiting().select_related("project", "city")
    yield _line(
        rows.prefetch_related("project__texts"),
        lambda n: ngettext("New version of a pilot project", "New versions of pilot projects", n),
        look="waiting",
        act=_("Read it"),
        advice=_("Read it beside what stands."),
        name=lambda row: str(row.project),
        remark=lambda row: f"{row.city}, {row.language_name}",
    )


def _who_knows(question: Question) -> str:
    """Return which cities work on its themes, of those that were asked; a few."""
    names = ", ".join(map(str, who_may_know(question)[:KNOW]))
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
        return Named(title, url, _("the list closes on %(day)s") % {"day": _short(call.last_day)})
    if call.answered_on is None and call.answer_due_on:
        return Named(title, url, _("answer asked for by %(day)s") % {"day": _short(call.answer_due_on)})
    if call.look_on:
        return Named(title, url, _("we look on %(day)s") % {"day": _short(call.look_on)})
    return Named(title, url, _("handed over on %(day)s") % {"day": _short(call.handed_over_on)})


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def peer_calls() -> Iterator[Duty]:
    """The calls for peers that have closed, of which cities wait to hear what becomes of their interest."""
    yield _line(
        PeerCall.objects.to_match(request_now()).order_by("decides_on", "pk"),
        lambda n: ngettext("Call for peers to decide", "Calls for peers to decide", n),
        look="to-match",
        act=_("Look at it"),
        advice=_("Cities were promised an answer."),
        remark=lambda row: _("pairs proposed by %(day)s") % {"day": _short(row.decides_on)},
    )


def help_asked() -> Iterator[Duty]:
    """The requests for help for which a partner is looked for, or which none answered within its own days."""
    rows = HelpRequest.objects.for_staff().order_by("asked_at", "pk")
    yield _line(
        rows.select_related("city", "partner"),
        lambda n: ngettext("Request for help that waits for us", "Requests for help that wait for us", n),
        look="for-staff",
        act=_("Look at it"),
        advice=_("Find a partner, or write to the one that is silent."),
        remark=_who_is_waited_for,
    )


def _who_is_waited_for(row: HelpRequest) -> str:
    if row.partner:
        return _("%(partner)s has not answered %(city)s") % {"partner": row.partner, "city": row.city}
    return _("%(city)s needs a partner") % {"city": row.city}


def uses() -> Iterator[Duty]:
    """The uses of which no city has said what came, though it was asked twice."""
    asked = FollowUp.objects.for_staff().order_by().values("use")
    yield _line(
        Use.objects.filter(pk__in=asked).with_things().order_by("pk"),
        lambda n: ngettext("Use of which nobody says what came", "Uses of which nobody says what came", n),
        look="for-staff",
        act=_("Look at it"),
        advice=_("Asked twice. Write to the city, or ask no more."),
        name=lambda row: row.city.name,
        remark=lambda row: str(row.thing),
    )


def reports() -> Iterator[Duty]:
    """What members have told us of that somebody wrote, the longest first; nothing of a closed room."""
    yield _line(
        Report.objects.open().exclude(target_type__in=kinds_of_closed_rooms()).order_by("reported_at", "pk"),
        lambda n: ngettext("Report of something that was written", "Reports of things that were written", n),
        look="open",
        act=_("Look at it"),
    )


LINES = (
    Line(Question, questions, Room.QUESTIONS),
    Line(Lesson, lessons, Room.QUESTIONS),
    Line(Brief, briefs),
    Line(Contribution, contributions),
    Line(Revision, revisions),
    Line(JointCall, calls, Room.JOINT_CALLS),
    Line(PeerCall, peer_calls, Room.PEER_CALLS),
    Line(HelpRequest, help_asked, Room.HELP),
    Line(Use, uses),
    Line(Report, reports),
)
