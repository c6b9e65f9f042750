"""Places: taken, given up, and settled in one place under the event's lock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.sharing.audience import audience
from cities.sharing.models import GRANT_IN_FORCE
from events.places.models import Registration
from events.programme import refusals, rules
from events.programme.locks import locked
from events.programme.models import Event
from icaforum.audit.details import choice_of, keys_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "settled": gettext_lazy("settled the places"),
        "asked for a place": gettext_lazy("asked for a place"),
        "gave up a place": gettext_lazy("gave up a place"),
        "wants the recording": gettext_lazy("asked for the recording"),
    }
)
name_details(
    {
        "event": keys_of(Event, gettext_lazy("event")),
        "held": choice_of(Registration.Answer.choices, gettext_lazy("had")),
    }
)

Answer = Registration.Answer


@transaction.atomic
def take_place(
    event: Event, *, by: User, city: City | None = None, person: User | None = None
) -> Registration:
    """Ask for a place, for a city: there is one, or the waiting list begins. Asking twice changes nothing."""
    person = person or by
    cities = _cities_of(person)
    event, now = locked(event)
    _refuse_unless_open(event, now)
    registration = _answer_of(event, person)
    if registration and registration.answer in Registration.COMING:
        return registration
    registration = registration or Registration(event=event, person=person)
    registration.city = _chosen(city, cities)
    _turn(registration, Answer.WAITING, now)
    record("asked for a place", registration, by=by, event=event.pk, person=person.pk)
    _settle(event, now, asking=registration)
    registration.refresh_from_db()
    if registration.is_waiting:
        _mail("place_waiting", registration)
    return registration


@transaction.atomic
def give_up(event: Event, *, by: User, person: User | None = None) -> Registration:
    """Give a place, or a rank on the waiting list, back; whoever waits the longest gets it at once."""
    person = person or by
    event, now = locked(event)
    _refuse_unless_open(event, now, postponed=True)
    registration = _answer_of(event, person)
    if registration is None:
        raise refusals.NoAnswer(_("There is no place to give up here."))
    if registration.answer == Answer.GAVE_UP:
        return registration
    held = registration.answer
    _turn(registration, Answer.GAVE_UP, now)
    record("gave up a place", registration, by=by, event=event.pk, person=person.pk, held=held)
    _mail_leaving(registration, held, reason="self" if by == person else "staff")
    _settle(event, now)
    return registration


@transaction.atomic
def recording_only(
    event: Event, *, by: User, city: City | None = None, person: User | None = None
) -> Registration:
    """Not come, but have the recording; a place held until now goes to whoever waits."""
    person = person or by
    cities = _cities_of(person)
    event, now = locked(event)
    if not event.may_be_recorded:
        raise refusals.NoRecording(_("An academy meets at a place; there is no recording of it."))
    _refuse_unless_open(event, now, postponed=True)
    if not entitled(event, [person.pk]):
        raise refusals.NotEntitled(_("This event is not open to you."))
    registration = _answer_of(event, person)
    if registration and registration.answer == Answer.RECORDING:
        return registration
    registration = registration or Registration(event=event, person=person)
    held = registration.answer
    registration.city = _chosen(city or (registration.city if registration.pk else None), cities)
    _turn(registration, Answer.RECORDING, now)
    record("wants the recording", registration, by=by, event=event.pk, person=person.pk, held=held)
    _mail_leaving(registration, held, reason="recording")
    _settle(event, now)
    return registration


@transaction.atomic
def settle(event: Event, *, by: User | None = None) -> Event:
    """Decide who has a place: the one that every verb on places calls, and the clock each minute.

    People who may no longer see the event lose theirs, the longest waiting come next. A capacity that was
    lowered throws nobody out. From the start on nothing moves.
    """
    event, now = locked(event)
    _settle(event, now, by=by)
    return event


def entitled(event: Event, people: Iterable[int]) -> set[int]:
    """Who of these people may have a place: in good standing, and the event is open to them."""
    seen_by = audience(
        level=event.level,
        open_to_partners=event.open_to_partners,
        groups=event.circle_grants.filter(GRANT_IN_FORCE).values_list("group_id", flat=True),
        people=event.person_grants.filter(GRANT_IN_FORCE).values_list("user_id", flat=True),
    )
    return set(seen_by.in_good_standing().filter(pk__in=list(people)).values_list("pk", flat=True))


# How it is settled ----------------------------------------------------------------------------------------


def _settle(
    event: Event, now: datetime, *, asking: Registration | None = None, by: User | None = None
) -> None:
    """Under the event's lock. `asking` has just asked: its mail says «confirmed», not «you move up»."""
    if not event.is_published or event.has_started(now):
        return
    rows = list(event.registrations.coming().select_related("person").order_by("queued_at", "pk"))
    may_come = entitled(event, [row.person_id for row in rows])
    if asking and asking.person_id not in may_come:
        raise refusals.NotEntitled(_("This event is not open to you."))
    out = [row for row in rows if row.person_id not in may_come]
    staying = [row for row in rows if row.person_id in may_come]
    going = [row for row in staying if row.is_going]
    waiting = [row for row in staying if row.is_waiting]
    promoted = waiting[: rules.free_places(event.capacity, len(going))]
    for row in out:
        held = row.answer
        _turn(row, Answer.GAVE_UP, now)
        _mail_leaving(row, held, reason="left")
    for row in promoted:
        _turn(row, Answer.GOING, now)
        _mail("place_confirmed" if asking and row.pk == asking.pk else "place_promoted", row)
    moved_up = [row.pk for row in promoted if not (asking and row.pk == asking.pk)]
    if out or moved_up:
        record("settled", event, by=by, out=[row.pk for row in out], moved_up=moved_up)


def _turn(registration: Registration, answer: str, now: datetime) -> None:
    if answer == Answer.WAITING:
        registration.queued_at = now
    registration.answer = answer
    registration.answered_at = now
    registration.turn += 1
    registration.save()


def _refuse_unless_open(event: Event, now: datetime, *, postponed: bool = False) -> None:
    """What the state of an event forbids; `postponed` allows the verb while there is no date."""
    if event.is_draft:
        raise refusals.not_announced()
    if event.is_cancelled:
        raise refusals.cancelled()
    if event.is_postponed:
        if postponed:
            return
        raise refusals.no_date()
    if event.has_started(now):
        raise refusals.started()


def _answer_of(event: Event, person: User) -> Registration | None:
    return Registration.objects.filter(event=event, person=person).first()


def _cities_of(person: User) -> list[City]:
    return list(City.objects.filter(pk__in=person.seats.standing().values("city_id")))


def _chosen(city: City | None, cities: list[City]) -> City:
    """The city a place is taken for: the one that was said, or the only one there is."""
    if not cities:
        raise refusals.NoCity(_("Places are for people of a city or partner in the Forum."))
    if city is None and len(cities) == 1:
        return cities[0]
    if city not in cities:
        raise refusals.NoCity(_("Say which of your cities you take the place for."))
    return city


def _mail(kind: str, registration: Registration, **ids: object) -> None:
    queue_mail(
        kind,
        to=registration.person,
        key=f"place:{registration.pk}:t{registration.turn}:{kind}",
        ids={"registration": registration.pk, "turn": registration.turn} | ids,
    )


def _mail_leaving(registration: Registration, held: str, *, reason: str) -> None:
    """Take the entry out of a calendar, where there was a place; tell who waited that it ends."""
    if held in Registration.COMING and registration.person.is_active:
        _mail("place_given_up", registration, had_place=held == Answer.GOING, reason=reason)
