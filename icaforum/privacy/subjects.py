"""Whom it is about: an account, or an address without one, as all rows are found by."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from cities.models import AccessRequest, Application, Invitation, User
from icaforum.words.addresses import clean_address

# A name of one word is also a word: «May», «Will».
WORDS_OF_A_FULL_NAME = 2


@dataclass(frozen=True)
class Subject:
    """A person, by the key of the account (0 where there is none), the proved addresses and the name."""

    key: int
    addresses: tuple[str, ...]
    name: str

    @property
    def has_account(self) -> bool:
        """Whether there is a row of an account."""
        return bool(self.key)

    @property
    def full_names(self) -> tuple[str, ...]:
        """The name, where it is one that a text cannot hold by chance."""
        return (self.name,) if len(self.name.split()) >= WORDS_OF_A_FULL_NAME else ()


def subject_of(person: User) -> Subject:
    """Return what a person's rows are found by.

    Addresses that nobody has proved are left out: anybody may add one, and would be handed what is held of
    somebody else.
    """
    own = () if person.address_to_settle or person.erased_at else (person.email,)
    proved = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    addresses = sorted({clean_address(it) for it in (*own, *proved)})
    return Subject(key=person.pk, addresses=tuple(addresses), name=person.name)


Asked = Application | Invitation | AccessRequest
"""What somebody without an account sent or was sent: it has an address and perhaps a name."""


def subject_of_address(row: Asked) -> Subject:
    """Return what the rows of an address without an account are found by."""
    name = row.person_name if isinstance(row, Application) else row.name
    return Subject(key=0, addresses=(clean_address(row.email),), name=name)
