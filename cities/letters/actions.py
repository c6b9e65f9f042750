"""The verbs of letters: write to a city, introduce two, answer by page or by mail, note what was read.

A letter is for its readers. The history tells of people that they wrote, and never to whom or what.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.letters.models import Letter, Part, Thread
from cities.letters.readers import readers, writes_for
from cities.letters.refusals import NobodyToReach, NoPart, TooMany
from cities.people import limits
from cities.people.models import Officer, User
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import keep_private, name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "letter written": gettext_lazy("wrote a letter"),
        "letter came": gettext_lazy("was asked whether a letter is theirs"),
        "letter dropped": gettext_lazy("threw a letter away"),
        "letters read": gettext_lazy("looked at letters"),
        "introduced": gettext_lazy("introduced to another city"),
        # Of an earlier release.
        "written to": gettext_lazy("wrote to"),
        "answer passed on": gettext_lazy("answered a message"),
        "answer asked about": gettext_lazy("was asked about an answer"),
        "answer dropped": gettext_lazy("threw an answer away"),
    }
)
# With the mails of the same minute they would tell the secretariat who writes to whom.
keep_private(
    *("letter written", "letter came", "letter dropped", "letters read"),
    *("written to", "answer passed on", "answer asked about", "answer dropped"),
)


@transaction.atomic
def write_to_city(
    city: City,
    *,
    text: str,
    by: User,
    from_city: City | None = None,
    also: City | None = None,
    to: Officer | None = None,
) -> Letter:
    """Begin a thread with a city: its lead contacts get the letter by mail. Return the letter.

    It is written for `from_city`, by default the first of the writer's. With `also` it goes to a second city,
    which it introduces to the first. With `to`, one seat of the city, it is personal. Raises NobodyToReach,
    NoPart, TooMany.
    """
    seats = by.seats.standing().select_related("city").order_by("city__sort_name")
    seat = seats.filter(city=from_city).first() if from_city else seats.first()
    addressed = [city, *([also] if also else [])]
    if seat is None or seat.city in addressed:
        raise NoPart(_("You write for a city in which you have a seat, to another one."))
    thread = _begin([seat.city, *addressed], is_personal=to is not None)
    _take_part(thread, by, seat.city)
    if to is not None:
        _take_part(thread, to.person, city)
    return _sent(thread, _new(thread, text, by, seat.city, city=city), addressed=addressed)


@transaction.atomic
def introduce(city: City, *, other: City, text: str, by: User) -> Letter:
    """Introduce two cities to each other in one letter of the secretariat, and leave the thread to them.

    Raises NobodyToReach where one of them has no lead contact just now, and NoPart for a city and itself.
    """
    if other == city:
        raise NoPart(_("Choose another city."))
    thread = _begin([city, other], is_personal=False)
    record("introduced", city, by=by, city=other.pk)
    return _sent(thread, _new(thread, text, by, None, city=city), addressed=[city, other])


@transaction.atomic
def write_in_thread(thread: Thread, *, text: str, by: User) -> Letter:
    """Answer in a thread, or go on in it; return the letter. Raises NoPart, NobodyToReach, TooMany."""
    city = _city_of(thread, by)
    _take_part(thread, by, city)
    return _sent(thread, _new(thread, text, by, city))


@transaction.atomic
def answer_letter(
    thread: Thread, *, text: str, attachments: int, was_cut: bool, is_own: bool, by: User
) -> Letter:
    """Put what came by mail into its thread; return the letter.

    `is_own` tells that the mail is proven to be of `by`; else it waits, and `by` is asked by mail whether it
    is. `attachments` were left out, and `was_cut` tells that it was too long. Raises as `write_in_thread`.
    """
    city = _city_of(thread, by)
    # A mail in somebody's name must not become a way to send them mails.
    if not is_own and limits.one_too_many(answers_asked_about=by.pk):
        raise _too_many()
    facts = {"by_mail": True, "attachments": attachments, "was_cut": was_cut}
    letter = _new(thread, text, by, city, waits=not is_own, **facts)
    if is_own:
        _take_part(thread, by, city)
        return _sent(thread, letter)
    letter.save()
    record("letter came", by, by=None)
    queue_mail("letter_answer_asked", to=by, key=f"letter-asked:{letter.pk}", ids={"letter": letter.pk})
    return letter


@transaction.atomic
def confirm_letter(letter: Letter, *, by: User) -> Letter:
    """Send a letter of which its writer says that it is theirs. Raises NotThere, NoPart, NobodyToReach."""
    waits = Letter.objects.filter(sender=by, waits=True, thread__isnull=False)
    letter = locked(waits.select_for_update(of=("self",)), letter.pk)
    thread = locked(Thread.objects.select_for_update(), letter.thread_id)
    _take_part(thread, by, _city_of(thread, by))
    letter.waits = False
    return _sent(thread, letter)


@transaction.atomic
def drop_letter(letter: Letter, *, by: User) -> None:
    """Throw a letter away that its writer does not know, or takes back. Raises NotThere."""
    waits = Letter.objects.filter(sender=by, waits=True)
    letter = locked(waits.select_for_update(of=("self",)), letter.pk)
    record("letter dropped", by, by=by)
    letter.delete()


@transaction.atomic
def mark_read(thread: Thread, *, by: User) -> Part:
    """Note that somebody has seen all letters that stand in a thread now. Raises NoPart."""
    city = _city_of(thread, by)
    last = thread.letters.sent().order_by("-pk").values_list("pk", flat=True).first() or 0
    seen = {"read_up_to": last}
    part, _is_new = Part.objects.update_or_create(
        thread=thread, person=by, defaults=seen, create_defaults={"city": city, **seen}
    )
    record("letters read", by, by=by)
    return part


def _begin(cities: Iterable[City], *, is_personal: bool) -> Thread:
    thread = Thread.objects.create(is_personal=is_personal)
    for city in cities:
        thread.sides.create(city=city)
    return thread


def _take_part(thread: Thread, person: User, city: City) -> None:
    facts = {"city": city, "takes_part": True}
    Part.objects.update_or_create(thread=thread, person=person, defaults=facts)


def _city_of(thread: Thread, person: User) -> City:
    city = writes_for(thread, person)
    if city is None:
        raise NoPart(_("Whoever writes has no part in these letters any more."))
    return city


def _new(thread: Thread, text: str, by: User, from_city: City | None, **facts: Any) -> Letter:
    told = {"thread": thread, "text": text.strip(), "language": by.language}
    return Letter(sender=by, from_city=from_city, **told, **facts)


def _sent(thread: Thread, letter: Letter, *, addressed: Sequence[City] = ()) -> Letter:
    """Store a letter and mail it; `addressed` are the cities of a new thread, each of which has to be there.

    Raises NobodyToReach where nobody can be reached, TooMany where there were many.
    """
    people = readers(thread, by=letter.sender, from_city=letter.from_city)
    _check_reached(people, addressed)
    if letter.from_city is not None:
        _check_limits(thread, addressed)
    letter.sent_at = database_now()
    letter.save()
    Thread.objects.filter(pk=thread.pk).update(last_at=letter.sent_at)
    Part.objects.filter(thread=thread, person=letter.sender).update(read_up_to=letter.pk)
    record("letter written", letter.sender, by=letter.sender)
    kind = "letter" if letter.city_id else "letter_answer"
    for person in people:
        ids = {"letter": letter.pk, "reader": person.pk}
        queue_mail(kind, to=person, key=f"letter:{letter.pk}:{person.pk}", ids=ids)
    return letter


def _check_reached(people: Iterable[User], addressed: Sequence[City]) -> None:
    keys = [person.pk for person in people]
    for city in addressed:
        if not city.seats.standing().filter(person__in=keys).exists():
            said = _("Nobody can be reached in %(city)s just now. Please write to the secretariat.")
            raise NobodyToReach(said % {"city": city})
    if not keys:
        said = _("Nobody of the others can be reached just now. Please write to the secretariat.")
        raise NobodyToReach(said)


def _check_limits(thread: Thread, addressed: Sequence[City]) -> None:
    for city in addressed:
        if limits.one_too_many(letters_to_city=city.pk):
            raise TooMany(_("%(city)s has had many messages this hour. Please write later.") % {"city": city})
    if not addressed and limits.one_too_many(answers_to_letter=thread.pk):
        raise _too_many()


def _too_many() -> TooMany:
    return TooMany(_("There were many answers to this message today."))
