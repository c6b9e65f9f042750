"""The verbs of the secretariat after the signing: hand over, note the answer and what changed, drop."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy.models import JointCall
from cities.advocacy.recipients import mail_each, people_of_signatories
from cities.advocacy.refusals import NotNow
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.forum.reading import the_forum
from icaforum.words.times import database_now

name_verbs(
    {
        "call handed over": gettext_lazy("handed a joint call over"),
        "call answered": gettext_lazy("noted the answer to a joint call"),
        "call ended": gettext_lazy("wrote what changed by a joint call"),
        "call dropped": gettext_lazy("dropped a joint call"),
        "call on the web": gettext_lazy("showed a joint call on the web"),
        "call off the web": gettext_lazy("took a joint call off the web"),
    }
)


@transaction.atomic
def hand_over(
    call: JointCall,
    *,
    on: date,
    handed_over_by: str,
    by: User,
    answer_due_on: date | None = None,
    look_on: date | None = None,
) -> JointCall:
    """Note that a call was handed over with its signatures, by whom, and when an answer is asked for.

    The list closes with it. Raises NotNow.
    """
    call = JointCall.objects.locked(call.pk)
    if not call.opened_at or call.is_over or call.handed_over_on:
        raise NotNow(_("The call is not open for signing, or was handed over already."))
    if not call.opened_at.date() <= on <= _today():
        raise NotNow(_("It is handed over after it was opened for signing, and no later than today."))
    call.handed_over_on, call.handed_over_by = on, handed_over_by.strip()
    call.answer_due_on, call.look_on = answer_due_on, look_on
    call.save(update_fields=["handed_over_on", "handed_over_by", "answer_due_on", "look_on"])
    record("call handed over", call, by=by)
    _tell("call_handed_over", call)
    return call


@transaction.atomic
def note_answer(
    call: JointCall, *, on: date, answer: str, by: User, look_on: date | None = None, language: str = ""
) -> JointCall:
    """Note what the addressee answered, in `language` or that of the profile, and when we look what changed.

    Raises NotNow.
    """
    call = JointCall.objects.locked(call.pk)
    if not call.handed_over_on or call.is_over:
        raise NotNow(_("The call was not handed over yet, or is over."))
    if not call.handed_over_on <= on <= _today():
        raise NotNow(_("An answer comes after the call was handed over, and no later than today."))
    is_first = call.answered_on is None
    if not is_first and call.answer != answer.strip():
        call.answer_edited_at = database_now()
    call.answered_on, call.answer = on, answer.strip()
    call.look_on = look_on or call.look_on
    call.answer_language = language or by.language
    call.save(update_fields=["answered_on", "answer", "answer_language", "answer_edited_at", "look_on"])
    record("call answered", call, by=by)
    if is_first:
        _tell("call_answered", call)
    return call


@transaction.atomic
def end_call(call: JointCall, *, outcome: str, by: User, language: str = "") -> JointCall:
    """Write what changed, even where that is nothing: it ends the call. Raises NotNow.

    In `language`, or in that of the profile.
    """
    call = JointCall.objects.locked(call.pk)
    if not call.handed_over_on or call.is_over:
        raise NotNow(_("The call was not handed over yet, or is over."))
    call.outcome, call.ended_at = outcome.strip(), database_now()
    call.outcome_language = language or by.language
    call.save(update_fields=["outcome", "outcome_language", "ended_at"])
    record("call ended", call, by=by)
    _tell("call_ended", call)
    return call


@transaction.atomic
def drop_call(call: JointCall, *, because: str, by: User, language: str = "") -> JointCall:
    """Drop a call that is not handed over; who signed it reads why, in `language` or that of the profile.

    Raises NotNow.
    """
    call = JointCall.objects.locked(call.pk)
    if call.is_over or call.handed_over_on:
        raise NotNow(_("The call was handed over, or is over. Write what came of it."))
    call.dropped_at, call.dropped_because, call.is_public = database_now(), because.strip(), False
    call.dropped_language = language or by.language
    call.save(update_fields=["dropped_at", "dropped_because", "dropped_language", "is_public"])
    record("call dropped", call, by=by)
    if call.opened_at:
        _tell("call_dropped", call)
    return call


@transaction.atomic
def show_on_web(call: JointCall, *, by: User) -> JointCall:
    """Show a call on the web, with the names of those signatories that agreed. Raises NotNow."""
    call = JointCall.objects.locked(call.pk)
    if not call.opened_at or call.dropped_at or call.is_public:
        raise NotNow(_("The call is on the web already, or nobody can sign it yet."))
    call.is_public = True
    call.save(update_fields=["is_public"])
    record("call on the web", call, by=by)
    return call


@transaction.atomic
def take_off_web(call: JointCall, *, by: User) -> JointCall:
    """Show a call to members alone. Raises NotNow."""
    call = JointCall.objects.locked(call.pk)
    if not call.is_public:
        raise NotNow(_("The call is not on the web."))
    call.is_public = False
    call.save(update_fields=["is_public"])
    record("call off the web", call, by=by)
    return call


def _tell(kind: str, call: JointCall) -> None:
    """Mail the contacts of all that signed the text that stands."""
    people = people_of_signatories(call.versions.latest("number"))
    mail_each(kind, people, key=f"call:{call.pk}:{kind}", ids={"call": call.pk})


def _today() -> date:
    return the_forum().workdays.day_of(database_now())
