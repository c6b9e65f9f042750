"""The time by the database, and times in words."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def database_now() -> datetime:
    """The time by the database, which all web and worker processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def ahead_of(zone: str, other: tzinfo, *, at: datetime) -> timedelta:
    """How far the clocks of a zone are ahead of another's at that moment; negative when behind."""
    return at.astimezone(ZoneInfo(zone)).utcoffset() - at.astimezone(other).utcoffset()


def difference_in_words(difference: timedelta) -> str:
    """«8 hours ahead of you», «5:30 hours behind you», «the same time as yours»."""
    if not difference:
        return _("the same time as yours")
    hours, minutes = divmod(int(abs(difference).total_seconds()) // 60, 60)
    size = f"{hours}:{minutes:02}" if minutes else str(hours)
    number = hours + bool(minutes)
    if difference > timedelta(0):
        words = ngettext("%(hours)s hour ahead of you", "%(hours)s hours ahead of you", number)
    else:
        words = ngettext("%(hours)s hour behind you", "%(hours)s hours behind you", number)
    return words % {"hours": size}
