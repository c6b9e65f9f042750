"""The verbs that erase a person: by oneself or by the secretariat, and again after a restored backup."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.joining.actions.applying import withdraw_application
from cities.joining.actions.deciding import take_back_invitation
from cities.leaving.actions import end_again, leave, remove_officer
from cities.models import Application, LaunchRow, LaunchSheet, Officer, User
from cities.people.locks import NotYours
from events.places.actions import give_up
from events.programme.refusals import Started
from icaforum.audit.locks import locked, locking, not_there
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.audit.wording import forget_words_of
from icaforum.privacy.handing_out import everything
from icaforum.privacy.refusals import refuse, refuse_address
from icaforum.privacy.rows import ACCOUNT, ROWS, address_of_nobody
from icaforum.privacy.subjects import (
    Asked,
    Subject,
    own_subject_of,
    stands_in,
    subject_of,
    subject_of_address,
)
from icaforum.privacy.taking_out import empty_mails, empty_versions, take_out
from icaforum.words.times import database_now

name_verbs(
    {
        "data handed out": gettext_lazy("downloaded what is held of the person"),
        "person erased": gettext_lazy("erased what was held of the person"),
        "address erased": gettext_lazy("erased what was held of the address"),
    }
)


@transaction.atomic
def hand_out(person: User, *, by: User) -> dict[str, Any]:
    """Return all that is held of a person, as JSON can hold it; what they wrote in letters, to themselves."""
    record("data handed out", person, by=by)
    own = person.pk == by.pk
    return everything(_for(person, own=own), own=own, at=database_now())


def _for(person: User, *, own: bool) -> Subject:
    return own_subject_of(person) if own else subject_of(person)


@transaction.atomic
def hand_out_address(row: Asked, *, by: User) -> dict[str, Any]:
    """Return all that is held of an address without an account, as JSON can hold it."""
    record("data handed out", row, by=by)
    return everything(subject_of_address(row), own=False, at=database_now())


@transaction.atomic
def erase(person: User, *, by: User) -> User:
    """Erase all that is held of a person: seats and places end first, then rows go or are emptied.

    Nobody can undo it. The row of the account stays as a number without a name, and nothing is mailed to the
    person. Returns the person. Raises NotYet where something would be left without anybody, NotYours for a
    superuser unless `by` is one, and what ending a seat or a place raises.
    """
    person = _locked(person, by)
    subject = subject_of(person)
    refuse(person, subject)
    for place in person.registrations.at_stake().select_related("event").order_by("event"):
        with suppress(Started):  # it began this moment, so there is nothing left to give up
            give_up(place.event, by=by, person=person)
    for seat in person.seats.open():
        _end(seat, by)
    _wipe(subject, by=by)
    _empty_account(person)
    record("person erased", person, by=by)
    return person


@transaction.atomic
def erase_again(person: User, *, by: User | None = None) -> User:
    """Erase a person who had been erased before the database was restored from a backup; return the person.

    Without any refusal: what is left without somebody is for the secretariat to settle.
    """
    for seat in person.seats.open():
        end_again(seat, by=by)
    _wipe(subject_of(person), by=by)
    _empty_account(person)
    record("person erased", person, by=by)
    return person


@transaction.atomic
def erase_address(row: Asked, *, by: User) -> None:
    """Erase all that is held of an address without an account; `row` is one of the things it stands in.

    Raises NotYet where an account has it, and where it is erased already.
    """
    now = cast(Asked, locked(type(row)._default_manager.select_for_update(), row.pk))
    refuse_address(now)
    erase_address_again(now, by=by)


@transaction.atomic
def erase_address_again(row: Asked, *, by: User | None = None) -> None:
    """Erase an address that had been erased before the database was restored from a backup."""
    record("address erased", row, by=by)  # first: the row may be gone afterwards
    _wipe(subject_of_address(row), by=by)


def _locked(person: User, by: User) -> User:
    """Lock the person, whoever asks, and all superusers, of whom one has to stay; return the person."""
    wanted = Q(pk__in={person.pk, by.pk}) | Q(is_superuser=True)
    with locking():
        # «no key»: rows that refer to a person (a place, a mail) are written meanwhile.
        rows = User.objects.select_for_update(no_key=True).filter(wanted).order_by("pk")
        found = {row.pk: row for row in rows}
    if not {person.pk, by.pk} <= found.keys():
        raise not_there()
    asks, asked = found[by.pk], found[person.pk]
    if asked.is_superuser and not (asks.is_superuser and asks.is_active):
        raise NotYours(_("Only a superuser can do this to a superuser."))
    return asked


def _end(seat: Officer, by: User) -> None:
    if seat.person_id == by.pk:
        leave(seat, by=by)
    else:
        remove_officer(seat, by=by)


def _wipe(subject: Subject, *, by: User | None) -> None:
    """Delete or empty all rows of a person but the account, and take the name out of what others wrote."""
    for application in Application.objects.undecided().filter(email__in=subject.addresses):
        if application.state == Application.State.INVITED:
            take_back_invitation(application, by=by)  # type: ignore[arg-type]  # the clock's, after a restore
        else:
            withdraw_application(application, by=by)
    _end_sessions(subject)
    with locking():
        _check_lists_again(subject)
        for rows in ROWS:
            if rows.goes:
                rows.held(subject).delete()
            elif rows.empties:
                rows.held(subject).update(**rows.empties)
        take_out(subject)
        # After the words of now, whose new wordings would else hold the name.
        forget_words_of([subject.key])
        empty_versions(subject)
        empty_mails(subject)


def _end_sessions(subject: Subject) -> None:
    """Delete the sessions of a person, and those of visitors in which an address was typed."""
    over = []
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        whose = kept.get("_auth_user_id")
        typed = not whose and any(stands_in(address, str(kept)) for address in subject.addresses)
        if typed or whose == str(subject.key):
            over.append(session.pk)
    Session.objects.filter(pk__in=over).delete()


def _check_lists_again(subject: Subject) -> None:
    """Have a list that is about to be imported checked again, since a row of it is taken out.

    What the check found at other rows may hold the address as well.
    """
    own = next(rows for rows in ROWS if rows.model is LaunchRow)
    naming = replace(own, typed=("found",)).held(subject)
    lists = set(own.held(subject).values_list("sheet", flat=True)) | set(
        naming.values_list("sheet", flat=True)
    )
    naming.update(found=[])
    LaunchSheet.objects.filter(pk__in=lists, done_at__isnull=True).update(version=F("version") + 1)


def _empty_account(person: User) -> None:
    for name, value in ACCOUNT.empties.items():
        setattr(person, name, value)
    person.email, person.password = address_of_nobody(person.pk), make_password(None)
    person.erased_at = database_now()
    with locking():
        person.save()
    person.groups.clear()
    person.user_permissions.clear()
