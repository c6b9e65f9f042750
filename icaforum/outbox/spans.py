"""The verbs of all mails of a span, for a restored database: taken back, or counted as delivered."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now

from icaforum.audit.record import record
from icaforum.outbox.models import Gate, Message
from icaforum.outbox.states import State, move
from icaforum.outbox.sweep import settle_abandoned


@transaction.atomic
def cancel_span(_gate: Gate, *, since: datetime, until: datetime, by: AbstractBaseUser | None) -> int:
    """Take back all mails of a span that have not left, for good; return how many."""
    return _settle_span("taken back", State.CANCELLED, since, until, by, last_error="taken-back")


@transaction.atomic
def deliver_span(_gate: Gate, *, since: datetime, until: datetime, by: AbstractBaseUser | None) -> int:
    """Count all mails of a span that have not left as delivered; return how many.

    For a restored database: they were sent from the one before.
    """
    return _settle_span(
        "confirmed as delivered", State.SENT, since, until, by, accepted_at=Now(), last_error=""
    )


def _settle_span(
    verb: str, to: str, since: datetime, until: datetime, by: AbstractBaseUser | None, **changes: Any
) -> int:
    # Right after a restore the dump's own sender has some in its hands, and nobody has swept them yet.
    settle_abandoned(Now())
    settled = move(Message.objects.not_left(since, until), to, **changes)
    gate, _is_new = Gate.objects.get_or_create(pk=1)
    record(verb, gate, by=by, mails=settled, since=since.isoformat(), until=until.isoformat())
    return settled
