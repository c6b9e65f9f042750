"""What the clock does for calls for peers: whoever has begun and not sent is reminded."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from icaforum.audit.record import record
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from pilots.interest import rules
from pilots.interest.models import Interest, PeerCall
from pilots.interest.recipients import cities_it_is_for, mail_each, people_of


def go_round(*, now: datetime | None = None) -> int:
    """Remind the cities whose interest is begun and not sent; return how many. None in a closed room."""
    if not the_forum().has_open(Room.PEER_CALLS):
        return 0
    now = now or database_now()
    begun = Interest.objects.unsent().filter(
        call__in=PeerCall.objects.running(now),
        city__in=cities_it_is_for(),
        reminded__lt=len(rules.REMIND_BEFORE),
        changed_at__lte=now - rules.JUST_WRITTEN,
    )
    rows = begun.select_related("call", "city").order_by("pk")
    due = [row for row in rows if rules.reminder_due(row.call, row.city.known_zone, row.reminded, now)]
    return row_by_row(gettext_noop("remind cities of their interest"), due, lambda row: _remind(row, now))


@transaction.atomic
def _remind(row: Interest, now: datetime) -> int:
    row = Interest.objects.locked(row.pk)
    number = rules.reminder_due(row.call, row.city.known_zone, row.reminded, now)
    if row.state != Interest.State.DRAFT or not number or row.changed_at > now - rules.JUST_WRITTEN:
        return 0
    row.reminded = number
    row.save(update_fields=["reminded"])
    record("reminded of an interest", row, by=None)
    key = f"interest:{row.pk}:reminder:{row.call.closes_on}:{number}:{now:%Y%m%d%H%M%S%f}"
    mail_each("interest_reminder", people_of(row), key=key, ids={"interest": row.pk, "number": number})
    return 1
