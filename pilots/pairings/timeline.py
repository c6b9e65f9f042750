"""A pairing's plan as one timeline, in the words of the page.

Steps stand on the side of the city that owns them, meetings and visits between them, and today's line where
it belongs by day. Queries are the caller's: everything here is made of what the pairing has prefetched.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icaforum.forum.reading import the_forum
from icaforum.words.times import from_day_to_day, reader_today
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.pairings.rules import may_reopen, quiet_days


@dataclass
class TimelineItem:
    """One thing on the timeline; `components/timeline.html` draws it and explains the fields.

    `kind` is «step», «meeting», «visit» or «today», `side` is «pilot» or «peer», `quiet` the words about a
    long silence after it, `template` what is offered to somebody who may write. `is_own`: a step of the
    reader's city, which alone says that it is done.
    """

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
    exchange: Exchange | None = None
    is_own: bool = False

    @property
    def anchor(self) -> str:
        """The name of its place on the page: whoever has moved it comes back to it."""
        return f"step-{self.step.pk}" if self.step else ""


@dataclass(frozen=True)
class Plan:
    """The timeline in order, and how far the two cities have come.

    `steps` and `done` are numbers of steps; `quiet` is a number of days, or None while that is not worth
    saying.
    """

    timeline: list[TimelineItem]
    steps: int
    done: int
    quiet: int | None
    next_step: Milestone | None


def plan_of(
    pairing: Pairing, today: date, *, may_write: bool, may_change: bool, own: Collection[int] = ()
) -> Plan:
    """Build the plan of a pairing as it stands on the day `today`.

    `pairing` comes with its steps (and their owners) and exchanges (and their hosts) prefetched. With
    `may_write` each step brings the buttons that go with it, with `may_change` what stands can be changed.
    `own` are the keys of the reader's cities.
    """
    steps, exchanges = list(pairing.steps.all()), list(pairing.exchanges.all())
    quiet = None
    if pairing.is_running:
        last = _last_activity(pairing, steps, exchanges, today)
        quiet = quiet_days(last, today, worth_saying=the_forum().quiet_days)
    items = [
        *(_step_item(step, pairing, today) for step in steps),
        *(_exchange_item(exchange, pairing, today) for exchange in exchanges),
    ]
    now = TimelineItem("today", today, _("Today, %(day)s") % {"day": date_format(today, "MONTH_DAY_FORMAT")})
    for item in items:
        item.is_own = item.step is not None and item.step.owner_id in own
        item.template = _template_of(item, today, may_write=may_write, may_change=may_change)
    # Today and silence are said of running pairings only: in one that has ended nobody is expected to do
    # anything.
    items = sorted([*items, now] if pairing.is_running else items, key=_sort_key)
    if quiet:
        _mark_quiet(items, quiet)
    # In the order of the model, by due day: the first is what comes next.
    open_steps = [step for step in steps if step.done_on is None]
    return Plan(items, len(steps), len(steps) - len(open_steps), quiet, next(iter(open_steps), None))


def _sort_key(item: TimelineItem) -> tuple[date, bool]:
    """Sort by day; on the same day, today's line comes first."""
    return item.day, item.kind != "today"


def _step_item(step: Milestone, pairing: Pairing, today: date) -> TimelineItem:
    """Turn a step into an item, with when it is or was due in words."""
    if step.done_on:
        when = _("Due %(due)s, done %(done)s") % {
            "due": _short_day(step.due_on),
            "done": _short_day(step.done_on),
        }
    elif step.due_on < today:
        when = _("Was due %(due)s") % {"due": _short_day(step.due_on)}
    else:
        left = (step.due_on - today).days
        when = ngettext("Due %(due)s, in %(left)d day", "Due %(due)s, in %(left)d days", left) % {
            "due": _short_day(step.due_on),
            "left": left,
        }
    return TimelineItem(
        kind="step",
        # A late step stands at today, not in the past: it is still to be done.
        day=step.done_on or max(step.due_on, today),
        when=when,
        title=step.title,
        text=str(step.owner),
        side="pilot" if step.owner_id == pairing.pilot_city_id else "peer",
        done=step.done_on is not None,
        ahead=step.done_on is None,
        step=step,
    )


def _template_of(item: TimelineItem, today: date, *, may_write: bool, may_change: bool) -> str:
    """Return the template with what is offered for an item, or an empty string."""
    if item.step is None:
        return "pilots/pairings/change.html" if may_change and item.exchange else ""
    if item.step.done_on is None:
        to_change = "pilots/pairings/change.html" if may_change else ""
        return "pilots/pairings/step_actions.html" if may_write else to_change
    may_say = may_write and item.is_own and may_reopen(item.step, today)
    return "pilots/pairings/step_reopen.html" if may_say else ""


def _exchange_item(exchange: Exchange, pairing: Pairing, today: date) -> TimelineItem:
    """Turn a meeting or a visit into an item."""
    span = _short_day(exchange.starts_on)
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
    return TimelineItem(
        kind=exchange.kind,
        day=exchange.starts_on,
        when=when,
        title=exchange.title,
        text=" ".join(part for part in parts if part),
        # Only the sign of a visit shows the side; a meeting is drawn across both.
        side="pilot" if exchange.host_id == pairing.pilot_city_id else "peer",
        ahead=exchange.starts_on > today,
        exchange=exchange,
    )


def _last_activity(
    pairing: Pairing, steps: Iterable[Milestone], exchanges: Iterable[Exchange], today: date
) -> date:
    """Return the last day on which something happened between the two cities, from their start on."""
    begun = timezone.localdate(pairing.active_since) if pairing.active_since else today
    signs = [step.done_on for step in steps if step.done_on]
    # Planned meetings are no sign of life before they have taken place.
    signs += [exchange.starts_on for exchange in exchanges if exchange.starts_on <= today]
    return max([begun, *signs])


def _mark_quiet(items: list[TimelineItem], days: int) -> None:
    """Put the words about a silence at the last thing that happened, so that they stand above today."""
    past = [item for item in items if not item.ahead and item.kind != "today"]
    if past:
        past[-1].quiet = ngettext("%(days)d quiet day", "%(days)d quiet days", days) % {"days": days}


def _short_day(day: date) -> str:
    """Return a day in words, with the year only where it is not this one."""
    return date_format(day, "DATE_FORMAT" if day.year != reader_today().year else "MONTH_DAY_FORMAT")
