"""How many mails a person gets a day of those that can wait; the rest waits for the next morning.

Which kinds can wait stands in `icaforum/mails` (`Kind.can_wait`). What is urgent, or what somebody asked
for, leaves at once and is not counted. Days are those of the reader's own clock.
"""

from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message, MessageQuerySet
from icaforum.words.times import clock_of

MOST_A_DAY = 6
# By the reader's clock, when what has waited leaves.
MORNING = time(7)

# The first of the two numbers of the lock; the second is the reader.
_LOCK = 0x6D61696C


def waits_until(message: Message, now: datetime) -> datetime | None:
    """Return until when a mail waits because its reader had enough today; None for one that leaves.

    It leaves all the same where it would be pointless by then, and where somebody of the secretariat pressed
    «Send now». Takes a lock on the reader until the transaction ends, so that of two senders the second
    counts what the first lets out.
    """
    kind = kinds()[message.kind]
    if not kind.can_wait or message.person is None or message.priority == Message.PRESSED:
        return None
    lock_reader(message.person.pk)
    zone = clock_of(message.person.time_zone)
    today = timezone.localtime(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = datetime.combine(today.date() + timedelta(days=1), MORNING, zone)
    too_late = message.expires_at is not None and message.expires_at <= tomorrow
    if too_late or _had(message, since=today).count() < MOST_A_DAY:
        return None
    return tomorrow


def lock_reader(person: int) -> None:
    """Wait for whoever lets a mail to this person out, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, person])


def _had(message: Message, *, since: datetime) -> MessageQuerySet:
    """Return the mails of kinds that can wait which left for a mail's reader since then, or leave now."""
    waiting = [name for name, kind in kinds().items() if kind.can_wait]
    left = Q(state=Message.State.SENT, accepted_at__gte=since) | Q(state=Message.State.SENDING)
    # Of these nobody knows, so that they may have arrived.
    unknown = Q(state=Message.State.UNCERTAIN, due_at__gte=since)
    return Message.objects.filter(left | unknown, person=message.person, kind__in=waiting)
