"""What somebody who left wrote for a city and can still take back: all kinds of it, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cities.advocacy.actions import commenting, signing
from cities.models import CallComment, Officer, Signature, User
from icaforum.audit.verbs import Words
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from resources.briefs import actions as briefs
from resources.models import Answer, Brief
from resources.questions.actions import answering

# Of each kind; the newest first, so that those below come up as the others are taken back.
MOST = 50


@dataclass(frozen=True)
class Written:
    """One kind: its heading, the rows of a seat that still stand, and the verb that takes one back.

    `about` names the thing it was written to, `text` is what was written. Without its `room` nothing of it is
    shown; `done` is said afterwards.
    """

    title: Words
    rows: Callable[[Officer], QuerySet[Any]]
    about: Callable[[Any], str]
    text: Callable[[Any], str]
    take_back: Callable[[Any, User], object]
    action: Words
    consequence: Words
    done: Words
    room: Room | None = None


def _own(seat: Officer) -> Q:
    return Q(author=seat.person_id, city=seat.city_id)


def _names_on_web(seat: Officer) -> QuerySet[Signature]:
    """Return the signatures with which the web names a city that left, to those who led it; one a call."""
    if seat.until is not None or seat.role != Officer.Role.LEAD:
        return Signature.objects.none()
    signed = _public_of(seat.city_id)
    newest = signed.order_by("version__call_id", "-pk").distinct("version__call_id")
    return Signature.objects.filter(pk__in=newest.values("pk")).select_related("version__call")


def _public_of(city: int) -> QuerySet[Signature]:
    return Signature.objects.standing().filter(city=city, agrees_public=True)


@transaction.atomic
def _take_name_off(row: Signature, person: User) -> None:
    """Take the city's name off the web at a call, under each of its texts that the city signed."""
    for each in _public_of(row.city_id).filter(version__call=row.version.call_id).order_by("pk"):
        signing.choose_name_on_web(each, agrees=False, by=person)


def _in_short(seat: Officer) -> QuerySet[Brief]:
    rows = Brief.objects.filter(_own(seat), ended_at__isnull=True)
    things = rows.select_related("resource", "question__city", "answer__question")
    return things.prefetch_related("resource__editions")


KINDS: dict[str, Written] = {
    "answer": Written(
        title=_("Your answers to questions"),
        rows=lambda seat: Answer.objects.up().filter(_own(seat)).select_related("question", "city"),
        about=lambda row: row.question.title,
        text=lambda row: row.text,
        take_back=lambda row, person: answering.take_back(row, by=person),
        action=_("Take it back"),
        consequence=_("Nobody reads it on the page any more. Who got it by mail keeps that mail."),
        done=_("Your answer is taken back."),
        room=Room.QUESTIONS,
    ),
    "comment": Written(
        title=_("Your comments on joint calls"),
        rows=lambda seat: CallComment.objects.up().filter(_own(seat)).select_related("call", "city"),
        about=lambda row: row.call.title,
        text=lambda row: row.text,
        take_back=lambda row, person: commenting.take_back_comment(row, by=person),
        action=_("Take it back"),
        consequence=_("Nobody reads it on the page any more. Who got it by mail keeps that mail."),
        done=_("Your comment is taken back."),
        room=Room.JOINT_CALLS,
    ),
    "in-short": Written(
        title=_("What you wrote in short"),
        rows=_in_short,
        about=lambda row: str(row.thing),
        text=lambda row: row.text,
        take_back=lambda row, person: briefs.take_brief_back(row, by=person),
        action=_("Take it back"),
        consequence=_("Nobody reads it on the page any more. Who got it by mail keeps that mail."),
        done=_("It is taken back."),
    ),
    "name": Written(
        title=_("Your city’s name on the web"),
        rows=_names_on_web,
        about=lambda row: row.version.call.title,
        text=lambda _row: "",
        take_back=_take_name_off,
        action=_("Take the name off the web"),
        consequence=_("The web does not name your city any more. Members still see that it signed."),
        done=_("The web does not name your city any more."),
        room=Room.JOINT_CALLS,
    ),
}


def open_kinds() -> dict[str, Written]:
    """Return the kinds whose room is open."""
    forum = the_forum()
    return {word: kind for word, kind in KINDS.items() if kind.room is None or forum.has_open(kind.room)}


def still_standing(seat: Officer) -> list[tuple[str, Written, list[Any]]]:
    """Return what somebody can take back, by kind, each with its word; a kind without rows is left out."""
    found = (
        (word, kind, list(kind.rows(seat).order_by("-pk")[:MOST])) for word, kind in open_kinds().items()
    )
    return [(word, kind, rows) for word, kind, rows in found if rows]
