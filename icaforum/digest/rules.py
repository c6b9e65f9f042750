"""When a weekly mail is due on somebody's clock. Pure: no rows, no clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

WEEK = timedelta(days=7)

# Until so long after its hour a week's mail may still be queued and sent; then the next one is near.
GOOD_FOR = timedelta(days=6)

# What the first mail of somebody looks back on, and what any looks back on at most.
FIRST_LOOK, LONGEST_LOOK = WEEK, 4 * WEEK


@dataclass(frozen=True)
class Issue:
    """One week's mail on one clock: its ISO week, «2026-W49», and the moment at which it is due."""

    week: str
    due_at: datetime

    @property
    def ends_at(self) -> datetime:
        """The moment from which it is not sent any more."""
        return self.due_at + GOOD_FOR


def latest_issue(now: datetime, zone: tzinfo, *, weekday: int, hour: int) -> Issue:
    """Return the last issue that was due by `now` where people have this clock.

    An hour that the clocks leave out in spring is due an hour later; one that they show twice, the first
    time. `weekday` counts from Monday, 0.
    """
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    issue = datetime.combine(day, time(hour), tzinfo=zone)
    if issue > now:
        # Again by the wall clock, so that a change of the clocks in between does not move the hour.
        issue = datetime.combine(day - WEEK, time(hour), tzinfo=zone)
    year, week, _weekday = issue.isocalendar()
    return Issue(f"{year}-W{week:02}", issue.astimezone(now.tzinfo))


def looks_back_to(issue: Issue, last_at: datetime | None) -> datetime:
    """Return from when on things are new in an issue; `last_at` is when the one before was written."""
    earliest = issue.due_at - (LONGEST_LOOK if last_at else FIRST_LOOK)
    return max(last_at or earliest, earliest)
