"""The mails that bring letters; they are written anew at each try, and their words are never kept."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.letters.models import ANSWERED, Letter, Thread
from cities.people.models import Officer, User
from cities.sharing.viewers import viewer_of
from icaforum.inbound.addresses import door_is_open, signed_address
from icaforum.inbound.quotes import REPLY_LINE
from icaforum.outbox.kinds import Content
from icaforum.words.addresses import with_name


def letter(ids: Mapping[str, Any]) -> Content | None:
    """Bring the first letter of a thread; unwanted for whom it is closed by now, or without its writer."""
    return _letter("cities/emails/letter", ids)


def letter_answer(ids: Mapping[str, Any]) -> Content | None:
    """Bring a further letter of a thread; unwanted as the first."""
    return _letter("cities/emails/letter_answer", ids)


def letter_answer_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask somebody whether a letter is theirs; unwanted once that is settled."""
    found = Letter.objects.select_related("sender").filter(pk=ids.get("letter", 0), waits=True).first()
    if found is None or found.thread_id is None:
        return None
    url = settings.BASE_URL + reverse("cities:letter_answer", args=[found.pk])
    cities = _cities(found, without=found.from_city_id)
    return Content("cities/emails/letter_answer_asked", {"letter": found, "cities": cities, "url": url})


def _letter(template: str, ids: Mapping[str, Any]) -> Content | None:
    found = (
        Letter.objects.sent()
        .filter(pk=ids.get("letter", 0))
        .select_related("sender", "from_city", "city", "thread")
    )
    row = found.first()
    reader = _reader(ids)
    if row is None or reader is None or not row.sender.is_active:
        return None
    # A letter that an earlier release took in has no thread yet.
    if row.thread and not Thread.objects.visible_to(viewer_of(reader)).filter(pk=row.thread.pk).exists():
        return None
    sides = [side.city for side in row.thread.sides.select_related("city")] if row.thread else []
    to = [city.local_name for city in sides if city.pk != row.from_city_id] or [str(row.city or "")]
    page = row.thread.get_absolute_url() if row.thread else reverse("cities:letters")
    context = {
        "letter": row,
        "sender": row.sender,
        "cities": _cities(row, without=row.from_city_id),
        "to": to,
        "are_three": len(sides) > 2,
        "is_personal": bool(row.thread and row.thread.is_personal),
        "passes_on": door_is_open(),
        "reply_line": REPLY_LINE if door_is_open() else "",
        "url": settings.BASE_URL + page,
    }
    return Content(template, context, reply_to=_answers_to(row, reader))


def _reader(ids: Mapping[str, Any]) -> User | None:
    if "reader" in ids:
        return User.objects.filter(pk=ids["reader"], is_active=True).first()
    # Queued by an earlier release.
    seat = Officer.objects.standing().select_related("person").filter(pk=ids.get("seat", 0)).first()
    return seat.person if seat else None


def _cities(row: Letter, *, without: int | None) -> str:
    """Return the names of the other cities of a letter's thread."""
    sides = row.thread.sides.exclude(city=without) if row.thread else ()
    return ", ".join(str(side.city) for side in sides.select_related("city")) if sides else ""


def _answers_to(row: Letter, reader: User) -> str | None:
    """Return where the answers of a reader go: into the thread where mails come in, else to the writer.

    Of the secretariat, which does not read the answers, to nobody: they are written on the page.
    """
    if door_is_open():
        return with_name(row.sender.name, signed_address(ANSWERED, row.pk, reader.pk))
    return with_name(row.sender.name, row.sender.email) if row.from_city_id else None
