"""The admin's front page: what waits for the secretariat today, a few rows of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.joining import route, rules
from cities.joining.background import backgrounds_of
from cities.joining.models import WAITS_SINCE
from cities.models import AccessRequest, Application, User
from events.models import Event, Registration
from icaforum.audit.models import Entry, Mishap, admin_url_of
from icaforum.backups.models import Backup
from icaforum.forum.reading import the_forum
from icaforum.inbound.models import Arrival
from icaforum.outbox.models import Gate, Message
from icaforum.outbox.readers import url_of_reader
from icaforum.outbox.states import advice_of, reason_of
from icaforum.pages.cares import NAMED, cities_to_look_after
from icaforum.words.times import reader_today
from pilots.models import Pairing

# How many rows each block shows at most, and how many lines of history.
ROWS, RECENT = 8, 6

# Of more late applications than this, the page says «more than 200».
LATE_COUNTED = 200

# What happens so often that it would push everything else out of the few lines of history.
QUIET_VERBS = ("signed in", "downloaded", "asked for a place")


WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Station:
    """One of the counts on top: a number, what it counts, a remark, and the address where to act on it.

    `needs` tells whether somebody has to act.
    """

    count: int
    label: str
    remark: str
    url: str
    needs: bool


@dataclass(frozen=True)
class Waiting:
    """An application to decide: how long it has waited, and how its rules stand."""

    application: Application
    clock: route.Clock
    checks: Sequence[rules.Check] = ()

    @property
    def fulfilled(self) -> int:
        """The number of rules that are fulfilled."""
        return sum(check.ok is True for check in self.checks)

    @property
    def failed(self) -> int:
        """The number of rules that are not fulfilled."""
        return sum(check.ok is False for check in self.checks)

    @property
    def to_judge(self) -> int:
        """The number of rules that only a person can judge."""
        return sum(check.ok is None for check in self.checks)


@dataclass(frozen=True)
class Queue:
    """The applications to decide: a few to show, how many there are, and how many of them wait too long.

    `is_cut` tells that there are more of these than were counted.
    """

    shown: Sequence[Waiting] = ()
    count: int = 0
    late: int = 0
    is_cut: bool = False

    @property
    def remark(self) -> str:
        """What the front page says below the number."""
        if not self.late:
            return _("none past the days promised")
        if self.is_cut:
            return _("more than %(late)d past the days promised") % {"late": self.late}
        late = ngettext("%(late)d past the days promised", "%(late)d past the days promised", self.late)
        return late % {"late": self.late}


def today(now: datetime, person: User) -> dict[str, Any]:
    """Return the context of the page at the moment `now`; of each kind only what this person may open."""
    sees: dict[type[Model], bool]
    kinds = (Application, Message, Event, Pairing)
    sees = {model: person.has_perm(_view_right(model)) for model in kinds}
    queue = _queue(now) if sees[Application] else Queue()
    events = _events(now) if sees[Event] else []
    mails = Message.objects.to_look_at(Now()) if sees[Message] else Message.objects.none()
    proposals = Pairing.objects.proposed() if sees[Pairing] else Pairing.objects.none()
    gate = Gate.the()
    # Functions, so that only what this person sees is counted.
    stations: dict[type[Model], Callable[[], Station]] = {
        Application: lambda: _applications_station(queue),
        Message: lambda: _mails_station(mails.count(), gate),
        Event: lambda: _events_station(events),
        Pairing: lambda: _proposals_station(proposals.count()),
    }
    return {
        "now": now,
        "sees": {model._meta.model_name: may for model, may in sees.items()},
        "stations": [station() for model, station in stations.items() if sees[model]],
        "applications": queue.shown,
        "unconfirmed": _unconfirmed() if sees[Application] else [],
        "mails": [
            (mail, reason_of(mail), advice_of(mail), _url_of_reader(mail, person))
            for mail in mails.select_related("person", "returned").order_by("-pk")[:ROWS]
        ],
        "arrivals": _arrivals() if person.has_perm(_view_right(Arrival)) else None,
        "held": _held(gate) if sees[Message] else None,
        "next_events": events[:5],
        "cares": cities_to_look_after(person),
        "proposals": proposals.with_cities().order_by("proposed_at")[:ROWS],
        "quiet": _quiet_pairings() if sees[Pairing] else None,
        "access_requests": _access_requests() if person.has_perm(_view_right(AccessRequest)) else [],
        "recent": _recent(person),
        "mishaps": _mishaps(person) if sees[Message] else [],
        "backup": _last_backup() if person.has_perm("forum.view_forumsettings") else None,
    }


def _last_backup() -> dict[str, Any]:
    """Return the newest backup, and whether a night was missed since."""
    last = Backup.objects.first()
    return {"last": last, "is_late": not Backup.objects.fresh().exists()}


def _arrivals() -> dict[str, Any] | None:
    """Return how many mails came in that a person has to read; None where there are none."""
    count = Arrival.objects.to_look_at().count()
    words = ngettext("mail came in that nobody has read.", "mails came in that nobody has read.", count)
    url = reverse("admin:inbound_arrival_changelist") + "?look=after"
    return {"count": count, "what": words, "url": url} if count else None


def _url_of_reader(mail: Message, person: User) -> str:
    """Return where the reader of a mail is looked after; empty for who may not open that."""
    model = User if mail.person else Application
    return url_of_reader(mail) if person.has_perm(_view_right(model)) else ""


def _view_right(model: type[Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def _queue(now: datetime) -> Queue:
    """Return the applications that wait; clocks are read and rules checked of a bounded number."""
    rows = Application.objects.to_decide()
    # Those to decide have a confirmed address, and so each has a clock.
    clocked = [(row, clock) for row in _with_clocks(rows)[:ROWS] if (clock := route.clock(row, now))]
    backgrounds = backgrounds_of([row for row, _clock in clocked])
    shown = [Waiting(row, clock, rules.checks(row, backgrounds[row.pk])) for row, clock in clocked]
    # Nobody else can be late: closed days and questions that wait move the day back and never forward.
    promised = timedelta(days=the_forum().promised_days)
    long_ago = _with_clocks(rows.alias(since=WAITS_SINCE).filter(since__lte=now - promised))[
        : LATE_COUNTED + 1
    ]
    late = sum(clock.is_overdue for row in long_ago if (clock := route.clock(row, now)))
    return Queue(shown, rows.count(), min(late, LATE_COUNTED), is_cut=late > LATE_COUNTED)


def _with_clocks(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the rows with all that their clocks and names need."""
    return rows.select_related("city").prefetch_related("clarifications")


def _unconfirmed() -> QuerySet[Application]:
    return Application.objects.unconfirmed().order_by("-sent_at")[:3]


def _access_requests() -> QuerySet[AccessRequest]:
    """Return those that a city's lead has not answered within the days we give them."""
    asking = AccessRequest.objects.filter(answered_at__isnull=True, escalated_at__isnull=False)
    return asking.select_related("city").order_by("sent_at")[:ROWS]


def _events(now: datetime) -> list[Event]:
    """Return the events of the next seven days, with `taken` and `waiting`: how many go, and wait."""
    # Two counts over one join, told apart by their filters.
    going = Count("registrations", filter=Q(registrations__answer=Registration.Answer.GOING))
    waiting = Count("registrations", filter=Q(registrations__answer=Registration.Answer.WAITING))
    week = Event.objects.within(now, WEEK).for_list()
    return list(week.annotate(taken=going, waiting=waiting))


def _recent(reader: User) -> list[dict[str, Any]]:
    """Return what people have just done to things that the reader may open, but for `QUIET_VERBS`."""
    readable = Entry.objects.readable_by(reader)
    entries = list(readable.exclude(actor_id=None).exclude(verb__in=QUIET_VERBS)[:RECENT])
    names, targets = Entry.names(entries), Entry.targets(entries)
    return [
        {
            "who": names.get(entry.actor_id, "") if entry.actor_id else "",
            "what": entry.what,
            "at": entry.at,
            "target": targets.get((entry.target_type, entry.target_id)),
            "url": entry.admin_url,
        }
        for entry in entries
    ]


def _mishaps(person: User) -> list[dict[str, Any]]:
    """Return what the portal failed to do by itself lately, with its row where this person may open that."""
    rows = list(Mishap.objects.to_show()[:ROWS])
    targets = Entry.targets(row for row in rows if row.target_type)
    return [
        {
            "what": _(row.planner),
            "error": row.error,
            "count": row.count,
            "first_at": row.first_at,
            "file": "" if row.target_type else row.target_id,
            **_target_for(person, targets.get((row.target_type, row.target_id))),
        }
        for row in rows
    ]


def _target_for(person: User, target: Model | None) -> dict[str, Any]:
    if target is None or not person.has_perm(_view_right(type(target))):
        return {}
    return {"target": target, "url": admin_url_of(target)}


def _applications_station(queue: Queue) -> Station:
    return Station(
        count=queue.count,
        label=ngettext("application waits", "applications wait", queue.count),
        remark=queue.remark,
        url=reverse("admin:cities_application_changelist") + "?stands=waiting",
        needs=bool(queue.count),
    )


def _held(gate: Gate) -> dict[str, Any] | None:
    """Return that no mail leaves just now, why, and how many wait; None while mails leave as they should."""
    if gate.is_open:
        return _stuck()
    return {
        "what": str(gate),
        "why": gate.why,
        "waiting": gate.waiting,
        "url": reverse("admin:outbox_gate_change", args=[gate.pk]),
    }


def _stuck() -> dict[str, Any] | None:
    """Return that no mail has left for two hours although some should; None while that is not so."""
    count = Message.objects.stuck(Now()).count()
    if not count:
        return None
    return {
        "what": _("No mail has left for two hours."),
        "waiting": ngettext("%(n)d mail waits.", "%(n)d mails wait.", count) % {"n": count},
        "why": _("The mail server does not take them, or the sending process does not run."),
        "url": reverse("admin:outbox_message_changelist") + "?look=stuck",
    }


def _quiet_pairings() -> dict[str, Any]:
    """Return the pairings in which nothing has happened for as many days as the settings say."""
    days = the_forum().quiet_days
    rows = Pairing.objects.quiet(reader_today(), days=days)
    return {
        "count": rows.count(),
        "days": days,
        "pairings": rows.with_cities().order_by("active_since")[:NAMED],
        "url": reverse("admin:pilots_pairing_changelist") + "?look=quiet",
    }


def _mails_station(count: int, gate: Gate) -> Station:
    all_well = _("all accepted by the mail server") if gate.is_open else str(gate)
    return Station(
        count=count,
        label=ngettext("mail did not arrive", "mails did not arrive", count),
        remark=_("or did not leave, or may not have arrived") if count else all_well,
        url=reverse("admin:outbox_message_changelist") + "?look=after",
        needs=bool(count),
    )


def _events_station(events: list[Event]) -> Station:
    taken = sum(event.taken for event in events)
    return Station(
        count=len(events),
        label=ngettext("event this week", "events this week", len(events)),
        remark=ngettext("%(taken)d place taken", "%(taken)d places taken", taken) % {"taken": taken},
        url=reverse("admin:events_event_changelist") + "?soon=week",
        needs=False,
    )


def _proposals_station(count: int) -> Station:
    return Station(
        count=count,
        label=ngettext("proposal unanswered", "proposals unanswered", count),
        remark=_("a pairing begins when both cities accept")
        if count
        else _("no pairing waits for an answer"),
        url=reverse("admin:pilots_pairing_changelist") + "?state__exact=proposed",
        needs=bool(count),
    )
