"""The mails of requests for help, to both sides; and of tables, to organisations and those who wrote of them.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». The rights are those of that moment.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.partners.asked import people_behind
from cities.partners.due import due_at
from cities.partners.links import objects_to
from cities.partners.models import TABLES, AtTable, HelpMessage, HelpRequest
from cities.people.models import User
from cities.sharing.viewers import viewer_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.inbound.addresses import door_is_open, signed_address
from icaforum.inbound.quotes import REPLY_LINE
from icaforum.outbox.kinds import Content
from icaforum.words.addresses import with_name

State = HelpRequest.State

# What a signed address is about: a request for help, to which its reader writes.
TO_REQUEST = "h"
# The mails that are answered; others are done on the page, or over.
ANSWERED_BY_MAIL = ("help_asked", "help_reminder", "help_answered")


def help_asked(ids: Mapping[str, Any]) -> Content | None:
    """Bring a request to somebody of the partner; unwanted once it is answered or taken back."""
    return _in_state(ids, "help_asked", State.ASKED)


def help_reminder(ids: Mapping[str, Any]) -> Content | None:
    """Remind somebody of the partner; unwanted once it is answered or taken back."""
    return _in_state(ids, "help_reminder", State.ASKED)


def help_answered(ids: Mapping[str, Any]) -> Content | None:
    """Tell the city that a partner said yes or no, or that nobody was found."""
    return _in_state(ids, "help_answered", State.ACCEPTED, State.DECLINED)


def help_ended(ids: Mapping[str, Any]) -> Content | None:
    """Tell the other side what came of it, or that it was taken back or ended."""
    return _in_state(ids, "help_ended", State.DONE, State.WITHDRAWN, State.DECLINED)


def help_what_came(ids: Mapping[str, Any]) -> Content | None:
    """Ask the city, once, what came of a help; unwanted once it said so."""
    return _in_state(ids, "help_what_came", State.ACCEPTED)


def help_message(ids: Mapping[str, Any]) -> Content | None:
    """Bring what the other side, or the secretariat, added to a request."""
    reader = User.objects.get(pk=ids["reader"])
    viewer = viewer_of(reader)
    said = (
        HelpMessage.objects.read_by(viewer).select_related("author", "city").filter(pk=ids["message"]).first()
    )
    request = _request(said.request_id, reader) if said else None
    if said is None or request is None:
        return None
    context = _context(request, reader) | {"message": said}
    return Content("cities/emails/help_message", context, reply_to=_answers_to(request, reader))


def _in_state(ids: Mapping[str, Any], template: str, *states: str) -> Content | None:
    reader = User.objects.get(pk=ids["reader"])
    request = _request(ids["request"], reader)
    if request is None or request.state not in states:
        return None
    reply_to = _answers_to(request, reader) if template in ANSWERED_BY_MAIL else None
    return Content(f"cities/emails/{template}", _context(request, reader), reply_to=reply_to)


def help_answer_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask somebody whether an answer is theirs; unwanted once that is settled."""
    found = HelpMessage.objects.select_related("author", "request").filter(pk=ids["message"], waits=True)
    said = found.first()
    request = _request(said.request_id, said.author) if said and said.author else None
    if said is None or request is None:
        return None
    url = settings.BASE_URL + reverse("cities:help_message_own", args=[said.pk])
    return Content("cities/emails/help_answer_asked", {"request": request, "url": url})


def _answers_to(request: HelpRequest, reader: User) -> str | None:
    """Return where a reader's answer goes: to the request, where mails come in at all."""
    if not door_is_open():
        return None
    is_of_city = request.city_id in viewer_of(reader).city_ids
    other = (request.partner or request.title) if is_of_city else request.city
    return with_name(str(other), signed_address(TO_REQUEST, request.pk, reader.pk))


def _request(key: int, reader: User) -> HelpRequest | None:
    """The request, while the room is open and the reader may see it."""
    if not the_forum().has_open(Room.HELP) or not reader.is_active:
        return None
    return HelpRequest.objects.visible_to(viewer_of(reader)).with_all().filter(pk=key).first()


def _context(request: HelpRequest, reader: User) -> dict[str, Any]:
    return {
        "request": request,
        "city": request.city,
        "partner": request.partner,
        "due_at": due_at(request, closed=the_forum().workdays.closed),
        "is_of_city": request.city_id in viewer_of(reader).city_ids,
        "url": settings.BASE_URL + request.get_absolute_url(),
        "reply_line": REPLY_LINE if door_is_open() else "",
    }


def organisation_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask an organisation whether it may be named in exactly these words, by its link.

    Unwanted once they are others (`seal`; empty for a mail about those of the day on which it leaves), it has
    answered, its address is another, whoever reads that wants no mail, or the thing is not out; and where the
    city in whose name it asks has left.
    """
    row = _organisation(ids)
    if row is None or row.state != AtTable.State.ASKED or not row.email or row.hidden_at:
        return None
    if ids["seal"] not in ("", row.seal) or row.link_version != ids["link"]:
        return None
    if not row.is_of_a_member or objects_to(row):
        return None
    url = settings.BASE_URL + row.answer_path
    context = {"row": row, "url": url, "no_thanks_url": f"{url}no-thanks/", "again": ids.get("again", False)}
    return Content("cities/emails/organisation_asked", context)


def organisation_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell whose word it is that an organisation is hidden, and why; unwanted once it is shown or gone."""
    row = _organisation(ids)
    if row is None or not row.hidden_at or ids["reader"] not in {it.pk for it in people_behind(row)}:
        return None
    url = settings.BASE_URL + row.writing_path
    return Content("cities/emails/organisation_hidden", {"row": row, "url": url})


def _organisation(ids: Mapping[str, Any]) -> Any:
    """Return the organisation at a table, while the thing is out."""
    table = TABLES[ids["word"]]
    if table.is_closed():
        return None
    rows = table.objects.of_things_in_force().select_related("thing", "city")
    return rows.filter(pk=ids["organisation"]).first()
