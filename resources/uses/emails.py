"""The mails of uses: to those who made what is used, to those who are asked what came of it, to the hidden.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». The rights are those of that moment.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.models import Officer, User
from cities.sharing.viewers import viewer_of
from icaforum.forum.reading import the_forum
from icaforum.inbound.addresses import door_is_open, signed_address
from icaforum.inbound.quotes import REPLY_LINE
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.addresses import with_name
from icaforum.words.times import day_in_words
from resources.uses.models import FollowUp, Use

# What a signed address is about: what came of a use, which its reader answers.
ANSWERED = "u"

# The purpose of the link by which somebody says what came of a use, or looks after what they said by mail.
# It holds the key of the question, and as its version that of the person whom it was sent to.
LINK = "use-answer"


def use_said(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead of the city that made something that another uses it; unwanted once it is taken back."""
    reader = User.objects.get(pk=ids["reader"])
    rows = Use.objects.standing().filter(pk=ids["use"]).visible_to(viewer_of(reader))
    use = rows.select_related("city", "paper", "measure__city").first()
    if use is None or not reader.is_active:
        return None
    return Content("resources/emails/use_said", _context(use))


def use_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask a contact what came of a use; unwanted once somebody has answered, or the city left."""
    reader = User.objects.get(pk=ids["reader"])
    rows = FollowUp.objects.unanswered().filter(pk=ids["answer"])
    answer = rows.select_related("use__city", "use__paper", "use__measure__city").first()
    if answer is None or not _is_contact(reader, answer.use):
        return None
    asked_at = answer.asked_at if ids["number"] > 1 else None
    context = _context(answer.use) | {
        "asked_on": asked_at and day_in_words(asked_at, reader.time_zone),
        "waits": answer.waits and answer.author_id == reader.pk,
        "reply_line": REPLY_LINE if door_is_open() else "",
        "answer_url": link_of(answer, reader),
        "sees": Use.objects.visible_to(viewer_of(reader)).filter(pk=answer.use_id).exists(),
    }
    return Content("resources/emails/use_asked", context, reply_to=_answers_to(answer, reader))


def use_answer_stands(ids: Mapping[str, Any]) -> Content | None:
    """Show a writer what they said by mail as it will stand; unwanted once it stands there."""
    rows = FollowUp.objects.waiting().filter(pk=ids["answer"])
    answer = rows.select_related("author", "use__city", "use__paper", "use__measure__city").first()
    if answer is None or answer.author is None or not _is_contact(answer.author, answer.use):
        return None
    context = _context(answer.use) | {
        "answer": answer,
        "tells": answer.tells,
        "answer_url": link_of(answer, answer.author),
        "attachments": ids.get("attachments", 0),
        "was_cut": ids.get("was_cut", False),
    }
    return Content("resources/emails/use_answer_stands", context)


def use_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead that the secretariat has hidden what their city says of a use, and why."""
    rows = Use.objects.filter(pk=ids["use"], hidden_at__isnull=False)
    use = rows.select_related("city", "paper", "measure__city").first()
    return Content("resources/emails/use_hidden", _context(use)) if use else None


def link_of(answer: FollowUp, person: User) -> str:
    """Return the address of the page on which this person answers, or looks after what they said."""
    return settings.BASE_URL + reverse(
        "resources:use_answer", args=[sign(LINK, answer.pk, version=person.pk)]
    )


def _is_contact(person: User, use: Use) -> bool:
    seats = Officer.objects.standing().filter(city=use.city_id, person=person)
    return person.is_active and use.is_up and seats.exists()


def _context(use: Use) -> dict[str, Any]:
    """Return what all these mails say of a use."""
    return {
        "use": use,
        "thing": use.thing,
        "url": settings.BASE_URL + use.all_url,
        "own_url": settings.BASE_URL + reverse("resources:own_uses"),
    }


def _answers_to(answer: FollowUp, reader: User) -> str | None:
    """Return where an answer by mail goes: to the question, in no person's name."""
    if not door_is_open():
        return None
    return with_name(the_forum().name, signed_address(ANSWERED, answer.pk, reader.pk))
