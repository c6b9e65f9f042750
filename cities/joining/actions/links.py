"""The verb behind «Send me my link again», for applications and invitations together."""

from django.db import transaction

from cities.invitations.actions.inviting import resend_invitation
from cities.invitations.models import Invitation
from cities.joining.actions.applying import RESENT_AT_MOST, resend_status_link
from icaforum.audit.record import Refused


@transaction.atomic
def resend_links(*, email: str) -> int:
    """Mail the links of an address's applications and invitations again, and return how many were queued.

    The page does not show the number: it answers the same for an address that we do not know.
    """
    sent = resend_status_link(email=email)
    for invitation in Invitation.objects.open().filter(email=email)[:RESENT_AT_MOST]:
        # Each in a savepoint of its own, so that a refused one does not undo those mailed before it.
        try:
            with transaction.atomic():
                resend_invitation(invitation, by=None)
        except Refused:  # it went out a moment ago, or ended meanwhile: nothing one could tell a stranger
            continue
        sent += 1
    return sent
