"""Verbs by which an open invitation goes to another address, or on in the name of somebody else."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.invitations.actions.inviting import (
    AlreadyInvited,
    InvitationOver,
    invite,
    revoke_invitation,
)
from cities.invitations.models import Invitation
from cities.people.models import User
from icaforum.audit.locks import locked, locking
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.addresses import clean_address

name_verbs({"invitation taken over": gettext_lazy("took over the invitation")})


@transaction.atomic
def take_over(invitation: Invitation, *, to: User, by: User | None) -> Invitation:
    """Let an open invitation go on in the name of `to`, whose seat it hangs on from now on; return it.

    Nobody is mailed: the link stays as it is. Raises InvitationOver.
    """
    with locking():
        row = Invitation.objects.open().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise InvitationOver(_("This invitation was accepted or taken back meanwhile."))
    row.invited_by = to
    row.save(update_fields=["invited_by"])
    record("invitation taken over", row, by=by, city=row.city_id, person=to.pk)
    return row


@transaction.atomic
def offer_instead(
    invitation: Invitation,
    *,
    email: str,
    by: User | None,
    name: str | None = None,
    language: str = "",
    note: str | None = None,
) -> Invitation:
    """Offer the seat of an open invitation to another address instead; return the new invitation.

    For an address that was wrong, or somebody who comes in place of the one invited: name, language and note
    stay where they are not given. The old links end at once. Seats in other cities that the same mail told of
    go along. Raises InvitationOver, AlreadyInvited where it is the same address, and as `invite`.
    """
    # The city first, as in `invite`.
    locked(City.objects.select_for_update(no_key=True), invitation.city_id)
    old = revoke_invitation(invitation, by=by)
    if clean_address(email) == old.email:
        raise AlreadyInvited(_("The invitation stands at this address already."))
    facts: dict[str, Any] = {
        "email": email,
        "by": by,
        "name": old.name if name is None else name,
        "language": language or old.language,
    }
    # One whose seat went with a mail that has left waits for no other: it gets a mail of its own.
    told = old.along_with is not None and old.along_with.sent_at is not None
    held = old.sent_at is None and not told
    note = old.note if note is None else note
    new = invite(old.city, role=old.role, note=note, held=held, **facts)
    for companion in old.companions.open().filter(email=old.email).order_by("city_id"):
        _bring_along(companion, new, facts)
    return new


def _bring_along(companion: Invitation, new: Invitation, facts: dict[str, Any]) -> None:
    """Offer the seat in another city to the same new address, in the mail of the new invitation."""
    gone = revoke_invitation(companion, by=facts["by"])
    invite(gone.city, role=gone.role, held=True, along_with=new, **facts)
