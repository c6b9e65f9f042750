"""What the page of a call says beside its form: what happens when, and what each project would take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from icaforum.words.languages import translated_name
from icaforum.words.stations import Station
from icaforum.words.times import day_in_words
from pilots.interest import rules
from pilots.interest.models import Interest, PeerCall
from pilots.projects.models import PilotProject


def path_of(call: PeerCall, *, city: City | None, now: datetime) -> list[Station]:
    """Return what happens when, for a city, or for somebody without one that can answer."""
    is_open = rules.is_open(call, city.known_zone if city else "", now)
    where = _(", 23:59 in %(city)s") % {"city": city} if city else ""
    closes = _("until %(day)s") % {"day": date_format(call.closes_on)} + where
    since = _("since %(day)s") % {"day": day_in_words(call.opened_at)} if call.opened_at else ""
    words: list[tuple[str, str, bool, bool]] = [
        (_("Open"), since, bool(call.opened_at), False),
        (_("You write and send") if city else _("Cities write and send"), closes, not is_open, is_open),
        (
            _("We propose pairs, with reasons"),
            _("by %(day)s") % {"day": date_format(call.decides_on)},
            bool(call.decided_at),
            not is_open and not call.is_over,
        ),
    ]
    if call.answers_on:
        by = _("by %(day)s") % {"day": date_format(call.answers_on)}
        words.append((_("Both cities say yes or no"), by, False, bool(call.decided_at)))
    words += [
        (_("First call"), _("from %(day)s") % {"day": date_format(call.starts_on)}, False, False),
        (_("Last lesson"), _("by %(day)s") % {"day": date_format(call.ends_on)}, False, False),
    ]
    return [Station(name, text, done=done, current=current) for name, text, done, current in words]


def host_for(city: City | None, project: PilotProject, call: PeerCall) -> City | None:
    """Return the pilot city of a project whose office is open longest while the city's is; by name else."""
    hosts = sorted(project.hosts.all(), key=lambda host: host.sort_name)
    if city is None:
        return next(iter(hosts), None)

    def shared(host: City) -> float:
        found = rules.shared_office_hours(city.known_zone, host.known_zone, call.starts_on)
        return -(found.total_seconds() if found is not None else -1)

    return min(hosts, key=shared, default=None)


@dataclass(frozen=True)
class Offer:
    """A project of a call, as a city chooses it: `field` is its wish, `notes` what it should know before."""

    project: PilotProject
    facts: list[str]
    notes: list[str]
    field: Any = None
    number: str = ""


def offers_of(
    call: PeerCall, projects: Iterable[PilotProject], *, city: City | None, form: Any = None, name: Any = None
) -> list[Offer]:
    """Return the projects of a call, those chosen first; `form` and `name` give the field of each."""
    offers = []
    for project in projects:
        field = form[name(project)] if form is not None else None
        number = str(field.value() or "") if field is not None else ""
        facts, notes = _said_of(call, project, city)
        offers.append(Offer(project, facts, notes, field, number if number in {"1", "2", "3"} else ""))
    return sorted(offers, key=lambda offer: offer.number or "9")


def _said_of(call: PeerCall, project: PilotProject, city: City | None) -> tuple[list[str], list[str]]:
    host = host_for(city, project, call)
    facts, notes = [", ".join(str(it) for it in project.hosts.all())], []
    room = ngettext("room for %(n)d", "room for %(n)d", project.room) % {"n": project.room}
    facts.append(room if project.room else _("full now"))
    if not project.room:
        notes.append(_("You can name it; you would wait until there is room."))
    if city is None or host is None:
        return facts, notes
    need = needs_of(city.known_zone, city.languages, project, host, call)
    if need.hours:
        hours = f"{need.hours:g}"
        facts.append(
            ngettext(
                "%(hours)s shared office hour a day",
                "%(hours)s shared office hours a day",
                int(need.hours) or 2,
            )
            % {"hours": hours}
        )
    elif need.hours is not None:
        facts.append(_("no shared office hours"))
    if need.early_calls:
        notes.append(_("Calls would be early for one of you, in turn. You can still choose it."))
    if need.interpreter:
        notes.append(_("You have said no language that they work in: you would need an interpreter."))
    return facts, notes


def needs_of(
    zone: str, languages: list[str], project: PilotProject, host: City, call: PeerCall
) -> rules.Needs:
    """Return what a city on this clock, with these languages, needs to work with a pilot city."""
    theirs = [*project.languages, *host.languages]
    return rules.needs(zone, languages, host.known_zone, theirs, call.starts_on)


def in_words(need: rules.Needs) -> list[str]:
    """Say what two cities need: a language or an interpreter, and when they talk."""
    said = (
        [_("They need an interpreter.")]
        if need.interpreter
        else [_("They share %(language)s.") % {"language": translated_name(need.languages[0])}]
    )
    if need.early_calls:
        said.append(_("Their offices are hardly open at once: they take early calls in turn."))
    elif need.hours:
        hours = ngettext("%(n)s office hour", "%(n)s office hours", int(need.hours) or 2)
        said.append(_("They share %(hours)s a day.") % {"hours": hours % {"n": f"{need.hours:g}"}})
    return said


@dataclass(frozen=True)
class Begun:
    """How many other cities have begun, and how many have sent."""

    begun: int
    sent: int

    @classmethod
    def of(cls, call: PeerCall, city: City | None) -> "Begun | None":
        """Count them; None where they are too few to be said."""
        states = list(call.interests.exclude(city=city).order_by().values_list("state", flat=True))
        sent = states.count(Interest.State.SENT)
        begun = sent + states.count(Interest.State.DRAFT)
        return cls(begun, sent) if begun >= rules.FEWEST else None
