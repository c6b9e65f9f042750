"""A pairing's plan as one path: steps on their owner's rail, meetings and visits across, today between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icaforum.words.tags import from_day_to_day
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.pairings.rules import quiet_days


@dataclass
class Station:
    """One thing on the path, in the words of the page; `components/timeline.html` draws it."""

    kind: str
    day: date
    when: str
    title: str = ""
    text: str = ""
    side: str = "pilot"
    done: bool = False
    ahead: bool = False
    quiet: str = ""
    template: str = ""
    step: Milestone | None = None


@dataclass(frozen=True)
class Plan:
    """The stations in order, and how far the two cities have come."""

    stations: list[Station]
    steps: int
    done: int
    quiet: int | None
    next_step: Milestone | None


def plan_of(pairing: Pairing, today: date, *, may_write: bool) -> Plan:
    steps, exchanges = list(pairing.steps.all()), list(pairing.exchanges.all())
    quiet = quiet_days(_last_sign(pairing, steps, exchanges, today), today) if pairing.is_running else None
    stations = [
        *(_step(step, pairing, today, may_write=may_write) for step in steps),
        *(_exchange(exchange, pairing, today) for exchange in exchanges),
    ]
    now = Station("today", today, _("Today, %(day)s") % {"day": date_format(today, "MONTH_DAY_FORMAT")})
    stations = sorted([*stations, now] if pairing.is_running else stations, key=_order)
    if quiet:
        _mark_quiet(stations, quiet)
    open_steps = [step for step in steps if step.done_on is None]
    return Plan(stations, len(steps), len(steps) - len(open_steps), quiet, next(iter(open_steps), None))


def _order(station: Station) -> tuple[date, bool]:
    return station.day, station.kind != "today"


def _step(step: Milestone, pairing: Pairing, today: date, *, may_write: bool) -> Station:
    if step.done_on:
        when = _("Due %(due)s, done %(done)s") % {"due": _day(step.due_on), "done": _day(step.done_on)}
    elif step.due_on < today:
        when = _("Was due %(due)s") % {"due": _day(step.due_on)}
    else:
        left = (step.due_on - today).days
        when = ngettext("Due %(due)s, in %(left)d day", "Due %(due)s, in %(left)d days", left) % {
            "due": _day(step.due_on),
            "left": left,
        }
    return Station(
        kind="step",
        day=step.done_on or max(step.due_on, today),
        when=when,
        title=step.title,
        text=str(step.owner),
        side="pilot" if step.owner_id == pairing.pilot_city_id else "peer",
        done=step.done_on is not None,
        ahead=step.done_on is None,
        template=_actions(step, today) if may_write else "",
        step=step,
    )


def _actions(step: Milestone, today: date) -> str:
    """What is offered: to finish an open step, and on the same day to take that back."""
    if step.done_on is None:
        return "pilots/pairings/step_actions.html"
    return "pilots/pairings/step_reopen.html" if step.done_on == today else ""


def _exchange(exchange: Exchange, pairing: Pairing, today: date) -> Station:
    span = _day(exchange.starts_on)
    if exchange.ends_on and exchange.ends_on != exchange.starts_on:
        span = from_day_to_day(exchange.starts_on, exchange.ends_on)
    if exchange.kind == Exchange.Kind.VISIT:
        when = _("%(span)s, visit in %(city)s") % {"span": span, "city": exchange.host}
    else:
        when = _("%(span)s, meeting") % {"span": span}
    parts = [
        exchange.people,
        exchange.said,
        exchange.next and _("What comes next: %(next)s") % {"next": exchange.next},
    ]
    return Station(
        kind=exchange.kind,
        day=exchange.starts_on,
        when=when,
        title=exchange.title,
        text=" ".join(part for part in parts if part),
        side="pilot" if exchange.host_id == pairing.pilot_city_id else "peer",
        ahead=exchange.starts_on > today,
    )


def _last_sign(
    pairing: Pairing, steps: Iterable[Milestone], exchanges: Iterable[Exchange], today: date
) -> date:
    """The last day on which something happened between the two cities."""
    begun = timezone.localdate(pairing.active_since) if pairing.active_since else today
    signs = [step.done_on for step in steps if step.done_on]
    signs += [exchange.starts_on for exchange in exchanges if exchange.starts_on <= today]
    return max([begun, *signs])


def _mark_quiet(stations: list[Station], days: int) -> None:
    """The silence stands after the last thing that happened, before today's line."""
    past = [station for station in stations if not station.ahead and station.kind != "today"]
    if past:
        past[-1].quiet = ngettext("%(days)d quiet day", "%(days)d quiet days", days) % {"days": days}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT" if day.year != timezone.localdate().year else "MONTH_DAY_FORMAT")
