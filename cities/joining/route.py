"""Where an application stands, in words: its steps with their days, its answers, how long it has waited.

The applicant's page and the secretariat's sheet are both made from this, so that they say the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.joining import rules
from cities.joining.models import Application
from icaforum.forum.reading import the_forum
from icaforum.forum.workdays import Workdays
from icaforum.words.stations import Station

State = Application.State


def stations(application: Application, *, now: datetime, to_staff: bool = False) -> list[Station]:
    """Return the steps of an application: those behind it with their days, then the ones to come.

    The usual ones are sent, confirmed, read and decided; each question asked adds one. `to_staff` words them
    for the secretariat instead of the applicant.
    """
    # A partner's begins with the mail that invites it; what follows depends on whether it applies at all.
    if application.state == State.INVITED:
        return [Station(_("Invited to apply"), rules.day_in_words(application.sent_at), current=True)]
    route = [_passed(_("Sent"), application.sent_at)]
    if application.confirmed_at:
        route.append(_passed(_("Address confirmed"), application.confirmed_at))
    elif application.is_undecided:
        text = "" if to_staff else _("with the link in our mail")
        route.append(
            Station(_("Address not confirmed") if to_staff else _("Confirm your address"), text, current=True)
        )
    return route + _talk(application) + _now_and_next(application, now=now, to_staff=to_staff)


def _talk(application: Application) -> list[Station]:
    """What was asked, answered and taken up again since the confirmation, as it came."""
    moments = [(application.taken_up_at, _("Taken up again"))]
    for clarification in application.clarifications.all():
        moments += [
            (clarification.asked_at, _("Question asked")),
            (clarification.answered_at, _("Question answered")),
        ]
    known = [(moment, words) for moment, words in moments if moment]
    return [_passed(words, moment) for moment, words in sorted(known, key=lambda it: it[0])]


def _now_and_next(application: Application, *, now: datetime, to_staff: bool) -> list[Station]:
    """The step that is waited for, and what comes after it; of a closed application its last step."""
    # Before the address is confirmed no day is promised, only how long it takes from then on.
    waited = clock(application, now)
    by = _("by %(day)s") % {"day": rules.day_in_words(waited.due)} if waited else within_days()
    decision = Station(_("Decision"), by)
    reading = _("You read it") if to_staff else _("We read it")
    match application.state:
        case State.WAITING:
            return [Station(reading, current=True), decision]
        case State.ASKED:
            return [
                Station(_("The applicant answers") if to_staff else _("You answer"), current=True),
                decision,
            ]
        case State.APPROVED:
            invited = Station(_("Invitation"), "" if to_staff else _("in your mailbox"), current=True)
            return [_passed(_("Approved"), application.decided_at), invited]
        case State.DECLINED:
            return [_passed(_("Declined"), application.decided_at, current=True)]
        case State.WITHDRAWN:
            return [_passed(_("Withdrawn"), application.withdrawn_at, current=True)]
    return [Station(reading), decision]


@dataclass(frozen=True)
class Said:
    """One turn of the talk about an application: a question of the secretariat, or its answer.

    `of` is the key of the question. `who` is empty where nobody is known any more.
    """

    of: int
    who: str
    at: datetime
    text: str
    is_answer: bool = False
    is_open: bool = False


def thread(application: Application) -> list[Said]:
    """Return all that was asked and answered, each answer under its question, in the order of the questions.

    Both sides read the same.
    """
    turns = []
    for one in application.clarifications.all():
        asker = str(one.asked_by or "")
        turns.append(Said(one.pk, asker, one.asked_at, one.text, is_open=one.answered_at is None))
        if one.answered_at:
            name = application.person_name
            turns.append(Said(one.pk, name, one.answered_at, one.answer, is_answer=True))
    return turns


def answers(application: Application) -> list[tuple[str, str]]:
    """Return what was answered, as pairs of question and full text, without what was not asked or answered.

    The questions are shorter than in the form, where each kind of applicant has its own wording.
    """
    given = [
        (_("Why do you want to take part?"), application.interest),
        (_("What will you put into it?"), application.commitment),
        (_("What changed for people?"), application.evidence),
        (_("Where do you stand?"), application.get_experience_display()),
        (_("Which themes matter most to you?"), ", ".join(theme.name for theme in application.themes.all())),
        (_("What did not work so far?"), application.lessons),
    ]
    return [(question, text) for question, text in given if text]


def _passed(words: str, moment: datetime | None, *, current: bool = False) -> Station:
    return Station(words, rules.day_in_words(moment) if moment else "", done=not current, current=current)


def within_days() -> str:
    """Say how long the secretariat takes at most, counted from the confirmation of the address."""
    days = the_forum().promised_days
    return ngettext("within %(n)d working day", "within %(n)d working days", days) % {"n": days}


# The clock ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """How long an application has waited for the secretariat, against what was promised.

    `day` counts working days from 1 and is measured by `promised_days`; `due` is the end of the last of them.
    `is_overdue` tells that this has passed.
    """

    day: int
    promised_days: int
    due: datetime
    is_overdue: bool

    @property
    def tone(self) -> str:
        """The CSS word of its colour: «done» while fresh, «soon» past half of the days, «need» when late."""
        if self.is_overdue:
            return "need"
        return "soon" if self.day > self.promised_days // 2 else "done"

    @property
    def overdue_days(self) -> int:
        """The working days beyond those promised, with that of now or the next; 0 while there are none."""
        return max(self.day - self.promised_days, int(self.is_overdue))

    @property
    def words(self) -> str:
        """What pages say of it, such as «day 6 of 10 promised» or «2 days late»."""
        if self.is_overdue:
            late = ngettext("%(days)s day late", "%(days)s days late", self.overdue_days)
            return late % {"days": self.overdue_days}
        return _("day %(day)s of %(of)s promised") % {"day": self.day, "of": self.promised_days}


def clock(application: Application, now: datetime) -> Clock | None:
    """Return how long the application has waited at the moment `now`; None before its address is confirmed.

    Working days count, from the one after the confirmation, or after it was taken up again. Those on which
    a question waits for its answer do not, and move the due date back.
    """
    if application.waits_since is None:
        return None
    forum = the_forum()
    workdays, promised = forum.workdays, forum.promised_days
    moment = application.decided_at or application.withdrawn_at or now
    until = workdays.day_of(moment)
    since = workdays.day_of(application.waits_since)
    waited = workdays.between(since, until) - _rested(application, workdays, since, until, asked_by=until)
    due, later = since, workdays.after(since, promised)
    # A question that is asked once the promise has passed makes no new one. It has on the next working day.
    while due != later:
        due, asked_by = later, workdays.after(later, 1) - timedelta(days=1)
        rested = _rested(application, workdays, since, until, asked_by=asked_by)
        later = workdays.after(since, promised + rested)
    return Clock(max(waited, 1), promised, workdays.end_of(due), moment > workdays.end_of(due))


def _rested(application: Application, workdays: Workdays, since: date, until: date, *, asked_by: date) -> int:
    """Return on how many working days a question asked by that day waited for its answer, between two days.

    Of several that wait at the same time each day counts once; from the decision on none waits.
    """
    rested, counted = 0, since
    questions = [it for it in application.clarifications.all() if workdays.day_of(it.asked_at) <= asked_by]
    for clarification in sorted(questions, key=lambda one: one.asked_at):
        begin = max(workdays.day_of(clarification.asked_at), counted)
        answered = clarification.answered_at
        end = min(workdays.day_of(answered), until) if answered else until
        if end > begin:
            rested, counted = rested + workdays.between(begin, end), end
    return rested


def waiting_words(application: Application, now: datetime) -> str:
    """Say how long the application has waited for the secretariat at the moment `now`, else its state.

    Such as «day 6 of 10 promised» or «2 days late».
    """
    waited = clock(application, now)
    if application.state != State.WAITING or waited is None:
        return application.get_state_display()
    return waited.words


def waiting_tone(application: Application, now: datetime) -> str:
    """Return the CSS word of the colour of its state: that of its clock `now`, or «open» while others act."""
    if application.state != State.WAITING:
        return "open"
    waited = clock(application, now)
    return waited.tone if waited else "soon"
