"""The lock under which the accounts of two people are compared and changed."""

from cities.people.models import User


def lock_both(person: User, by: User) -> tuple[User, User]:
    """Lock the accounts of two people, and return them as they stand now.

    In the order of their keys: two superusers who close each other's account, or take each other's rights,
    come one after the other, and the second is none any more. So one of them always stays.
    """
    rows = User.objects.select_for_update().filter(pk__in=[person.pk, by.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    return locked[person.pk], locked[by.pk]
