"""Tell everybody who can see an event that it is there, once."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.planning.recipients import readers_to_tell
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails

name_verbs({"readers told": gettext_lazy("told those who can see it")})


@transaction.atomic
def tell_readers(event: Event, *, by: User) -> Event:
    """Mail everybody who can see the event and has not answered, once for ever. Returns the event.

    Raises SentAlready the second time, NobodyToTell where nobody gets a mail, NotAnnounced, Cancelled, NoDate
    or Started by the state of the event, Busy.
    """
    event, now = lock_event(event)
    refusals.refuse_unless_ahead(event, now)
    if event.told_at:
        raise refusals.SentAlready(_("They have been told already."))
    people = readers_to_tell(event).people
    if not people:
        raise refusals.NobodyToTell(_("There is nobody to tell."))
    queue_mails(
        NewMail(
            "event_announced",
            to=person,
            key=f"event:{event.pk}:announced:p{person.pk}",
            ids={"event": event.pk, "person": person.pk},
            expires_at=event.starts_at,
        )
        for person in people
    )
    event.told_at = now
    event.save(update_fields=["told_at"])
    record("readers told", event, by=by, mails=len(people))
    return event
