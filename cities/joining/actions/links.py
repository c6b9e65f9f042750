"""«I lost my link»: whatever is open for an address is mailed to it once more."""

from django.db import transaction

from cities.invitations.actions.inviting import resend_invitation
from cities.invitations.models import Invitation
from cities.joining.actions.applying import resend_status_link
from icaforum.audit.record import Refused


@transaction.atomic
def resend_links(*, email: str) -> int:
    """Mail the links of an address's applications and invitations again. The page tells nobody how many."""
    sent = resend_status_link(email=email)
    for invitation in Invitation.objects.open().filter(email__iexact=email.strip())[:5]:
        try:
            with transaction.atomic():
                resend_invitation(invitation, by=None)
        except Refused:  # it went out a moment ago
            continue
        sent += 1
    return sent
