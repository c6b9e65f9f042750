"""Verbs on invitations that wait until somebody sends them: send many at once, and stop what has not left."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, TextField, Value, When
from django.utils.translation import gettext_lazy

from cities.invitations.actions.inviting import VALID_FOR, key_of_mail
from cities.invitations.models import Invitation
from cities.people.models import User
from icaforum.audit.locks import locking
from icaforum.audit.record import record_all
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, cancel_mails_of, queue_mails
from icaforum.words.times import database_now

name_verbs({"sending stopped": gettext_lazy("kept the invitation back before it left")})


@transaction.atomic
def send_held(
    invitations: Collection[int], *, by: User, note: str = "", origin: str = ""
) -> list[Invitation]:
    """Mail those of these invitations (by key) that are held; return them, in the order of the keys.

    They are from `by`, with the note where none was written for them, for 14 days from now. Those that
    somebody else has sent, taken back or replaced meanwhile are left out, so pressing twice mails once.
    """
    held = Invitation.objects.to_send().filter(pk__in=invitations).select_related("city")
    with locking():
        rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    now = database_now()
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(
        sent_at=now,
        expires_at=now + VALID_FOR,
        invited_by=by,
        origin=origin.strip(),
        note=Case(When(note="", then=Value(note.strip(), TextField())), default=F("note")),
        # Of one that was kept back no earlier link is to work again.
        link_version=F("link_version") + 1,
    )
    record_all("invitation sent", rows, by=by, details=lambda row: {"city": row.city_id})
    queue_mails(_mail(row, sent_at=now) for row in rows)
    return rows


@transaction.atomic
def hold_back(invitations: Collection[int], *, by: User | None) -> list[Invitation]:
    """Keep back the mails of these invitations (by key) that have not left; return the ones held again."""
    sent = Invitation.objects.open().filter(pk__in=invitations, sent_at__isnull=False)
    with locking():
        rows = list(sent.select_for_update(of=("self",)).order_by("pk"))
    keys = {key_of_mail(row, row.sent_at): row for row in rows if row.sent_at}
    kept = [keys[key] for key in sorted(cancel_mails_of(keys))]
    held = Invitation.objects.filter(pk__in=[row.pk for row in kept])
    held.update(sent_at=None, expires_at=None)
    record_all("sending stopped", kept, by=by, details=lambda row: {"city": row.city_id})
    return kept


def _mail(invitation: Invitation, *, sent_at: datetime) -> NewMail:
    """The mail of one invitation that is sent at this moment."""
    return NewMail(
        kind="invitation",
        to=invitation.email,
        language=invitation.language,
        key=key_of_mail(invitation, sent_at),
        ids={"invitation": invitation.pk},
        expires_at=sent_at + VALID_FOR,
    )
