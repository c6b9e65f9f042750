"""The mails that pass a letter on, and the answers to it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.letters.models import ANSWERED, ANSWERED_AGAIN, Letter, LetterAnswer
from cities.people.models import Officer, User
from icaforum.inbound.addresses import door_is_open, signed_address
from icaforum.inbound.quotes import REPLY_LINE
from icaforum.outbox.kinds import Content
from icaforum.words.addresses import with_name


def letter(ids: Mapping[str, Any]) -> Content | None:
    """Pass a member's message on to one lead contact, whose answers go to the member.

    Unwanted when the reader has no seat with rights in the city any more, or the writer's account is closed.
    """
    if not Officer.objects.standing().filter(pk=ids["seat"]).exists():
        return None
    found = Letter.objects.filter(pk=ids["letter"]).select_related("city", "sender").first()
    if found is None or not found.sender.is_active:
        return None
    context = _from(found.sender) | {"letter": found, "city": found.city}
    reader = Officer.objects.values_list("person_id", flat=True).get(pk=ids["seat"])
    return Content(
        "cities/emails/letter", context, reply_to=_answers_to(found.sender, ANSWERED, found.pk, reader)
    )


def letter_answer(ids: Mapping[str, Any]) -> Content | None:
    """Pass an answer on; unwanted once its writer's account is closed."""
    answer = _answer(ids)
    if answer is None or not answer.passed_on_at or not answer.sender.is_active:
        return None
    reply_to = _answers_to(answer.sender, ANSWERED_AGAIN, answer.pk, answer.to_id)
    return Content(
        "cities/emails/letter_answer", _from(answer.sender) | {"answer": answer}, reply_to=reply_to
    )


def letter_answer_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask somebody whether an answer is theirs; unwanted once that is settled."""
    answer = _answer(ids)
    if answer is None or answer.passed_on_at:
        return None
    url = settings.BASE_URL + reverse("cities:letter_answer", args=[answer.pk])
    return Content("cities/emails/letter_answer_asked", {"answer": answer, "url": url})


def _answer(ids: Mapping[str, Any]) -> LetterAnswer | None:
    rows = LetterAnswer.objects.select_related("sender", "to", "letter")
    return rows.filter(pk=ids["answer"]).first()


def _from(sender: User) -> dict[str, Any]:
    """Return who writes, from which cities, and whether answers come by us."""
    # Empty when the writer has left since: the mail then names the person alone.
    own = [str(seat.city) for seat in sender.seats.standing().select_related("city")]
    context = {"sender": sender, "from_cities": ", ".join(own), "passes_on": door_is_open()}
    return context | {"reply_line": REPLY_LINE if door_is_open() else ""}


def _answers_to(person: User, purpose: str, key: int, reader: int) -> str:
    """Return where the answers of a reader go: to the person, by us where mails come in."""
    if not door_is_open():
        return with_name(person.name, person.email)
    return with_name(person.name, signed_address(purpose, key, reader))
