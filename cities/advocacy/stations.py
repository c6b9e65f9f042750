"""What a page says of a joint call: the path it takes, in words, and who signed it, region by region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.advocacy.models import JointCall, Signature
from cities.directory.models import Region
from cities.directory.standing import with_departure
from icaforum.words.stations import Station
from icaforum.words.times import day_in_words


def path_of(call: JointCall, *, signed: int) -> list[Station]:
    """Return the five stations of a call; `signed` is how many cities its reader sees as signatories."""
    reached = [
        True,
        bool(call.opened_at),
        bool(call.handed_over_on),
        bool(call.answered_on),
        bool(call.ended_at),
    ]
    last = max(number for number, is_reached in enumerate(reached) if is_reached)
    words = [
        (_("Drafted"), _drafted(call)),
        (_("Open for signing"), _opened(call, signed)),
        (_("Handed over"), _handed_over(call)),
        (_("Answered"), _answered(call)),
        (_("What changed"), _ended(call)),
    ]
    return [
        # A call without an answer may end: what lies before the last station is behind it.
        Station(
            name,
            text,
            done=number < last or bool(number == last and call.is_over),
            current=number == last and not call.is_over,
        )
        for number, (name, text) in enumerate(words)
    ]


def state_of(call: JointCall, now: datetime) -> str:
    """Return where a call stands, for a list and the head of its page."""
    if not call.opened_at and not call.dropped_at:
        return _("Draft, open for comments") if call.shown_at else _("Draft")
    later = (
        (call.dropped_at, _("Dropped")),
        (call.ended_at, _("Over, with its outcome")),
        (call.answered_on, _("Answered")),
        (call.handed_over_on, _("Handed over")),
        (call.sign_by <= now, _("The list is closed")),
    )
    return next((words for is_so, words in later if is_so), "") or _open_words((call.sign_by - now).days)


def _open_words(left: int) -> str:
    if not left:
        return _("Open for signing, closes within a day")
    words = ngettext("Open for signing, closes in %(n)s day", "Open for signing, closes in %(n)s days", left)
    return words % {"n": left}


def _day(day: date | datetime) -> str:
    return day_in_words(day) if isinstance(day, datetime) else date_format(day)


def _drafted(call: JointCall) -> str:
    who = with_departure(call.city, call.city) if call.city else _("the secretariat")
    return _("%(day)s, by %(who)s") % {"day": _day(call.drafted_at), "who": who}


def _opened(call: JointCall, signed: int) -> str:
    if not call.opened_at:
        return _("Until %(day)s") % {"day": _day(call.last_day)}
    since = _("Since %(day)s") % {"day": _day(call.opened_at)}
    if not signed:
        return since
    cities = ngettext("%(n)s city", "%(n)s cities", signed) % {"n": signed}
    return f"{since}, {cities}"


def _handed_over(call: JointCall) -> str:
    if not call.handed_over_on:
        return ""
    words = {"day": _day(call.handed_over_on), "who": call.handed_over_by}
    return _("On %(day)s, by %(who)s") % words


def _answered(call: JointCall) -> str:
    if call.answered_on:
        return _day(call.answered_on)
    if call.ended_at:
        return _("No answer came")
    if call.answer_due_on:
        return _("Asked for by %(day)s") % {"day": _day(call.answer_due_on)}
    return ""


def _ended(call: JointCall) -> str:
    if call.ended_at:
        return _day(call.ended_at)
    if call.look_on:
        return _("We look on %(day)s and write it here") % {"day": _day(call.look_on)}
    return _("Written here, whatever it is")


@dataclass(frozen=True)
class OfRegion:
    """The signatories of one region, by name."""

    name: str
    rows: list[Signature]


def by_region(rows: Iterable[Signature]) -> list[OfRegion]:
    """Return the signatories in blocks by region, those with most first; cities without a region last."""
    blocks: dict[str, list[Signature]] = {}
    for row in rows:
        blocks.setdefault(row.city.region, []).append(row)
    order = sorted(blocks, key=lambda region: (not region, -len(blocks[region]), region))
    return [
        OfRegion(
            str(Region(region).label) if region else _("Cities"),
            sorted(blocks[region], key=lambda row: row.city.sort_name),
        )
        for region in order
    ]
