"""The verbs that send the invitations of an import: some, all, and stop what has not left."""

from collections import defaultdict
from itertools import chain, zip_longest

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.invitations.actions.holding import hold_back, send_held
from cities.invitations.models import Invitation, InvitationQuerySet
from cities.launch.models import LaunchSheet
from cities.people.models import User
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "invitations sent": gettext_lazy("sent invitations of an import"),
        "sending of invitations stopped": gettext_lazy("stopped sending invitations of an import"),
    }
)

# The first to get one: enough to see what comes back, few enough to write to each.
FIRST = 20


class NothingToSend(Refused):
    """Every invitation of this import has been sent, or taken back."""


class NothingToStop(Refused):
    """All mails that were to leave have left."""


@transaction.atomic
def send_invitations(
    sheet: LaunchSheet, *, by: User, most: int | None = None, note: str = "", origin: str = ""
) -> list[Invitation]:
    """Send those that wait, at most so many, the first of each region first; return what was sent.

    `note` stands in each mail, `origin` says where the addresses are from. Raises NothingToSend.
    """
    sheet = lock_row(sheet)  # so that of two presses of «20 first» the second takes the next
    sent = send_held(in_turn(sheet)[:most], by=by, note=note, origin=origin)
    if not sent:
        raise NothingToSend(_("Every invitation of this import has been sent."))
    sheet.note, sheet.origin = note, origin
    sheet.save(update_fields=["note", "origin"])
    record("invitations sent", sheet, by=by, invitations=len(sent))
    return sent


@transaction.atomic
def stop_sending(sheet: LaunchSheet, *, by: User) -> list[Invitation]:
    """Keep back the invitations whose mails have not left; return them. Raises NothingToStop."""
    sheet = lock_row(sheet)
    kept = hold_back(list(invitations_of(sheet).values_list("pk", flat=True)), by=by)
    if not kept:
        raise NothingToStop(_("All mails have left already."))
    record("sending of invitations stopped", sheet, by=by, invitations=len(kept))
    return kept


def invitations_of(sheet: LaunchSheet) -> InvitationQuerySet:
    """Return the invitations that an import made, as far as they are still here."""
    return Invitation.objects.filter(pk__in=sheet.rows.filter(invitation__isnull=False).values("invitation"))


def in_turn(sheet: LaunchSheet) -> list[int]:
    """Return the keys of those that wait: one of each region, then the next of each, and so on."""
    by_region: dict[str, list[int]] = defaultdict(list)
    waiting = invitations_of(sheet).to_send().order_by("city__sort_name", "role", "pk")
    for key, region in waiting.values_list("pk", "city__region"):
        by_region[region].append(key)
    turns = zip_longest(*(by_region[region] for region in sorted(by_region)))
    return [key for key in chain.from_iterable(turns) if key is not None]
