"""What must not come back with a backup of things: who sees them, events, places, pairings, mails."""

from datetime import date, time
from typing import Any

from django.apps import apps
from django.db.models.functions import Now

from cities.sharing.models import Shared, rows_like, shared_classes
from events.models import Event, Guest, Registration
from events.planning.actions.entries import derive_moments
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.backups.kinds import Facts, Kind, Name, target_of, write_again
from icaforum.outbox.models import Message
from icaforum.outbox.states import State, move
from pilots.models import Pairing, PilotProject
from resources.library.search.index import write_index
from resources.models import Edition, Resource

TIME = ("local_date", "local_time", "time_zone", "duration", "schedule_version")


def _readers(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and _readers_of(row)


def _readers_of(row: Shared) -> Facts:
    rows = rows_like(row)
    out = rows.filter(rows.in_force(), pk=row.pk).exists()
    return {"level": row.level, "partners": row.open_to_partners, "out": out}


def _narrow(row: Shared, facts: Facts) -> bool:
    """Let nobody see more than may by now: a higher level is fewer people. Nothing is opened by this."""
    return write_again(
        row,
        level=max(row.level, facts["level"]),
        open_to_partners=row.open_to_partners and facts["partners"],
    )


def _narrow_paper(paper: Resource, facts: Facts) -> bool:
    pulled_back = not facts["out"] and paper.is_published
    state = Resource.State.WITHDRAWN if pulled_back else paper.state
    return any([_narrow(paper, facts), write_again(paper, state=state)])


def _narrow_project(project: PilotProject, facts: Facts) -> bool:
    published_at = project.published_at if facts["out"] else None
    return any([_narrow(project, facts), write_again(project, published_at=published_at)])


def _event(entry: Entry) -> Facts | None:
    event = target_of(entry)
    if event is None:
        return None
    when = {"local_date": event.local_date.isoformat(), "local_time": event.local_time.isoformat()}
    facts = {name: getattr(event, name) for name in (*TIME[2:], "state", "sequence")}
    return _readers_of(event) | facts | when


def _settle_event(event: Event, facts: Facts) -> bool:
    """Let an event stand as people were told: cancelled, postponed, or at its new time."""
    narrowed = _narrow(event, facts)
    if event.is_draft and facts["state"] != Event.State.CANCELLED:
        return narrowed
    told = {name: facts[name] for name in (*TIME, "state")}
    told |= {
        "local_date": date.fromisoformat(facts["local_date"]),
        "local_time": time.fromisoformat(facts["local_time"]),
    }
    if all(getattr(event, name) == value for name, value in told.items()):
        return narrowed
    for name, value in told.items():
        setattr(event, name, value)
    derive_moments(event)
    # Calendars have seen the number of then, and take only a higher one.
    event.sequence = max(event.sequence, facts["sequence"])
    event.save()
    record("done again", event, by=None)
    return True


def _place(entry: Entry) -> Name:
    """The place that somebody passed on is the one that was given up."""
    return "events.registration", str(entry.details.get("left", entry.target_id))


def _answer(entry: Entry) -> Facts | None:
    place = Registration.objects.filter(pk=_place(entry)[1]).first()
    return {"answer": place.answer} if place else None


def _give_up(place: Registration, facts: Facts) -> bool:
    """Give up again; who moves up is settled by the clock, and asks of the secretariat nothing."""
    if facts["answer"] in Registration.COMING:
        return False
    return write_again(place, answer=facts["answer"], turn=place.turn + 1)


def _link(entry: Entry) -> Facts | None:
    guest = target_of(entry)
    return guest and {"answer": guest.answer, "version": guest.link_version, "turn": guest.turn}


def _end_link(guest: Guest, facts: Facts) -> bool:
    """End a link that was ended; where only the address was corrected, it has to be corrected again."""
    return write_again(
        guest,
        answer=facts["answer"],
        link_version=max(guest.link_version, facts["version"]),
        turn=max(guest.turn, facts["turn"]),
    )


def _pairing(entry: Entry) -> Facts | None:
    pairing = target_of(entry)
    return pairing and {"state": pairing.state}


def _end_pairing(pairing: Pairing, facts: Facts) -> bool:
    if facts["state"] in (Pairing.State.PROPOSED, Pairing.State.ACTIVE):
        return False
    if facts["state"] not in Pairing.LIVE:
        Pairing.objects.filter(pk=pairing.pk).update(ended_at=Now())
    return write_again(pairing, state=facts["state"])


def _edition(entry: Entry) -> Name:
    return "resources.edition", str(entry.details["edition"])


def _remove_edition(edition: Edition, _facts: Facts) -> None:
    paper = edition.resource
    edition.delete()
    write_index(paper)
    record("done again", paper, by=None)


def _mail(entry: Entry) -> Facts | None:
    message = target_of(entry)
    return message and {"state": message.state}


def _keep_mail(message: Message, facts: Facts) -> bool:
    if facts["state"] not in (State.CANCELLED, State.HELD):
        return False
    why = {"last_error": "taken-back"} if facts["state"] == State.CANCELLED else {}
    return bool(move(Message.objects.filter(pk=message.pk), facts["state"], **why))


def _exceptions() -> dict[str, Kind]:
    """Return the kinds of exceptions: of each class of shared objects, to people and to circles."""
    kinds = {}
    for model in shared_classes():
        for grants, to in (("person_grants", "user"), ("circle_grants", "group")):
            kinds[f"{model._meta.label_lower} {grants}"] = _exception(model, grants, to)
    return kinds


def _exception(model: type[Shared], grants: str, to: str) -> Kind:
    rows: Any = model._meta.get_field(grants).related_model
    label, detail = model._meta.label_lower, "person" if to == "user" else "group"

    def about(entry: Entry) -> Name | None:
        key = entry.details.get(detail)
        return key and (f"{label} {detail}", f"{entry.target_id} {key}")

    def name(row: Any) -> Name:
        return f"{label} {detail}", f"{row.content_object_id} {getattr(row, f'{to}_id')}"

    def take(row: Any, facts: Facts) -> bool:
        if facts["given"]:
            return False
        row.delete()
        record("revoked", row.content_object, by=None, **{detail: getattr(row, f"{to}_id")})
        return True

    def given(entry: Entry) -> Facts:
        return {"given": entry.verb == "granted"}

    return Kind(label, ("granted", "revoked"), rows.objects.all, take, given, about, name)


def _all(label: str) -> Any:
    return apps.get_model(label)._default_manager.all


KINDS = {
    "paper seen by fewer": Kind(
        "resources.resource",
        ("changed", "published", "withdrawn"),
        _all("resources.resource"),
        _narrow_paper,
        _readers,
    ),
    "project seen by fewer": Kind(
        "pilots.pilotproject",
        ("changed", "published", "pulled back"),
        _all("pilots.pilotproject"),
        _narrow_project,
        _readers,
    ),
    "event cancelled": Kind(
        "events.event",
        (
            "edited",
            "programme changed",
            "published",
            "moved",
            "took the move back",
            "postponed",
            "cancelled",
            "published again",
        ),
        _all("events.event"),
        _settle_event,
        _event,
    ),
    "place given up": Kind(
        "events.registration",
        (
            "gave up a place",
            "wants the recording",
            "place given back",
            "asked for a place",
            "place added",
            "place passed on",
        ),
        Registration.objects.coming,
        _give_up,
        _answer,
        about=_place,
    ),
    "pairing ended": Kind(
        "pilots.pairing",
        ("declined", "paused", "resumed", "completed", "withdrawn"),
        Pairing.objects.live,
        _end_pairing,
        _pairing,
    ),
    "guest taken back": Kind(
        "events.guest",
        ("guest invited", "guest corrected", "guest written to again", "guest taken back", "guest declined"),
        Guest.objects.all,
        _end_link,
        _link,
    ),
    "language removed": Kind(
        "resources.resource",
        ("removed a language",),
        _all("resources.edition"),
        _remove_edition,
        about=_edition,
    ),
    "mail kept": Kind(
        "outbox.message",
        ("taken back", "put on hold", "sent again"),
        _all("outbox.message"),
        _keep_mail,
        _mail,
    ),
    **_exceptions(),
}
