"""Forgetting people who were invited and do not come: on their word, and after 90 days by the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.invitations.actions.inviting import InvitationOver
from cities.invitations.models import Invitation, Objection, digest_of
from icaforum.audit.locks import locking
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import forget_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "invited person forgotten": gettext_lazy("deleted an invited person"),
        "no thanks": gettext_lazy("said “No thanks, delete it”"),
    }
)

# As /privacy/ says it: of people who were invited and never accepted nothing is left after it.
FORGOTTEN_AFTER = timedelta(days=90)
MAILS = ("invitation", "invitation_reminder")


@transaction.atomic
def say_no_thanks(invitation: Invitation) -> None:
    """Delete all that is held of an invited address: its invitations that were not accepted, and their mails.

    Pressed under the link in the mail, so by whoever reads that mailbox. A digest is kept, by which a later
    import knows that nobody there is to be written to. Raises InvitationOver where it was accepted.
    """
    with locking():
        row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if row is None:
        return  # pressed twice
    if row.accepted_at:
        raise InvitationOver(_("This invitation was accepted. You can leave on your own page in the Forum."))
    objection, _is_new = Objection.objects.get_or_create(digest=digest_of(row.email))
    record("no thanks", row, by=None, city=row.city_id, objection=objection.pk)
    _forget(row.email)


def forget_unanswered(*, now: datetime | None = None) -> int:
    """Delete invitations that nobody accepted within 90 days of their last mail; return how many there were.

    One that was never sent is counted from the day it was entered.
    """
    limit = (now or database_now()) - FORGOTTEN_AFTER
    old = Invitation.objects.filter(accepted_at__isnull=True)
    old = old.alias(last=Coalesce("sent_at", "entered_at")).filter(last__lte=limit)
    return row_by_row(gettext_noop("delete invited people who never came"), old, _forget_one)


def _forget_one(invitation: Invitation) -> int:
    # One of the same address may be younger; then the mails stay until its turn comes.
    others = Invitation.objects.filter(email=invitation.email, accepted_at__isnull=True)
    record("invited person forgotten", invitation, by=None, city=invitation.city_id)
    if not others.exclude(pk=invitation.pk).exists():
        forget_mails(invitation.email, kinds=MAILS)
    invitation.delete()
    return 1


def _forget(email: str) -> None:
    """Delete the invitations of an address that were not accepted, and the rows of the mails to it."""
    Invitation.objects.filter(email=email, accepted_at__isnull=True).delete()
    forget_mails(email, kinds=MAILS)
