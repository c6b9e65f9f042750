"""Find the accounts whose address is not clean, or is that of another account as well."""

from collections import defaultdict
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cities.models import User
from icaforum.words.addresses import clean_address, validate_address


class Command(BaseCommand):
    """`manage.py find_addresses`: changes nothing; people settle what it finds."""

    help = "List accounts whose address cannot be used as it stands, or stands for two accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print a line for each such account; raises CommandError when there is any, to be noticed."""
        # A closed account that was left to settle is settled: nobody opens it.
        people = list(User.objects.exclude(is_active=False, address_to_settle=True).order_by("pk"))
        owners = _owners(people)
        found = [(person, why) for person in people if (why := _fault(person, owners))]
        for person, why in found:
            # As ASCII with its escapes: what is invisible, or looks like another letter, shall be seen.
            self.stdout.write(f"account {person.pk}: {ascii(person.email)[1:-1]}: {why}")
        if found:
            raise CommandError(
                f"{len(found)} to settle: open each in the administration under People, close the one that "
                "is not needed, or give it the right address by «Settle the address»."
            )
        self.stdout.write("Every account has an address of its own.")


def _owners(people: list[User]) -> dict[str, set[int]]:
    """Return the keys of the accounts behind each cleaned address, own and proved ones."""
    owners: dict[str, set[int]] = defaultdict(set)
    for person in people:
        owners[clean_address(person.email)].add(person.pk)
    for key, email in EmailAddress.objects.filter(verified=True).values_list("user_id", "email"):
        owners[clean_address(email)].add(key)
    return owners


def _fault(person: User, owners: dict[str, set[int]]) -> str:
    """Return what is wrong with the address of an account, or an empty text."""
    cleaned = clean_address(person.email)
    if others := sorted(owners[cleaned] - {person.pk}):
        return f"{ascii(cleaned)[1:-1]} is the address of account {', '.join(map(str, others))} as well"
    try:
        validate_address(cleaned)
    except ValidationError:
        return "cannot be written to"
    return "" if cleaned == person.email else f"should be {cleaned}"
