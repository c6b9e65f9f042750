"""The rules of a call for peers: until when a city may write, for whom it is, what two clocks share. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from pilots.interest.models import MOST_WISHES, Interest, PeerCall
from pilots.interest.models.call import LAST_ZONE

REMIND_BEFORE = (timedelta(days=7), timedelta(days=2))
"""How long before it closes a city that has begun and not sent is reminded: once at each."""

MOST_QUESTIONS = 5
FEWEST = 5
"""Of fewer cities than this no number is said."""

OFFICE = (9, 17)
"""When an office is open: from and to, in hours of its own clock."""

JUST_WRITTEN = timedelta(days=1)
"""Who typed so recently needs no reminder; it comes a day later, where it is still due."""

LITTLE = timedelta(hours=1)
"""Who shares less than this of a day takes early calls in turn."""


def closing_moment(call: PeerCall, zone: str) -> datetime:
    """Return when a call closes for a city: the end of the day on its clock.

    Where that is not known it is where the day ends last: nobody is shut out before their own midnight.
    """
    clock = ZoneInfo(zone) if zone else timezone(LAST_ZONE)
    midnight = datetime.combine(call.closes_on + timedelta(days=1), time.min, clock)
    return midnight.astimezone(UTC)


def is_open(call: PeerCall, zone: str, now: datetime) -> bool:
    """Return whether a city on this clock may still write."""
    return bool(call.opened_at) and not call.is_over and now < closing_moment(call, zone)


def reminder_due(call: PeerCall, zone: str, reminded: int, now: datetime) -> int:
    """Return which reminder is due now, 1 or 2; 0 for none. What was passed over is not sent later."""
    if not is_open(call, zone, now):
        return 0
    left = closing_moment(call, zone) - now
    due = sum(left <= before for before in REMIND_BEFORE)
    return due if due > reminded else 0


def shared_office_hours(zone: str, other: str, on: date) -> timedelta | None:
    """Return how long both offices are open at once on a day; None where a clock is not known."""
    if not zone or not other:
        return None
    one, two = (_office(ZoneInfo(name), on) for name in (zone, other))
    # The other's office of the day before and after may be open while this one is.
    days = (
        two,
        *(
            (start + step, end + step)
            for step in (timedelta(days=1), -timedelta(days=1))
            for start, end in (two,)
        ),
    )
    return max((_overlap(one, day) for day in days), default=timedelta(0))


def _office(zone: ZoneInfo, on: date) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(on, time(hour), zone).astimezone(UTC) for hour in OFFICE)
    return start, end


def _overlap(one: tuple[datetime, datetime], two: tuple[datetime, datetime]) -> timedelta:
    return max(min(one[1], two[1]) - max(one[0], two[0]), timedelta(0))


@dataclass(frozen=True)
class Needs:
    """What two cities need to work together; shown beside a project, and never scored."""

    shared: timedelta | None
    languages: tuple[str, ...]

    @property
    def hours(self) -> float | None:
        """The hours that both offices share in a day, to the half; None where a clock is not known."""
        return None if self.shared is None else round(self.shared.total_seconds() / 1800) / 2

    @property
    def early_calls(self) -> bool:
        """Whether calls fall outside the office hours of one of the two, who then take turns."""
        return self.shared is not None and self.shared < LITTLE

    @property
    def interpreter(self) -> bool:
        """Whether the two share no language."""
        return not self.languages


def needs(zone: str, languages: list[str], other_zone: str, other_languages: list[str], on: date) -> Needs:
    """Return what two cities need that work in these languages, on these clocks; none said is English."""
    theirs = set(other_languages or ["en"])
    shared = tuple(code for code in (languages or ["en"]) if code in theirs)
    return Needs(shared_office_hours(zone, other_zone, on), shared)


def may_change(interest: Interest | None) -> bool:
    """Return whether what stands may be changed: not while it is a pairing."""
    return interest is None or not interest.has_pairing


def wishes_of(numbers: dict[int, int]) -> list[int]:
    """Return the keys of projects in the order of their wishes; `numbers` gives each its own, 0 for none."""
    chosen = [(number, project) for project, number in numbers.items() if 0 < number <= MOST_WISHES]
    return [project for _number, project in sorted(chosen)]
