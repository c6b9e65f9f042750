"""What people say of themselves, and which mails they want."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people.locks import Erased
from cities.people.models import Officer, User
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.kinds import optional_kinds
from icaforum.outbox.models import Optout
from icaforum.words.times import database_now

name_verbs(
    {
        "profile changed": gettext_lazy("changed the profile"),
        "time zone confirmed": gettext_lazy("confirmed the time zone"),
        "mails chosen": gettext_lazy("chose mails"),
        "first step put away": gettext_lazy("put a first step away"),
    }
)
name_details(
    {
        "person": keys_of(User, gettext_lazy("person")),
    }
)


@transaction.atomic
def edit_profile(person: User, *, by: User, **facts: str | list[str]) -> User:
    """Change name, greeting, language, the languages also read or the time zone; return the person.

    `facts` are fields of `User`. A time zone that one saved oneself counts as confirmed, and is not asked
    about again. Raises Erased.
    """
    person = locked(User.objects.select_for_update(), person.pk)
    if person.erased_at:
        raise Erased(_("All that was held of this person is erased, so there is nothing to change."))
    changed = [name for name, value in facts.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, facts[name])
    # Only by their own hand: what the secretariat enters is still a guess.
    if "time_zone" in facts and person.pk == by.pk and person.zone_confirmed_at is None:
        person.zone_confirmed_at = database_now()
    person.save(update_fields=[*changed, "zone_confirmed_at"])
    if changed:
        record("profile changed", person, by=by, fields=changed)
    return person


@transaction.atomic
def confirm_zone(person: User, *, by: User) -> User:
    """Record that the person confirmed the time zone, so that no page asks again; return the person."""
    person = locked(User.objects.select_for_update(), person.pk)
    if person.zone_confirmed_at is None:
        person.zone_confirmed_at = database_now()
        person.save(update_fields=["zone_confirmed_at"])
        record("time zone confirmed", person, by=by)
    return person


@transaction.atomic
def put_step_away(seat: Officer, *, step: str, by: User) -> Officer:
    """Offer a step of a city's first days no more to whoever has this seat; return it. Raises NotThere."""
    seat = locked(Officer.objects.open().select_for_update(of=("self",)), seat.pk)
    if step not in seat.put_away:
        seat.put_away = [*seat.put_away, step]
        seat.save(update_fields=["put_away"])
        record("first step put away", seat, by=by)
    return seat


@transaction.atomic
def choose_mails(person: User, *, wanted: Collection[str], by: User) -> None:
    """Switch the optional kinds of mail on or off: `wanted` names those that are to come."""
    # Two savings at once would both add the same opt-out; the second waits, and finds nothing to do.
    locked(User.objects.select_for_update(), person.pk)
    # What is stored is what somebody does not want, so a new optional kind reaches everybody at first. What
    # no page offers (a kind of another version of the portal) stays as it is.
    offered = set(optional_kinds())
    off = offered - set(wanted)
    before = set(Optout.objects.of(person).filter(kind__in=offered).values_list("kind", flat=True))
    if off == before:
        return
    Optout.objects.of(person).filter(kind__in=before - off).delete()
    Optout.objects.bulk_create([Optout(person=person, kind=kind) for kind in sorted(off - before)])
    record("mails chosen", person, by=by, off=sorted(off))
