"""The demo's yearly question: to a lead contact, to a partner, and to a city where nobody can be asked.

Another city is paused, so it is asked nothing.
"""

from datetime import timedelta

from cities.joining.actions.pausing import pause_membership
from cities.models import Confirmation, Membership, User
from cities.yearly.actions import asking
from icaforum.demo.cast import HILLFORD, MILLGATE, PARTNER, STONEBRIDGE
from icaforum.words.times import database_now

A_YEAR, SINCE = timedelta(days=366), timedelta(days=3)


def load(by: User) -> None:
    """Let some have joined a year and some days ago, pause one of them, and let the clock come to them."""
    now = database_now()
    pause_membership(
        Membership.objects.open().get(city__name=STONEBRIDGE),
        by=by,
        reason="Sample: until after the election",
    )
    asked = Membership.objects.open().filter(city__name__in=[HILLFORD, PARTNER, MILLGATE, STONEBRIDGE])
    # The demo's past: memberships are opened just now, and moved back in time here.
    asked.update(since=now - A_YEAR - SINCE, entered_at=now - A_YEAR - SINCE)
    asking.go_round(now=now - SINCE)
    Confirmation.objects.filter(staff_since__isnull=False).update(asked_at=now - timedelta(days=45))
