"""The verb that writes the programme of an event."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.planning.actions.announce import tell_changed
from events.programme import refusals
from events.programme.agenda import MOST_ITEMS, AgendaItem
from events.programme.days import refuse_outside, told_of
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs({"programme changed": gettext_lazy("changed the programme")})


@transaction.atomic
def change_programme(
    event: Event, *, put: Iterable[AgendaItem] = (), drop: Iterable[int] = (), by: User
) -> Event:
    """Put items into the programme, new ones or changed ones of it, and drop others by their key.

    Whoever comes, or waits, is told after some minutes, until the event is over: what changes on the first
    day of an academy may be about its third. Returns the event. Raises Cancelled, OutsideTheDays for what
    stands on no day of the event or at an hour that its clocks skip, NotInTheProgramme for the item of
    another event, TooManyItems, Busy.
    """
    event, now = lock_event(event)
    if event.is_cancelled:
        raise refusals.cancelled()
    known = told_of(event)
    event.agenda.filter(pk__in=list(drop)).delete()
    _put(event, list(put))
    refuse_outside(event)
    if told_of(event) == known:
        return event
    if event.is_published and not event.has_ended(now):
        event.sequence += 1
        event.save(update_fields=["sequence"])
        tell_changed(event, known, by=by, now=now)
    record("programme changed", event, by=by)
    return event


def _put(event: Event, items: list[AgendaItem]) -> None:
    here = set(event.agenda.values_list("pk", flat=True))
    if any(item.pk and item.pk not in here for item in items):
        raise refusals.NotInTheProgramme(_("Somebody else has taken this out of the programme meanwhile."))
    if len(here) + sum(item.pk is None for item in items) > MOST_ITEMS:
        words = _("A programme holds %(n)d items at most.") % {"n": MOST_ITEMS}
        raise refusals.TooManyItems(words)
    for item in items:
        item.event = event
        item.save()
