"""Clean up: mails that a vanished sender left behind, mails that are too late, and words no longer needed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from icaforum.audit.models import Mishap
from icaforum.outbox.backoff import MOST_ATTEMPTS, wait_after
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Attempt, Message, Moment, OwnWords, Returned
from icaforum.outbox.own_words import OWN_WORDS
from icaforum.outbox.states import State, move

KEEP_WORDS = timedelta(days=30)
KEEP_ADDRESSES = timedelta(days=396)


def sweep(*, now: datetime | None = None) -> None:
    """Settle all mails that no sender has in its hands; safe to run at any time, by many at once."""
    moment = now or Now()
    move(Message.objects.too_late(moment), State.EXPIRED, last_error="too-late")
    settle_abandoned(moment)


def settle_abandoned(moment: Moment) -> None:
    """Settle the mails whose sender vanished, as `sweep` does."""
    _give_back_unsent(moment)
    _judge_broken_off(moment)


@transaction.atomic
def _give_back_unsent(now: Moment) -> None:
    """Give back mails that were claimed and never fenced: they have surely not left.

    The first of each sender is the one it was writing when it went: that costs this mail a try, so that one
    whose words kill their sender does not do so for ever.
    """
    abandoned = list(
        Message.objects.abandoned(State.CLAIMED, now)
        .select_for_update(skip_locked=True)
        .order_by("owner", "priority", "due_at", "pk")  # as `due` has them, so the first one is the first
    )
    if not abandoned:  # nearly always, and senders look here every few seconds
        return
    suspects: dict[str, int] = {}
    for message in abandoned:
        suspects.setdefault(message.owner, message.pk)
    ours = Message.objects.filter(pk__in=[message.pk for message in abandoned])
    ours.filter(pk__in=suspects.values()).update(attempts=F("attempts") + 1)
    move(ours.filter(attempts__gte=MOST_ATTEMPTS), State.DEAD, last_error="sender-died")
    move(ours.filter(state=State.CLAIMED), State.PENDING)


@transaction.atomic
def _judge_broken_off(now: Moment) -> None:
    """Decide on mails whose sender went between the fence and the answer: nobody knows whether they left.

    Kinds that do no harm twice are sent again, the same mail with the same Message-ID; the others wait for
    a person.
    """
    abandoned = Message.objects.abandoned(State.SENDING, now).select_for_update(skip_locked=True)
    tries = []
    for message in abandoned:
        attempts = message.attempts + 1
        tries.append(_broken_off(message))
        itself = Message.objects.filter(pk=message.pk)
        if _may_repeat(message) and attempts < MOST_ATTEMPTS:
            move(itself, State.PENDING, attempts=attempts, due_at=now + wait_after(attempts))
        else:
            move(itself, State.UNCERTAIN, attempts=attempts, last_error="broken-off")
    Attempt.objects.bulk_create(tries)


def _may_repeat(message: Message) -> bool:
    # A kind that is gone cannot be written any more, so its mails wait for a person.
    kind = kinds().get(message.kind)
    return kind is not None and kind.repeat


def _broken_off(message: Message) -> Attempt:
    return Attempt(
        message=message, worker=message.owner, outcome=Attempt.Outcome.BROKEN, detail=message.last_error
    )


def tidy(*, now: datetime | None = None) -> None:
    """Delete the words of mails a month after, and whom they went to thirteen months after.

    The rows stay, because their keys keep a planner from sending the same mail again.
    """
    moment = now or Now()
    Mishap.objects.long_over().delete()
    no_words = dict.fromkeys(("subject", "text", "html", "calendar", "reply_to", "sender_name"), "")
    old = Message.objects.final().filter(created_at__lte=moment - KEEP_WORDS)
    # Those without words are left out, so that a night's work is what one day brought.
    old.exclude(**no_words).update(**no_words)
    # A note goes with the words of the mails it stands in; one that may still be sent again keeps it.
    waiting = Message.objects.exclude(state__in=Message.FINAL).filter(ids__has_key=OWN_WORDS)
    notes = waiting.values_list(f"ids__{OWN_WORDS}", flat=True)
    OwnWords.objects.filter(written_at__lte=moment - KEEP_WORDS).exclude(pk__in=list(notes)).delete()
    # Those that failed keep their words until then: somebody may still send them again.
    at_rest: Iterable[str] = (*Message.FINAL, *Message.FAILED, State.SUPPRESSED)
    ancient = Message.objects.filter(state__in=at_rest, created_at__lte=moment - KEEP_ADDRESSES)
    Attempt.objects.filter(message__in=ancient).delete()
    Returned.objects.filter(message__in=ancient).delete()
    ancient.exclude(address="").update(**no_words, address="", person=None, ids={}, last_error="")
