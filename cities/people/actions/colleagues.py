"""The verbs on colleagues of the secretariat: invited, their rights set and taken, and what ends by itself.

An invitation is accepted by coming: the first page that a colleague opens with the second step. One that
nobody accepts, or vouches for any more, and rights with a last day, end by the clock, and at the next page at
the latest.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.people.actions.accounts import AddressTaken
from cities.people.locks import NotYours, lock_account_of_another
from cities.people.models import User
from cities.people.presets import PRESETS, SECRETARIAT, group_of
from cities.people.rules import work_has_ended
from cities.people.vouching import nobody_vouches
from icaforum.audit.details import Detail, Names, name_details, yes_or_no
from icaforum.audit.locks import locked
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "colleague added": gettext_lazy("added a colleague"),
        "colleague invited again": gettext_lazy("sent the colleague’s invitation again"),
        "colleague arrived": gettext_lazy("began in the secretariat"),
        "colleague never came": gettext_lazy("ended the colleague’s invitation"),
        "rights set": gettext_lazy("set the rights"),
        "rights ended": gettext_lazy("ended the rights after their last day"),
    }
)

# As the page and the mail say it.
OPEN_FOR = timedelta(days=7)
PAUSE_BETWEEN_MAILS = timedelta(minutes=5)
TERMS = ("staff_invited_at", "staff_invitation_ends_at", "staff_until")


def _presets(value: list[str], _entry: Entry, _names: Names) -> str:
    return ", ".join(str(PRESETS[name].label) for name in value if name in PRESETS)


name_details(
    {
        "staff": yes_or_no(gettext_lazy("works in the secretariat")),
        "presets": Detail(gettext_lazy("may do"), _presets),
        "superuser": yes_or_no(gettext_lazy("may do everything")),
        "last_day": Detail(gettext_lazy("last day"), lambda value, _entry, _names: value),
    }
)


class NoPreset(Refused):
    """Somebody is to add colleagues without working in the secretariat, or until a last day."""


class IsHere(Refused):
    """The colleague has come, so there is no invitation to send again."""


class TooSoon(Refused):
    """The mail went out a moment ago."""


@transaction.atomic
def add_colleague(
    *,
    email: str,
    name: str,
    language: str,
    time_zone: str,
    presets: Collection[str],
    greeting: str = "",
    adds_colleagues: bool = False,
    until: date | None = None,
    by: User,
) -> User:
    """Invite a colleague of the secretariat with these presets for seven days; a mail says how to sign in.

    An account that stands keeps its name, language and zone, and is given the rights. Other arguments and
    errors as of `set_rights`. Returns the person. Raises AddressTaken for a colleague, and a closed account.
    """
    _refuse_unless_superuser(by, _("Only a superuser can add a colleague."))
    person = User.objects.with_address(email).first()
    if person is None:
        person = _new_account(email, name=name, greeting=greeting, language=language, time_zone=time_zone)
    else:
        person = lock_account_of_another(person, by=by, own=_("You are in the secretariat already."))
        _refuse_to_add(person)
    _give(person, presets, adds_colleagues=adds_colleagues, until=until)
    _record_rights("colleague added", person, by=by, presets=presets)
    _invite(person, by=by)
    return person


@transaction.atomic
def invite_again(person: User, *, by: User) -> User:
    """Mail an invitation that nobody has accepted once more, for seven more days; return the person.

    Raises IsHere, TooSoon within five minutes of the last mail, and NotYours as `set_rights` does.
    """
    person = _lock_for_rights(person, by=by)
    if not (person.is_staff and person.staff_invitation_ends_at):
        raise IsHere(_("%(person)s has no invitation that is open.") % {"person": person})
    if person.staff_invited_at and person.staff_invited_at > database_now() - PAUSE_BETWEEN_MAILS:
        raise TooSoon(_("It is on its way already. Please wait five minutes before the next."))
    _invite(person, by=by)
    record("colleague invited again", person, by=by)
    return person


@transaction.atomic
def set_rights(
    person: User,
    *,
    presets: Collection[str],
    adds_colleagues: bool = False,
    until: date | None = None,
    by: User,
) -> User:
    """Set exactly what a person may do in the secretariat: the rights of these presets, and no others.

    `presets` are keys of `cities.people.presets.PRESETS`; none of them ends the work in the secretariat.
    `adds_colleagues`, only with the preset of the secretariat, makes a superuser. `until` is the last day,
    in the person's zone; who adds colleagues has none, so that one of them always stays. Returns the person.
    Raises NotYours unless `by` is a superuser, for one's own rights, and for somebody with a seat in a city;
    NoPreset where colleagues are added without the secretariat's preset, or until a last day.
    """
    person = _lock_for_rights(person, by=by)
    if presets:
        _refuse_a_seat(person)
    _give(person, presets, adds_colleagues=adds_colleagues, until=until)
    _record_rights("rights set", person, by=by, presets=presets)
    return person


@transaction.atomic
def take_rights(person: User, *, by: User) -> User:
    """End somebody's work in the secretariat, or take the invitation to it back; return the person.

    No right is left, the account stays, and a mail that waits is not sent. Raises NotYours as `set_rights`.
    """
    return set_rights(person, presets=(), by=by)


@transaction.atomic
def take_rights_again(
    person: User,
    *,
    presets: Collection[str] = (),
    adds_colleagues: bool = False,
    until: date | None = None,
    by: User | None = None,
) -> User:
    """Leave somebody only these rights, as before the database was restored; return the person."""
    person = locked(User.objects.select_for_update(no_key=True), person.pk)
    _give(person, presets, adds_colleagues=adds_colleagues, until=until)
    _record_rights("rights set", person, by=by, presets=presets)
    return person


def settle_work(person: User, *, is_here: bool) -> User:
    """End the work of a colleague whose time is over, or note that an invited one has come.

    `is_here` says that the person has just shown the second step. Returns the person as they stand then.
    """
    if not (person.is_staff and (person.staff_until or person.staff_invitation_ends_at)):
        return person
    now = database_now()
    if _is_over(person, now) or (is_here and person.staff_invitation_ends_at):
        return _settle(person, now, is_here=is_here)
    return person


def end_work(*, now: datetime | None = None) -> int:
    """End the work of all colleagues whose time is over; return how many."""
    now = now or database_now()
    # A last day ends at most a day later somewhere; the rule knows the person's own zone.
    begun = Q(staff_until__lte=(now + timedelta(days=1)).date())
    due = User.objects.filter(begun | Q(staff_invitation_ends_at__isnull=False), is_staff=True)
    over = [person for person in due if _is_over(person, now)]
    return row_by_row(
        gettext_noop("end the rights of colleagues"),
        over,
        lambda person: not _settle(person, now, is_here=False).is_staff,
    )


@transaction.atomic
def _settle(person: User, now: datetime, *, is_here: bool) -> User:
    """Under the lock of the row, end what is over or note who has come; return the person as locked."""
    person = locked(User.objects.select_for_update(no_key=True), person.pk)
    if not person.is_staff:
        return person
    invited = person.staff_invitation_ends_at
    if _is_over(person, now):
        # Before the rights, which forget it: whether the invitation ran out, or the last day is over.
        verb = "colleague never came" if invited else "rights ended"
        _give(person, (), adds_colleagues=False, until=None)
        record(verb, person, by=None)
    elif is_here and invited:
        person.staff_invitation_ends_at = None
        person.save(update_fields=["staff_invitation_ends_at"])
        record("colleague arrived", person, by=person)
    return person


def _is_over(person: User, now: datetime) -> bool:
    return work_has_ended(person, now) or nobody_vouches(person)


def _new_account(email: str, **facts: str) -> User:
    """Make the account of somebody new. Raises AddressTaken where another makes it at this moment."""
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, **facts)
    except IntegrityError as error:
        raise AddressTaken(_("%(email)s belongs to an account already.") % {"email": email}) from error
    # A superuser vouches for the address, so it counts as proved: the first code goes there.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _give(person: User, presets: Collection[str], *, adds_colleagues: bool, until: date | None) -> None:
    """Write the rights into the person's row and groups; without any, no term is left. Raises NoPreset."""
    if adds_colleagues and SECRETARIAT not in presets:
        raise NoPreset(_("Only together with Secretariat may somebody add colleagues."))
    if adds_colleagues and until:
        raise NoPreset(_("Who may add colleagues has no last day: leave one of the two out."))
    # Django lets nobody into the admin who is not staff, a superuser neither.
    person.is_staff, person.is_superuser = bool(presets), adds_colleagues
    person.staff_until = until if presets else None
    if not presets:
        person.staff_invited_at = person.staff_invitation_ends_at = None
    person.save(update_fields=["is_staff", "is_superuser", *TERMS])
    person.groups.set([group_of(name) for name in presets])
    person.user_permissions.clear()  # exactly the presets: nothing that was given otherwise stays


def _invite(person: User, *, by: User) -> None:
    """Open the invitation for seven days from now, and mail it; each sending is a mail of its own."""
    now = database_now()
    person.staff_invited_at, person.staff_invitation_ends_at = now, now + OPEN_FOR
    person.save(update_fields=["staff_invited_at", "staff_invitation_ends_at"])
    queue_mail(
        "colleague_added",
        to=person,
        key=f"colleague_added:{person.pk}:{int(now.timestamp() * 1000)}",
        ids={"person": person.pk, "by": by.pk},
        expires_at=person.staff_invitation_ends_at,
    )


def _record_rights(verb: str, person: User, *, by: User | None, presets: Collection[str]) -> None:
    last_day = {"last_day": person.staff_until.isoformat()} if person.staff_until else {}
    record(verb, person, by=by, presets=sorted(presets), superuser=person.is_superuser, **last_day)


def _refuse_to_add(person: User) -> None:
    """Raise AddressTaken or NotYours where the account behind an address cannot become a colleague's."""
    if person.is_staff:
        raise AddressTaken(_("%(person)s works in the secretariat already.") % {"person": person})
    if not person.is_active:
        words = _("The account of %(person)s is closed. Open it again first, among the people.")
        raise AddressTaken(words % {"person": person})
    _refuse_a_seat(person)


def _refuse_a_seat(person: User) -> None:
    """Raise NotYours for a contact of a city: staff sees everything, so it must not speak for one as well."""
    if seat := person.seats.open().select_related("city").first():
        words = _("%(person)s speaks for %(city)s. End that place first: the secretariat has none.")
        raise NotYours(words % {"person": person, "city": seat.city})


def _lock_for_rights(person: User, *, by: User) -> User:
    person = lock_account_of_another(
        person, by=by, own=_("You cannot change your own rights; ask a colleague.")
    )
    _refuse_unless_superuser(by, _("Only a superuser can change rights."))
    return person


def _refuse_unless_superuser(by: User, words: str) -> None:
    """Raise NotYours with these words where `by` is no superuser, as the row stands now."""
    if not User.objects.filter(pk=by.pk, is_active=True, is_superuser=True).exists():
        raise NotYours(words)
