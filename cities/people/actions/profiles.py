"""What people say of themselves, which mails they want, and whether they may sign in."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.actions.signing_in import note_security_change
from cities.people.models import User
from icaforum.audit.details import keys_of, name_details, yes_or_no
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Optout

name_verbs(
    {
        "colleague added": gettext_lazy("added a colleague"),
        "profile changed": gettext_lazy("changed the profile"),
        "time zone confirmed": gettext_lazy("confirmed the time zone"),
        "mails chosen": gettext_lazy("chose mails"),
        "account closed": gettext_lazy("closed the account"),
        "account opened again": gettext_lazy("opened the account again"),
        "rights set": gettext_lazy("set the rights"),
    }
)
name_details(
    {
        "person": keys_of(User, gettext_lazy("person")),
        "staff": yes_or_no(gettext_lazy("works in the secretariat")),
        "superuser": yes_or_no(gettext_lazy("may do everything")),
    }
)


class AddressTaken(Refused):
    """Somebody has an account with this address."""


class NoSecondStep(Refused):
    """Somebody who signs in without one."""


class NotYours(Refused):
    """An account that somebody else must close: one's own, or one with more rights."""


@transaction.atomic
def edit_profile(person: User, *, by: User, **facts: str) -> User:
    """Change name, language or time zone; a zone that one saved oneself is not asked about again."""
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = [name for name, value in facts.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, facts[name])
    if "time_zone" in facts and person.pk == by.pk and person.zone_confirmed_at is None:
        person.zone_confirmed_at = timezone.now()
    person.save(update_fields=[*changed, "zone_confirmed_at"])
    if changed:
        record("profile changed", person, by=by, fields=changed)
    return person


@transaction.atomic
def confirm_zone(person: User, *, by: User) -> User:
    """«Is Auckland time right?» Yes."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.zone_confirmed_at is None:
        person.zone_confirmed_at = timezone.now()
        person.save(update_fields=["zone_confirmed_at"])
        record("time zone confirmed", person, by=by)
    return person


@transaction.atomic
def choose_mails(person: User, *, wanted: Collection[str], by: User) -> None:
    """Switch the optional kinds of mail on or off, to just those that are wanted."""
    User.objects.select_for_update().get(pk=person.pk)
    off = {name for name, kind in kinds().items() if kind.optional} - set(wanted)
    before = set(Optout.objects.of(person).values_list("kind", flat=True))
    if off == before:
        return
    Optout.objects.of(person).exclude(kind__in=off).delete()
    Optout.objects.bulk_create([Optout(person=person, kind=kind) for kind in sorted(off - before)])
    record("mails chosen", person, by=by, off=sorted(off))


@transaction.atomic
def deactivate(person: User, *, by: User) -> User:
    """Close an account: it cannot sign in, sees nothing, and all its sessions end. Nothing is erased."""
    own = _("You cannot close your own account; ask a colleague.")
    person = _locked_for(person, by=by, own=own)
    if not person.is_active:
        return person
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_sessions(person)
    record("account closed", person, by=by)
    return person


@transaction.atomic
def reactivate(person: User, *, by: User) -> User:
    """Open a closed account again; its seats are what they are."""
    person = _locked_for(person, by=by, own=_("Your account is open."))
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("account opened again", person, by=by)
    return person


@transaction.atomic
def remove_second_step(person: User, *, by: User) -> User:
    """For somebody who has lost the phone or the key: none is asked for any more, and all sessions end."""
    own = _("You cannot remove your own second step here; ask a colleague.")
    person = _locked_for(person, by=by, own=own)
    steps = Authenticator.objects.filter(user=person)
    if not steps.exists():
        raise NoSecondStep(_("%(person)s has no second step.") % {"person": person})
    steps.delete()
    _end_sessions(person)
    return note_security_change(
        person, what="second_step_removed", to=person, seed=mailed_codes.new_seed(), by=by
    )


@transaction.atomic
def add_colleague(*, email: str, name: str, language: str, time_zone: str, by: User) -> User:
    """Give a colleague of the secretariat an account; what it may do is set apart (`set_rights`)."""
    if not by.is_superuser:
        raise NotYours(_("Only a superuser can add a colleague."))
    if User.objects.with_address(email).exists():
        raise AddressTaken(_("%(email)s belongs to an account already.") % {"email": email})
    facts = {"name": name.strip(), "language": language, "time_zone": time_zone}
    person = User.objects.create_user(email, is_staff=True, **facts)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record("colleague added", person, by=by)
    return person


@transaction.atomic
def set_rights(person: User, *, is_staff: bool, is_superuser: bool, by: User) -> User:
    """Decide who of the secretariat may work here, and who may do everything."""
    if not by.is_superuser:
        raise NotYours(_("Only a superuser can change rights."))
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise NotYours(_("You cannot change your own rights; ask a colleague."))
    if (is_staff or is_superuser) and (seat := person.seats.open().select_related("city").first()):
        words = _("%(person)s speaks for %(city)s. End that place first: the secretariat has none.")
        raise NotYours(words % {"person": person, "city": seat.city})
    person.is_staff, person.is_superuser = is_staff or is_superuser, is_superuser
    person.save(update_fields=["is_staff", "is_superuser"])
    record("rights set", person, by=by, staff=person.is_staff, superuser=is_superuser)
    return person


def _locked_for(person: User, *, by: User, own: str) -> User:
    """Somebody else's account, which one may take in hand; `own` says why one's own is not."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise NotYours(own)
    if person.is_superuser and not by.is_superuser:
        raise NotYours(_("Only a superuser can do this to a superuser."))
    return person


def _end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
