"""The part of Today that says which mails did not leave or arrive, and whether any leave at all."""

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icaforum.outbox.models import Gate, Message, MessageQuerySet
from icaforum.outbox.states import reason_of
from icaforum.pages.today.duties import NAMED, Duty, Named


def _words(part: str) -> tuple[str, str]:
    """Return what a part of the mails to look at is called, and the next action."""
    return {
        "undelivered": (_("Could not be delivered"), _("Correct addresses")),
        "uncertain": (_("May not have arrived"), _("Ask, or send again")),
        "unwritten": (_("Could not be written"), _("Look at them")),
        "late": (_("Too late to send, in the last seven days"), _("Look at them")),
    }[part]


def mails_to_look_at(gate: Gate) -> list[Duty]:
    """Return the lines of the mails; that of what we hold back stays at 0, since its absence would worry."""
    return [*_stuck(gate), *_parts(), _held_back(gate)]


def alarm(gate: Gate) -> dict[str, Any] | None:
    """Return that no mail leaves just now, why, and how many wait; None while mails leave as they should."""
    if not gate.is_open:
        url = reverse("admin:outbox_gate_change", args=[gate.pk])
        return {"what": str(gate), "why": gate.why, "waiting": gate.waiting, "url": url}
    count = Message.objects.stuck(Now()).count()
    if not count:
        return None
    return {
        "what": _("No mail has left for two hours."),
        "waiting": ngettext("%(n)d mail waits.", "%(n)d mails wait.", count) % {"n": count},
        "why": _("The mail server does not take them, or the sending process does not run."),
        "url": _list("stuck"),
        "is_nobodys": True,
    }


def _list(part: str) -> str:
    return reverse("admin:outbox_message_changelist") + f"?look={part}"


def _stuck(gate: Gate) -> Iterator[Duty]:
    """Yield the line of what waits while no mail leaves, though nobody holds it back."""
    count = Message.objects.stuck(Now()).for_staff(Now()).count() if gate.paused_at is None else 0
    if count:
        url = _list("stuck")
        what = ngettext("Waits to leave", "Wait to leave", count)
        yield Duty(count=count, what=what, url=url, act=_("Look at them"), act_url=url, is_late=True)


def _parts() -> Iterator[Duty]:
    for part, count in Message.objects.count_to_look_at(Now()).items():
        if count:
            what, act = _words(part)
            named = [_named(mail) for mail in _newest(Message.objects.part_to_look_at(part, Now()))]
            url = _list(part)
            yield Duty(count=count, what=what, url=url, named=named, act=act, act_url=url)


def _newest(rows: MessageQuerySet) -> list[Message]:
    return list(rows.select_related("person", "returned").order_by("-pk")[:NAMED])


def _named(mail: Message) -> Named:
    """Return a mail by its kind and reader, and why it is here."""
    words = _("%(mail)s to %(reader)s") % {"mail": mail.title, "reader": mail.reader}
    url = reverse("admin:outbox_message_change", args=[mail.pk])
    reason = reason_of(mail).rstrip(".")
    return Named(words, url, reason and f"({reason})")


def _held_back(gate: Gate) -> Duty:
    count = gate.held_back().for_staff(Now()).count()
    advice = _("All mails are on hold.") if gate.paused_at else "" if count else _("nothing is stopped")
    url = _list("held")
    return Duty(
        count=count,
        what=_("Held back by us"),
        url=url,
        advice=advice,
        act=_("Look at them") if count else "",
        act_url=url,
    )
