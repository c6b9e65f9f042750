"""The lock under which an event's places and its time are decided."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from events.programme import refusals
from events.programme.models import Event
from icaforum.audit.locks import SavedBySomebodyElse
from icaforum.words.times import database_now

# So long that a crowd at one event passes one by one and nobody is told to press again; and longer than a
# holder who does nothing is left (30 seconds, `idle_in_transaction_session_timeout` of the settings). A proxy
# waits a minute.
LOCK_TIMEOUT = "45s"
# Waiting for the lock counts as a part of the statement, which is given more time than that.
STATEMENT_TIMEOUT = "50s"


def lock_event(event: Event) -> tuple[Event, datetime]:
    """Return the event as it stands now, locked until the transaction ends, and the database's time.

    Raises Busy when many others hold it for longer than LOCK_TIMEOUT; nothing has been changed then, and the
    person is asked to press again. Raises NotThere where it is gone.
    """
    # `true` makes them local to this transaction: connections are pooled, and the next user of this one keeps
    # the settings of the whole database.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
            [LOCK_TIMEOUT, STATEMENT_TIMEOUT],
        )
    try:
        # The time is read after the lock is there, and the waiting list is ordered by it: so whoever got the
        # lock first stands first, whatever the clocks of the processes say.
        return Event.objects.locked(event.pk), database_now()
    except SavedBySomebodyElse as error:
        raise refusals.Busy(_("Many people are here just now. Please try again.")) from error
