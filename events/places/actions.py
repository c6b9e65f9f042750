"""The verbs of places: take one, give it up, want only the recording; and the one that settles them.

Each locks the event first, so that no two decide about its places at once. Who gets what is decided in
`_settle` and nowhere else.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.people.models import UserQuerySet
from cities.sharing.audience import audience
from cities.sharing.models import GRANT_IN_FORCE
from events.places.models import Registration
from events.programme import refusals, rules
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.belonging import belongs
from icaforum.audit.details import choice_of, keys_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now

name_verbs(
    {
        "settled": gettext_lazy("settled the places"),
        "asked for a place": gettext_lazy("asked for a place"),
        "gave up a place": gettext_lazy("gave up a place"),
        "place given back": gettext_lazy("gave a place back"),
        "place passed on": gettext_lazy("passed a place on"),
        "place added": gettext_lazy("gave a place beyond the limit"),
        "wants the recording": gettext_lazy("asked for the recording"),
        "opened the room": gettext_lazy("opened the room"),
    }
)
name_details(
    {
        "event": keys_of(Event, gettext_lazy("event")),
        "held": choice_of(Registration.Answer.choices, gettext_lazy("had")),
    }
)
belongs(Registration, "city", to=City)
belongs(Registration, "person", to=User)
belongs(Registration, "event", to=Event)

Answer = Registration.Answer


@transaction.atomic
def take_place(
    event: Event, *, by: User, city: City | None = None, person: User | None = None, beyond: bool = False
) -> Registration:
    """Ask for a place; there is one, or the person is put on the waiting list. Both are mailed.

    `city` is the one that the place is for; it may be left out by somebody with one city only. `person` is
    whom it is for, if that is not `by`. `beyond` gives the place where none is free, to whoever waits too;
    the secretariat alone offers that. Asking twice changes nothing. Returns the registration as settled.
    Raises NotAnnounced, Cancelled, NoDate or Started by the state of the event, NoCity without a fitting
    city, NotEntitled when the event is not open to the person, Busy when the lock does not come.
    """
    person = person or by
    # Before the lock, to hold it for as short as possible: sixty people may come in the same minute.
    cities = _cities_of(person)
    event, now = lock_event(event)
    refusals.refuse_unless_ahead(event, now)
    registration = _registration_of(event, person)
    if registration and (registration.is_going or (registration.is_waiting and not beyond)):
        return registration
    registration = registration or Registration(event=event, person=person)
    if not registration.is_waiting:
        registration.city = _city_for(city, cities)
        # Everybody joins the list first and is promoted from it, so that one piece of code decides who is
        # next.
        _change_answer(registration, Answer.WAITING, now)
        record("asked for a place", registration, by=by, event=event.pk, person=person.pk)
    _settle(event, now, asking=registration)
    if registration.is_waiting and beyond:
        _change_answers([registration], Answer.GOING, now)
        record("place added", registration, by=by, event=event.pk, person=person.pk)
        queue_mails([_mail_of("place_confirmed", registration)])
    elif registration.is_waiting:
        queue_mails([_mail_of("place_waiting", registration)])
    return registration


@transaction.atomic
def give_up(event: Event, *, by: User, person: User | None = None, in_calendar: bool = False) -> Registration:
    """Give a place, or one's turn on the waiting list, back; whoever waits the longest gets it at once.

    Also drops the wish for a recording. `person` is whose it is, if that is not `by`; `in_calendar` tells
    that the person declined there, and gets a mail that says so. Giving up twice changes nothing. Raises
    NotAnnounced, Cancelled or Started by the state of the event, NoAnswer when the person has never answered,
    Busy when the lock does not come.
    """
    person = person or by
    event, now = lock_event(event)
    # A postponed event keeps its places, and who cannot come at any new date may say so.
    refusals.refuse_unless_ahead(event, now, postponed=True)
    registration = _registration_of(event, person)
    if registration is None:
        raise refusals.NoAnswer(_("There is no place to give up here."))
    if registration.answer == Answer.GAVE_UP:
        return registration
    held = registration.answer
    _change_answer(registration, Answer.GAVE_UP, now)
    record("gave up a place", registration, by=by, event=event.pk, person=person.pk, held=held)
    own = "calendar" if in_calendar else "self"
    queue_mails(_mails_of_leaving(registration, held, reason=own if by == person else "staff"))
    _settle(event, now)
    return registration


@transaction.atomic
def give_back(event: Event, *, by: User, person: User) -> Registration:
    """Give somebody back the place, or the turn on the waiting list, that was given up by mistake.

    The turn is the one it was: there is a place at once where one is free, and else the person waits in the
    old rank; nobody who has a place loses it. Giving back twice changes nothing. Raises NoAnswer where none
    was given up, NotEntitled, NoCity where the city is no longer the person's, and as `take_place` by the
    state of the event.
    """
    cities = _cities_of(person)
    event, now = lock_event(event)
    refusals.refuse_unless_ahead(event, now)
    registration = _registration_of(event, person)
    if registration and registration.answer in Registration.COMING:
        return registration
    if registration is None or registration.answer != Answer.GAVE_UP or registration.queued_at is None:
        raise refusals.NoAnswer(_("No place was given up here."))
    if registration.city not in cities:
        facts = {"person": person, "city": registration.city}
        raise refusals.NoCity(_("%(person)s no longer speaks for %(city)s.") % facts)
    _change_answers([registration], Answer.WAITING, now)
    record("place given back", registration, by=by, event=event.pk, person=person.pk)
    _settle(event, now, asking=registration)
    if registration.is_waiting:
        queue_mails([_mail_of("place_waiting", registration)])
    return registration


@transaction.atomic
def pass_on(event: Event, *, by: User | None, person: User, to: User) -> Registration:
    """Pass somebody's place, or turn on the waiting list, on to a colleague of the city; both are mailed.

    The colleague, who may wait already, comes or waits in that rank; one who comes already keeps the place,
    and that of `person` is given up. Returns the colleague's registration. Raises NoAnswer where the person
    neither comes nor waits, NoCity and NotEntitled where the colleague may not have the place, and as
    `take_place` by the state of the event.
    """
    cities = _cities_of(to)
    event, now = lock_event(event)
    refusals.refuse_unless_ahead(event, now)
    mine = _registration_of(event, person)
    if mine is None or mine.answer not in Registration.COMING:
        raise refusals.NoAnswer(_("There is no place to pass on here."))
    if mine.city not in cities:
        facts = {"person": to, "city": mine.city}
        raise refusals.NoCity(_("%(person)s does not speak for %(city)s.") % facts)
    if not entitled(event, [to.pk]):
        raise refusals.NotEntitled(_("This event is not open to %(person)s.") % {"person": to})
    held, queued_at = mine.answer, mine.queued_at
    _change_answer(mine, Answer.GAVE_UP, now)
    theirs = _registration_of(event, to) or Registration(event=event, person=to)
    if not theirs.is_going:
        waits_since = theirs.queued_at if theirs.is_waiting else None
        theirs.city, theirs.queued_at = mine.city, min(filter(None, (waits_since, queued_at)))
        theirs.answer, theirs.answered_at = held, now
        theirs.turn += 1
        theirs.save()
        queue_mails([_mail_of("place_confirmed" if theirs.is_going else "place_waiting", theirs)])
    # `left` is where it came from: without it, a restored ledger could not give that one up again.
    record("place passed on", theirs, by=by, event=event.pk, person=to.pk, held=held, left=mine.pk)
    queue_mails(_mails_of_leaving(mine, held, reason="passed"))
    _settle(event, now)
    return theirs


@transaction.atomic
def recording_only(
    event: Event, *, by: User, city: City | None = None, person: User | None = None
) -> Registration:
    """Want the recording and no place; a place held until now goes to whoever waits the longest.

    Arguments as of `take_place`; without `city` an earlier answer's city stays. Raises NotAnnounced,
    Cancelled or Started by the state of the event, NoRecording for an academy, NotEntitled when the event is
    not open to the person, NoCity without a fitting city, Busy when the lock does not come.
    """
    person = person or by
    cities = _cities_of(person)
    event, now = lock_event(event)
    if not event.may_be_recorded:
        raise refusals.NoRecording(_("An academy meets at a place; there is no recording of it."))
    refusals.refuse_unless_ahead(event, now, postponed=True)
    # Asked here because `_settle` looks only at those who come or wait.
    if not entitled(event, [person.pk]):
        raise refusals.NotEntitled(_("This event is not open to you."))
    registration = _registration_of(event, person)
    if registration and registration.answer == Answer.RECORDING:
        return registration
    registration = registration or Registration(event=event, person=person)
    held = registration.answer
    registration.city = _city_for(city or (registration.city if registration.pk else None), cities)
    _change_answer(registration, Answer.RECORDING, now)
    record("wants the recording", registration, by=by, event=event.pk, person=person.pk, held=held)
    queue_mails(_mails_of_leaving(registration, held, reason="recording"))
    _settle(event, now)
    return registration


@transaction.atomic
def enter(registration: Registration, *, by: User) -> Registration:
    """Note that somebody with a place was led into the room; the first time counts.

    Without the lock of the event: all come in the same minutes. Returns the registration.
    """
    first = Registration.objects.filter(pk=registration.pk, opened_at__isnull=True)
    if first.update(opened_at=database_now()):
        record("opened the room", registration, by=by, event=registration.event_id, person=by.pk)
    return registration


@transaction.atomic
def settle(event: Event, *, by: User | None = None) -> Event:
    """Decide who has a place; called by other verbs, and by the clock each minute.

    People who may no longer see the event lose their place, and the longest waiting come next. A capacity
    that was lowered throws nobody out. From the start on nothing moves. Returns the event; raises Busy when
    the lock does not come.
    """
    event, now = lock_event(event)
    _settle(event, now, by=by)
    return event


def entitled(event: Event, people: Iterable[int]) -> set[int]:
    """Return which of these people, given by key, may have a place, by key.

    They are in good standing, and the event is open to them by its level or by an exception in force.
    """
    return set(_may_come(event).filter(pk__in=list(people)).values_list("pk", flat=True))


def is_settled(event: Event) -> bool:
    """Return whether `settle` would change nothing just now; asked without the lock."""
    if event.registrations.out_of(_may_come(event)).exists():
        return False
    free = rules.free_places(event.capacity, _going_beside((), event))
    return free == 0 or not event.registrations.waiting().exists()


# How it is settled ----------------------------------------------------------------------------------------


def _may_come(event: Event) -> UserQuerySet:
    """Return the people who may have a place at an event, as one statement (or a part of one)."""
    # `audience` and not `visible_to` for each person: one statement for all of them. A test holds the two
    # equal (docs/decisions/0002-who-sees-what.md).
    seen_by = audience(
        level=event.level,
        open_to_partners=event.open_to_partners,
        groups=event.circle_grants.filter(GRANT_IN_FORCE).values_list("group_id", flat=True),
        people=event.person_grants.filter(GRANT_IN_FORCE).values_list("user_id", flat=True),
    )
    # An exception may name somebody without a seat, who sees the event: a place needs a city to be for.
    return cast(UserQuerySet, seen_by).in_good_standing()  # rows of `User.objects`, seen as QuerySet there


def _settle(
    event: Event, now: datetime, *, asking: Registration | None = None, by: User | None = None
) -> None:
    """Settle the places of an event; the caller holds its lock, and `now` is the time when it came.

    `asking` is the registration that has just asked: its mail says «confirmed» instead of «you move up», and
    it raises NotEntitled when its person may not come, which undoes the asking.
    """
    if not event.is_published or event.has_started(now):
        return
    # In the same few statements however many people it concerns: all others who want a place wait for that.
    out = list(event.registrations.out_of(_may_come(event)).select_related("person"))
    if asking and asking in out:
        raise refusals.NotEntitled(_("This event is not open to you."))
    waiting = event.registrations.waiting().exclude(pk__in=[row.pk for row in out]).select_related("person")
    free = rules.free_places(event.capacity, _going_beside(out, event))
    # None as the end of a slice means all of them: no limit.
    rows = list(waiting[:free]) if free != 0 else []
    # The caller's own object in place of the row read anew, so that it says what has become of it.
    promoted = [asking if asking and row == asking else row for row in rows]
    held = {row.pk: row.answer for row in out}
    _change_answers(out, Answer.GAVE_UP, now)
    _change_answers(promoted, Answer.GOING, now)
    queue_mails(
        [
            *(mail for row in out for mail in _mails_of_leaving(row, held[row.pk], reason="left")),
            *(_mail_of("place_confirmed" if row is asking else "place_promoted", row) for row in promoted),
        ]
    )
    moved_up = [row.pk for row in promoted if row is not asking]
    # The asking has its own line of history; a settling that moved nobody leaves none, or the clock would
    # write one each minute.
    if out or moved_up:
        record("settled", event, by=by, out=[row.pk for row in out], moved_up=moved_up)


def _going_beside(out: Sequence[Registration], event: Event) -> int:
    """Return how many have a place and keep it; `out` are the rows that lose what they have."""
    return event.registrations.going().count() - sum(row.is_going for row in out)


def _change_answer(registration: Registration, answer: str, now: datetime) -> None:
    """Write a new answer down, as the next turn; only asking for a place sets `queued_at`."""
    if answer == Answer.WAITING:
        registration.queued_at = now
    registration.answer = answer
    registration.answered_at = now
    registration.turn += 1
    registration.save()


def _change_answers(registrations: Sequence[Registration], answer: str, now: datetime) -> None:
    """Write the same new answer of many down, in one statement and on the objects; none sets `queued_at`."""
    if not registrations:
        return
    rows = Registration.objects.filter(pk__in=[registration.pk for registration in registrations])
    rows.update(answer=answer, answered_at=now, turn=F("turn") + 1)
    for registration in registrations:
        registration.answer, registration.answered_at = answer, now
        registration.turn += 1


def _registration_of(event: Event, person: User) -> Registration | None:
    """Return a person's answer to an event, or None."""
    return Registration.objects.filter(event=event, person=person).first()


def _cities_of(person: User) -> list[City]:
    """Return the cities that a person has a standing seat in."""
    return list(City.objects.filter(pk__in=person.seats.standing().values("city_id")))


def _city_for(city: City | None, cities: list[City]) -> City:
    """Return the city a place is taken for: the one that was named, or the only one. Raises NoCity."""
    if not cities:
        raise refusals.NoCity(_("Places are for people of a city or partner in the Forum."))
    if city is None and len(cities) == 1:
        return cities[0]
    if city not in cities:
        raise refusals.NoCity(_("Say which of your cities you take the place for."))
    return city


def _mail_of(kind: str, registration: Registration, **ids: object) -> NewMail:
    """Return a mail about a place, one of each kind for each turn; `ids` are more facts for its template."""
    return NewMail(
        kind,
        to=registration.person,
        key=f"place:{registration.pk}:t{registration.turn}:{kind}",
        ids={"registration": registration.pk, "turn": registration.turn} | ids,
    )


def _mails_of_leaving(registration: Registration, held: str, *, reason: str) -> list[NewMail]:
    """Return what tells somebody who had a place, or waited, that this has ended: one mail or none.

    `held` is their former answer. The mail of a place takes the entry out of the calendar. `reason` is
    «self», «calendar», «staff», «passed», «recording» or «left».
    """
    # A deactivated person gets no mail; their entry stays in a calendar that is no concern of ours any more.
    if held not in Registration.COMING or not registration.person.is_active:
        return []
    return [_mail_of("place_given_up", registration, had_place=held == Answer.GOING, reason=reason)]
