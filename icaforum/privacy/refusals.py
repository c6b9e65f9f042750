"""What has to be settled before somebody can be erased, a sentence each."""

from django.utils.translation import gettext as _

from cities.models import User
from icaforum.audit.record import Refused
from icaforum.forum.reading import the_forum
from icaforum.privacy.rows import NO_ADDRESS
from icaforum.privacy.subjects import Asked, Subject


class NotYet(Refused):
    """Something would be left without anybody: the sentences say what, and what to do first."""


def reasons_against(person: User, subject: Subject) -> list[str]:
    """Return why a person cannot be erased just now; nothing where that is possible."""
    if person.erased_at:
        return [_("This person is erased already.")]
    return [*_of_the_secretariat(person), *_of_the_contact(person, subject), *_of_leads(person)]


def refuse(person: User, subject: Subject) -> None:
    """Raise NotYet where something has to be settled first."""
    if reasons := reasons_against(person, subject):
        raise NotYet(" ".join(reasons))


def reasons_against_address(row: Asked) -> list[str]:
    """Return why what is held of the address of a row cannot be erased here; nothing where it can."""
    if row.email == NO_ADDRESS:
        return [_("This person is erased already.")]
    person = User.objects.with_address(row.email).first()
    words = _("%(email)s belongs to the account of %(person)s. Erase it on the page of that person.")
    return [words % {"email": row.email, "person": person}] if person else []


def refuse_address(row: Asked) -> None:
    """Raise NotYet where what is held of the address of a row cannot be erased here."""
    if reasons := reasons_against_address(row):
        raise NotYet(" ".join(reasons))


def _of_the_secretariat(person: User) -> list[str]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if not person.is_superuser or others.exists():
        return []
    words = _("%(person)s is the only one who may add colleagues. First give this right to somebody else.")
    return [words % {"person": person}]


def _of_the_contact(person: User, subject: Subject) -> list[str]:
    forum = the_forum()
    if forum.contact_email not in subject.addresses and (
        not person.name or forum.contact_name != person.name
    ):
        return []
    words = _(
        "%(person)s is the contact of the Forum, to whom all answers go. First name another one in Forum "
        "settings."
    )
    return [words % {"person": person}]


def _of_leads(person: User) -> list[str]:
    words = _("%(person)s is the only lead contact of %(city)s. First name a colleague who takes over.")
    seats = person.seats.open().select_related("city", "person")
    return [words % {"person": person, "city": seat.city} for seat in seats if seat.must_name_successor]
