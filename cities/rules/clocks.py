"""What the clock says elsewhere."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def ahead_of(zone: str, other: tzinfo, *, at: datetime) -> timedelta:
    """How far the clocks of a zone are ahead of another's at that moment; negative when behind."""
    return at.astimezone(ZoneInfo(zone)).utcoffset() - at.astimezone(other).utcoffset()


def in_words(difference: timedelta) -> str:
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
