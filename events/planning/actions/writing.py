"""The secretariat writes to people of an event in its own words."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.planning.emails import mails_of, mails_to_guests
from events.planning.models import Circular
from events.planning.recipients import WRITTEN_TO, recipients
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.details import choice_of, keys_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.models import Message

name_verbs(
    {
        "wrote to people": gettext_lazy("wrote to people of it"),
        "wrote to oneself": gettext_lazy("tried a mail to its people"),
    }
)
name_details(
    {
        "words": keys_of(Circular, gettext_lazy("subject")),
        "to_whom": choice_of(WRITTEN_TO, gettext_lazy("to")),
    }
)


@transaction.atomic
def write_to_people(
    event: Event, *, to: str, subject: str, text: str, agreed: int | None = None, by: User
) -> Event:
    """Mail these words to people of an event, each once for ever, in a mail of their own.

    `to` is one of `recipients.WRITTEN_TO`. `agreed` is how many mails were agreed on, if that was asked.
    Returns the event. Raises SentAlready where all of them have these words, NobodyToTell where nobody gets a
    mail, OtherNumber where it is not the number agreed on, NotAnnounced, Busy.
    """
    event, _now = lock_event(event)
    if event.is_draft:
        raise refusals.not_announced()
    words = Circular.objects.of_words(event, subject, text, by=by)
    found = recipients(event, to, words)
    if not found.count:
        if found.without["has-it"]:
            raise refusals.SentAlready(_("These words have been sent to these people already."))
        raise refusals.NobodyToTell(_("There is nobody to write to."))
    if agreed is not None and agreed != found.count:
        raise refusals.OtherNumber(_("Meanwhile others have answered. Look at the number, and press again."))
    _sign(words, by)
    queue_mails([*mails_of(words, found.rows), *mails_to_guests(words, found.guests)])
    record("wrote to people", event, by=by, words=words.pk, to_whom=to, mails=found.count)
    return event


def _sign(words: Circular, by: User) -> None:
    """Let whoever sends the words first sign them, and not who tried them before."""
    sent = Message.objects.filter(dedupe_key__regex=rf"^event-words:{words.pk}:[rg]")
    if words.written_by_id != by.pk and not sent.exists():
        words.written_by = by
        words.save(update_fields=["written_by"])


@transaction.atomic
def write_to_oneself(event: Event, *, subject: str, text: str, by: User) -> Event:
    """Mail these words to whoever writes them alone, once, to see the mail. Returns the event.

    Raises SentAlready the second time, Busy.
    """
    event, _now = lock_event(event)
    words = Circular.objects.of_words(event, subject, text, by=by)
    key = f"event-words:{words.pk}:p{by.pk}"
    if not queue_mails(
        [NewMail("event_words_trial", to=by, key=key, ids={"words": words.pk, "person": by.pk})]
    ):
        raise refusals.SentAlready(_("You have this mail already. Change a word to get it again."))
    record("wrote to oneself", event, by=by, words=words.pk)
    return event
