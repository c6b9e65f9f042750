"""What a mail that comes in does, by what it is about: the verbs of the apps.

`INBOUND_HANDLERS` names this table, so that the door at the bottom can call the apps above it without
importing them.
"""

from cities.letters.actions import answer_letter
from cities.letters.models import ANSWERED, ANSWERED_AGAIN
from cities.models import HelpRequest, Letter, LetterAnswer, Thread, User
from cities.partners.actions.helping import answer_by_mail as answer_to_help
from cities.partners.emails import TO_REQUEST
from events.guests.actions import decline_as_guest
from events.models import Event, Guest, Registration
from events.places.actions import give_up
from events.places.calendar import answers_present
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.inbound.kinds import Answer, Became, CalendarReply, Handlers, Outcome
from icaforum.inbound.quotes import without_signature
from icaforum.outbox.actions import note_address_works
from icaforum.words.addresses import clean_address
from resources.models import FollowUp, Question, Use
from resources.questions.actions.answering import answer_by_mail
from resources.questions.emails import ANSWERED as TO_QUESTION
from resources.uses.actions.coming import say_what_came_by_mail
from resources.uses.emails import ANSWERED as TO_USE

NOTHING = Outcome(Became.CALENDAR)
_GONE = Outcome(Became.REFUSED, "letter-gone")


def heard_from(sender: str) -> None:
    """Note that the address of whoever wrote with proof works."""
    for person in User.objects.filter(email=sender):
        note_address_works(person, by=None)


# Answers of calendars --------------------------------------------------------------------------------------


def calendar_answered(reply: CalendarReply) -> Outcome:
    """Give up the place of whoever declines in the calendar; «yes» and «perhaps» change nothing."""
    if reply.answer != "DECLINED":
        return NOTHING
    if (guest := _guest_of(reply)) is not None:
        return _guest_declines(guest, reply)
    registration, outcome = _declined(reply)
    if registration is not None:
        outcome = _why_not(registration, reply)
        if outcome is None:
            give_up(registration.event, by=registration.person, in_calendar=True)
    return outcome or Outcome(Became.DECLINED)


def _why_not(registration: Registration, reply: CalendarReply) -> Outcome | None:
    """Return what is said instead of giving a place up; None where it is given up."""
    if reply.one_day:
        return Outcome(Became.REFUSED, "one-day")
    if not registration.person.is_active or registration.answer not in Registration.COMING:
        return NOTHING
    # Of an earlier entry: it counts where it was given after the place was taken, and not where an old mail
    # comes once more.
    if not answers_present(registration, reply.sequence):
        if reply.stamped is None:
            return Outcome(Became.REFUSED, "no-date")
        if reply.stamped <= registration.answered_at:
            return NOTHING
    return None


def _declined(reply: CalendarReply) -> tuple[Registration | None, Outcome | None]:
    """Return the place that an answer declines; None, and what is to be said, where it declines none."""
    rows = Registration.objects.select_related("event", "person")
    own = rows.filter(uid=reply.uid).first() if reply.uid else None
    if own is not None:
        # Only its person has had this entry; but who got it from there declines for themselves.
        theirs = User.objects.with_address(reply.attendee) | User.objects.with_address(reply.sender)
        is_theirs = theirs.filter(pk=own.person_id).exists()
        return (own, NOTHING) if is_theirs else (None, Outcome(Became.REFUSED, "somebody-else"))
    event = Event.objects.filter(uid=reply.uid).first()
    if event is None:
        return None, Outcome(Became.UNKNOWN)
    # Everybody has had this entry: what counts is who writes, and that somebody vouches for it.
    if not reply.proven:
        return None, Outcome(Became.REFUSED, "no-proof")
    person = User.objects.with_address(reply.sender).first()
    return rows.filter(event=event, person=person, uid="").first(), NOTHING


def _guest_of(reply: CalendarReply) -> Guest | None:
    """Return the guest whose entry an answer is about; None for that of somebody with a place."""
    rows = Guest.objects.select_related("event")
    own = rows.filter(uid=reply.uid).first() if reply.uid else None
    if own is not None:
        return own
    if not reply.proven:
        return None
    # An entry from before has a UID that others can guess, or that of the event: then it takes proof.
    theirs = rows.filter(uid="", email=reply.sender).exclude(answer=Guest.Answer.TAKEN_BACK)
    return next((it for it in theirs if reply.uid in {it.entry_uid, it.event.uid}), None)


def _guest_declines(guest: Guest, reply: CalendarReply) -> Outcome:
    """Note that a guest does not come, by the rules of a place."""
    if guest.email not in {clean_address(reply.attendee), clean_address(reply.sender)}:
        return Outcome(Became.REFUSED, "somebody-else")
    if reply.one_day:
        return Outcome(Became.REFUSED, "one-day")
    if not guest.is_coming:
        return NOTHING
    if reply.sequence < guest.event.sequence + guest.turn:
        if reply.stamped is None:
            return Outcome(Became.REFUSED, "no-date")
        if reply.stamped <= guest.invited_at:
            return NOTHING
    decline_as_guest(guest, in_calendar=True, by=None)
    return Outcome(Became.DECLINED)


# Answers to letters ----------------------------------------------------------------------------------------


def letter_answered(answer: Answer) -> Outcome:
    """Put the answer of somebody who got a letter into its thread."""
    letter = Letter.objects.select_related("thread").filter(pk=answer.key).first()
    return _into_thread(answer, letter.thread if letter else None)


def answer_answered(answer: Answer) -> Outcome:
    """Put the answer to an answer of an earlier release into the thread of its letter."""
    before = LetterAnswer.objects.select_related("letter__thread").filter(pk=answer.key).first()
    return _into_thread(answer, before.letter.thread if before else None)


def _is_own(answer: Answer, person: User) -> bool:
    """Whether it is proven that this person wrote it."""
    return answer.proven and User.objects.with_address(answer.sender).filter(pk=person.pk).exists()


def _into_thread(answer: Answer, thread: Thread | None) -> Outcome:
    """Put an answer into a thread; whoever cannot be proven to have written it is asked first."""
    person = User.objects.filter(pk=answer.person, is_active=True).first()
    if person is None or thread is None:
        return _GONE
    letter = answer_letter(
        thread,
        text=answer.text,
        attachments=answer.attachments,
        was_cut=answer.was_cut,
        is_own=_is_own(answer, person),
        by=person,
    )
    return Outcome(Became.ASKED if letter.waits else Became.PASSED_ON)


# Answers to questions ---------------------------------------------------------------------------------------


def question_answered(answer: Answer) -> Outcome:
    """Keep what somebody answers to a question, and send it back to them as it will stand."""
    person = User.objects.filter(pk=answer.person, is_active=True).first()
    question = Question.objects.filter(pk=answer.key).first()
    if person is None or question is None or not the_forum().has_open(Room.QUESTIONS):
        return Outcome(Became.REFUSED, "question-gone")
    is_own = _is_own(answer, person)
    answer_by_mail(
        question,
        text=without_signature(answer.text, name=person.name, address=person.email),
        language=person.language,
        is_own=is_own,
        by=person,
        attachments=answer.attachments,
        was_cut=answer.was_cut,
    )
    return Outcome(Became.QUESTION)


# What came of uses --------------------------------------------------------------------------------------


def use_answered(answer: Answer) -> Outcome:
    """Keep what somebody says came of a use, and send it back to them as it will stand."""
    person = User.objects.filter(pk=answer.person, is_active=True).first()
    asked = FollowUp.objects.filter(pk=answer.key, use__in=Use.objects.of_open_rooms()).first()
    if person is None or asked is None or asked.up_at:
        return Outcome(Became.REFUSED, "use-gone")
    say_what_came_by_mail(
        asked,
        text=without_signature(answer.text, name=person.name, address=person.email),
        language=person.language,
        is_own=_is_own(answer, person),
        by=person,
        attachments=answer.attachments,
        was_cut=answer.was_cut,
    )
    return Outcome(Became.USE)


# Answers to requests for help ---------------------------------------------------------------------------


def help_answered(answer: Answer) -> Outcome:
    """Add what somebody answers to a request for help; without proof that it is theirs they are asked."""
    person = User.objects.filter(pk=answer.person, is_active=True).first()
    request = HelpRequest.objects.filter(pk=answer.key).first()
    if person is None or request is None or not the_forum().has_open(Room.HELP):
        return Outcome(Became.REFUSED, "help-gone")
    answer_to_help(
        request,
        text=answer.text,
        attachments=answer.attachments,
        was_cut=answer.was_cut,
        is_own=_is_own(answer, person),
        by=person,
    )
    return Outcome(Became.HELP)


HANDLERS = Handlers(
    calendar=calendar_answered,
    answers={
        ANSWERED: letter_answered,
        ANSWERED_AGAIN: answer_answered,
        TO_QUESTION: question_answered,
        TO_REQUEST: help_answered,
        TO_USE: use_answered,
    },
    heard_from=heard_from,
)
