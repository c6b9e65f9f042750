"""The demo's yearly question: to a lead contact, to a partner, and to a city where nobody can be asked."""

from datetime import timedelta

from cities.models import Confirmation, Membership
from cities.yearly.actions import asking
from icaforum.demo.cast import PARTNER
from icaforum.words.times import database_now

A_YEAR, SINCE = timedelta(days=366), timedelta(days=3)


def load() -> None:
    """Let three have joined a year and some days ago, and the clock come to them."""
    now = database_now()
    asked = Membership.objects.open().filter(city__name__in=["Lisbon", PARTNER, "Riverport"])
    # The demo's past: memberships are opened just now, and moved back in time here.
    asked.update(since=now - A_YEAR - SINCE, entered_at=now - A_YEAR - SINCE)
    asking.go_round(now=now - SINCE)
    Confirmation.objects.filter(staff_since__isnull=False).update(asked_at=now - timedelta(days=45))
