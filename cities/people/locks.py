"""The lock under which the accounts of two people are compared and changed."""

from django.utils.translation import gettext as _

from cities.people.models import User
from icaforum.audit.locks import locking, not_there
from icaforum.audit.record import Refused


class Erased(Refused):
    """Nothing is left of the person, so there is nobody to let in, or to call otherwise."""


class NotYours(Refused):
    """The account or the right is for somebody else to change: one's own account, or one with more rights."""


def lock_both(person: User, by: User) -> tuple[User, User]:
    """Lock the accounts of two people, and return them as they stand now.

    In the order of their keys: two superusers who close each other's account, or take each other's rights,
    come one after the other, and the second is none any more. So one of them always stays.
    Raises as `locking`.
    """
    pks = {person.pk, by.pk}
    with locking():
        rows = User.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        found = {row.pk: row for row in rows}
    if pks - found.keys():
        raise not_there()
    return found[person.pk], found[by.pk]


def lock_account_of_another(person: User, *, by: User, own: str) -> User:
    """Lock and return the account of somebody else; `own` is the refusal for one's own.

    Raises NotYours for one's own account, and for a superuser's unless `by` is one; and as `locking`.
    """
    person, by = lock_both(person, by)
    if person.pk == by.pk:
        raise NotYours(own)
    if person.is_superuser and not (by.is_superuser and by.is_active):
        raise NotYours(_("Only a superuser can do this to a superuser."))
    return person
