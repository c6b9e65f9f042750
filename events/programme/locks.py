"""The lock under which an event's places and times are decided."""

from datetime import datetime

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from events.programme import refusals
from events.programme.models import Event
from icaforum.words.times import database_now

PATIENCE = "10s"


def locked(event: Event) -> tuple[Event, datetime]:
    """The event under its lock, and the time once we have it: the queue stands in the order of the locks.

    Whoever comes while many others do waits for a while, and is then asked to press again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        return Event.objects.locked(event.pk), database_now()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == "55P03":
            raise refusals.Busy(_("Many people are here just now. Please try again.")) from error
        raise
