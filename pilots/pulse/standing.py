"""Which silences wait for the secretariat now."""

from icaforum.forum.reading import the_forum
from icaforum.words.times import reader_today, request_now
from pilots.pulse.models import SilenceQuerySet


def for_staff(rows: SilenceQuerySet) -> SilenceQuerySet:
    """Return the silences of these that go on though both cities were told twice."""
    waiting = rows.left_to_staff()
    return waiting.going_on(request_now(), reader_today(), days=the_forum().quiet_days)
