"""The verbs that pass on what members write to each other, without the addresses of the others."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.letters.models import Letter, LetterAnswer
from cities.people import limits
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "written to": gettext_lazy("wrote to"),
        "answer passed on": gettext_lazy("answered a message"),
        "answer asked about": gettext_lazy("was asked about an answer"),
        "answer dropped": gettext_lazy("threw an answer away"),
    }
)
belongs(LetterAnswer, "sender", to=User)


class TooMany(Refused):
    """The city has had many messages this hour."""


class NobodyToReach(Refused):
    """The city has no lead contact just now, apart from the writer; or whoever wrote has left."""


class NoPart(Refused):
    """Whoever answers is no longer in the Forum."""


@transaction.atomic
def write_to_city(city: City, *, text: str, by: User) -> Letter:
    """Store a message and mail it to each lead contact of the city; their answers go to the writer directly.

    Raises NobodyToReach, and TooMany where the city has had many this hour, from whomever.
    """
    leads = city.seats.standing().leads().filter(person__is_active=True).exclude(person=by)
    if not leads.exists():
        message = _("Nobody can be reached in %(city)s just now. Please write to the secretariat.")
        raise NobodyToReach(message % {"city": city})
    if limits.one_too_many(letters_to_city=city.pk):
        raise TooMany(_("%(city)s has had many messages this hour. Please write later.") % {"city": city})
    letter = Letter.objects.create(city=city, sender=by, text=text.strip(), sent_at=database_now())
    # The key of the letter alone: what was written is for its readers, not for the history.
    record("written to", city, by=by, letter=letter.pk)
    for seat in leads.select_related("person"):
        queue_mail(
            "letter",
            to=seat.person,
            key=f"letter:{letter.pk}:{seat.person_id}",
            # The seat, so that it is not mailed to somebody who has left the team meanwhile.
            ids={"letter": letter.pk, "seat": seat.pk},
        )
    return letter


@transaction.atomic
def answer_letter(
    letter: Letter, *, to: User, text: str, attachments: int, was_cut: bool, is_own: bool, by: User
) -> LetterAnswer:
    """Pass an answer that came by mail on to the other one of a letter; its answers come back in this way.

    `is_own` tells that the mail is proven to be of `by`; else it waits, and `by` is asked by mail whether it
    is. `attachments` were left out, and `was_cut` tells that it was too long. Raises NobodyToReach where the
    other one has left, NoPart where `by` has, TooMany.
    """
    if not to.is_active:
        raise NobodyToReach(_("Whoever is answered has left the Forum."))
    if not by.seats.standing().exists():
        raise NoPart(_("Whoever answers is no longer in the Forum."))
    counted = {"answers_to_letter": letter.pk} | ({} if is_own else {"answers_asked_about": by.pk})
    if limits.one_too_many(**counted):
        raise TooMany(_("There were many answers to this message today."))
    facts = {"to": to, "sender": by, "text": text, "attachments": attachments, "was_cut": was_cut}
    answer = letter.answers.create(passed_on_at=database_now() if is_own else None, **facts)
    if is_own:
        return _passed_on(answer, by=by)
    record("answer asked about", answer, by=None)
    queue_mail(
        "letter_answer_asked", to=by, key=f"letter-answer:{answer.pk}:asked", ids={"answer": answer.pk}
    )
    return answer


@transaction.atomic
def confirm_answer(answer: LetterAnswer, *, by: User) -> LetterAnswer:
    """Pass an answer on of which its writer says that it is theirs. Raises NotThere, NobodyToReach."""
    waits = LetterAnswer.objects.filter(sender=by, passed_on_at=None)
    answer = locked(waits.select_for_update(of=("self",)), answer.pk)
    if not answer.to.is_active:
        raise NobodyToReach(_("Whoever is answered has left the Forum."))
    answer.passed_on_at = database_now()
    answer.save(update_fields=["passed_on_at"])
    return _passed_on(answer, by=by)


@transaction.atomic
def drop_answer(answer: LetterAnswer, *, by: User) -> None:
    """Throw an answer away that its writer does not know, or takes back. Raises NotThere."""
    waits = LetterAnswer.objects.filter(sender=by, passed_on_at=None)
    answer = locked(waits.select_for_update(of=("self",)), answer.pk)
    record("answer dropped", answer, by=by)
    answer.delete()


def _passed_on(answer: LetterAnswer, *, by: User) -> LetterAnswer:
    record("answer passed on", answer, by=by)
    queue_mail("letter_answer", to=answer.to, key=f"letter-answer:{answer.pk}", ids={"answer": answer.pk})
    return answer
