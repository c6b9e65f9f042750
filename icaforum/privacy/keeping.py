"""How long anything is kept: the spans, the sentences of /privacy/ that say them, and what the clock does.

Spans that a story needs itself stand there and are only said here; all others stand here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from cities.invitations.actions.forgetting import FORGOTTEN_AFTER
from cities.joining.models import CONFIRM_WITHIN, DRAFT_KEPT
from cities.launch.models import KEPT as LISTS_KEPT
from cities.letters.models import KEPT as LETTERS_KEPT
from cities.models import AccessRequest, Application, Confirmation, Letter, LetterAnswer, Thread, User
from cities.partners.actions.agreeing import ADDRESS_KEPT
from events.after.models import REPORTS_KEPT as ATTENDANCE_KEPT
from events.after.models import WORDS_KEPT as SURVEY_WORDS_KEPT
from events.models import AttendanceReport, Guest, SurveyAnswer
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.audit.wording import words_kept_of
from icaforum.inbound.models import Arrival
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.sweep import KEEP_ADDRESSES, KEEP_WORDS
from icaforum.privacy.rows import ROWS, counted
from icaforum.privacy.subjects import subject_of
from icaforum.words.times import database_now
from resources.models import Answer

# Of applications that came to nothing: within it a city may apply again, or be taken up again.
APPLICATIONS_KEPT = timedelta(days=365)
REQUESTS_KEPT = timedelta(days=365)
# Who answered the yearly question; that the city took part stands in its membership.
CONFIRMATIONS_KEPT = timedelta(days=3 * 365)
# After the event, so that somebody can still thank them.
GUESTS_KEPT = timedelta(days=30)
# Answers that an earlier release passed on: as long as the words of the mail.
PASSED_ON_KEPT = KEEP_WORDS
ARRIVALS_KEPT = Arrival.KEPT
# An answer to a question that nobody reads: its writer never let it go up, or took it back.
ANSWERS_KEPT = timedelta(days=30)
# A device of the list whose sign-in is over; the row may be a moment older than the sign-in.
DEVICES_KEPT = timedelta(days=1)
BACKUPS_KEPT = timedelta(days=14)
# By the journal of the machine (deploy/journald.conf).
LOGS_KEPT = timedelta(days=30)
# What is written while somebody is being erased is looked for as long.
LOOKED_AT_AGAIN = timedelta(days=7)

# Of each kind a night, the oldest first; the rest the next night.
AT_ONCE = 500
A_YEAR = 360

name_verbs({"forgotten": gettext_lazy("deleted what nobody needs any more")})


# As /privacy/ says it.
SAID = (
    (CONFIRM_WITHIN, gettext_lazy("An application whose address is never confirmed: %(span)s.")),
    (
        DRAFT_KEPT,
        gettext_lazy(
            "What you type into an application before you send it: %(span)s after your last change, or "
            "until you send it or start over. It is read on the devices on which you opened it, and by "
            "whoever has the link that we mailed you."
        ),
    ),
    (
        APPLICATIONS_KEPT,
        gettext_lazy(
            "An application that was declined or withdrawn: %(span)s, with the questions and answers. "
            "One that was approved stays as the reason why the city is in the Forum."
        ),
    ),
    (
        CONFIRMATIONS_KEPT,
        gettext_lazy("Who confirmed in which year that a city takes part: %(span)s."),
    ),
    (REQUESTS_KEPT, gettext_lazy("A request for a place in a city’s team: %(span)s after its answer.")),
    (
        LISTS_KEPT,
        gettext_lazy(
            "A list of cities and people that the secretariat brings in: until it is imported, at most "
            "%(span)s. Then only the invitations stay."
        ),
    ),
    (
        FORGOTTEN_AFTER,
        gettext_lazy(
            "The name and address of somebody who is invited and never accepts: %(span)s, or until "
            "they press “No thanks, delete it” in the mail. Then a number made from the address stays, "
            "from which nobody can read it."
        ),
    ),
    (
        ATTENDANCE_KEPT,
        gettext_lazy(
            "The names and addresses in a report of who was at a webinar: %(span)s after it was read. That "
            "you were there, and for how long, stays with your place; no other city sees it."
        ),
    ),
    (
        SURVEY_WORDS_KEPT,
        gettext_lazy(
            "What you write in your own words into a survey after an event: %(span)s. The secretariat reads "
            "it without your name."
        ),
    ),
    (
        GUESTS_KEPT,
        gettext_lazy(
            "The name and address of somebody who is invited to one event without an account: %(span)s "
            "after it."
        ),
    ),
    (
        LETTERS_KEPT,
        gettext_lazy(
            "Letters between cities: %(span)s after the last of them. Both cities read them until then, and "
            "the secretariat does not."
        ),
    ),
    (
        ANSWERS_KEPT,
        gettext_lazy(
            "An answer to a question that came by mail and that its writer never let go up, or that was "
            "taken back: %(span)s."
        ),
    ),
    (
        ADDRESS_KEPT,
        gettext_lazy(
            "The mail address of an organisation that is asked whether a city may name it: %(span)s, or "
            "until it says no or takes its name back. Of one that is named we keep it, to ask again when "
            "words change, until it presses “No thanks, delete all you hold of us”."
        ),
    ),
    (
        ARRIVALS_KEPT,
        gettext_lazy(
            "A mail that came in by mistake, or that no program could deal with: until the secretariat has "
            "dealt with it, at most %(span)s. All others are deleted at once when they are dealt with."
        ),
    ),
    (KEEP_WORDS, gettext_lazy("The words of a mail that we sent: %(span)s.")),
    (KEEP_ADDRESSES, gettext_lazy("To whom we sent which kind of mail, and when: %(span)s.")),
    (
        timedelta(seconds=settings.SESSION_COOKIE_AGE),
        gettext_lazy(
            "The browsers on which you are signed in, with their network address: until you sign out, "
            "at most %(span)s after your last visit."
        ),
    ),
    (
        LOGS_KEPT,
        gettext_lazy(
            "The log of the machine, in which a sign-in that was refused stands with its network address: "
            "%(span)s."
        ),
    ),
    (
        BACKUPS_KEPT,
        gettext_lazy("Backups: %(span)s. Who is erased meanwhile is erased again before one is used."),
    ),
)


def kept() -> list[str]:
    """Return the sentences of /privacy/, each with its span."""
    return [str(words) % {"span": span_in_words(span)} for span, words in SAID]


def span_in_words(span: timedelta) -> str:
    """Return «30 days», or from about a year on «12 months»."""
    if span.days < A_YEAR:
        return ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days}
    months = round(span.days / 30.44)
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


# By the clock ----------------------------------------------------------------------------------------------


def forget_old_rows(*, now: datetime | None = None) -> int:
    """Delete what nobody needs any more, each row by itself; return how many rows there were."""
    now = now or database_now()
    planner = gettext_noop("delete what nobody needs any more")
    return sum(row_by_row(planner, list(rows[:AT_ONCE]), partial(_forget, rows)) for rows in _old(now))


def finish_erasing(*, now: datetime | None = None) -> int:
    """Delete what was written for people at the moment when they were erased; return how many rows."""
    erased = User.objects.filter(erased_at__gt=(now or database_now()) - LOOKED_AT_AGAIN)
    return row_by_row(gettext_noop("finish erasing people"), erased, _finish)


def forget_sign_ins(*, now: datetime | None = None) -> int:
    """Delete sign-ins that are over, with the devices of the list; return how many rows."""
    now = now or database_now()
    over = Session.objects.filter(expire_date__lte=now)
    runs = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    devices = UserSession.objects.filter(last_seen_at__lte=now - DEVICES_KEPT).exclude(Exists(runs))
    return _delete(over) + _delete(devices)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete rows, some hundreds at once; return how many."""
    count = 0
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._base_manager.filter(pk__in=keys).delete()
        count += len(keys)
    return count


def _old(now: datetime) -> Iterator[QuerySet[Any]]:
    """Yield the rows of each kind that are older than they are kept, the oldest first."""
    ended = Application.objects.filter(
        Q(state=Application.State.DECLINED, decided_at__lte=now - APPLICATIONS_KEPT)
        | Q(state=Application.State.WITHDRAWN, withdrawn_at__lte=now - APPLICATIONS_KEPT)
    )
    answered = AccessRequest.objects.alias(last=Coalesce("answered_at", "sent_at"))
    yield ended.order_by("pk")
    yield answered.filter(last__lte=now - REQUESTS_KEPT).order_by("pk")
    yield Confirmation.objects.filter(answered_at__lte=now - CONFIRMATIONS_KEPT).order_by("pk")
    yield AttendanceReport.objects.filter(read_at__lte=now - ATTENDANCE_KEPT).order_by("pk")
    written = SurveyAnswer.objects.exclude(words="")
    yield written.filter(answered_at__lte=now - SURVEY_WORDS_KEPT).order_by("pk")
    yield Thread.objects.filter(last_at__lte=now - LETTERS_KEPT).order_by("pk")
    before = Letter.objects.filter(thread=None, sent_at__lte=now - PASSED_ON_KEPT)
    yield before.order_by("pk")
    yield LetterAnswer.objects.filter(written_at__lte=now - PASSED_ON_KEPT).order_by("pk")
    unread = Q(up_at=None, written_at__lte=now - ANSWERS_KEPT) | Q(taken_back_at__lte=now - ANSWERS_KEPT)
    yield Answer.objects.filter(unread).order_by("pk")
    yield Guest.objects.filter(event__ends_at__lte=now - GUESTS_KEPT).order_by("pk")


def _forget(rows: QuerySet[Any], row: Model) -> int:
    """Delete one of these rows, if it is still one of them and nobody holds it; return whether it was."""
    found: Any = rows.select_for_update(skip_locked=True, of=("self",)).filter(pk=row.pk).first()
    if found is None:
        return 0
    record("forgotten", found, by=None)
    if words_kept_of(type(found)):
        found.words_before.all().delete()
    found.delete()
    return 1


def _finish(person: User) -> int:
    subject = subject_of(person)
    if not counted(subject):
        return 0
    return sum(rows.held(subject).delete()[0] for rows in ROWS if rows.goes)
