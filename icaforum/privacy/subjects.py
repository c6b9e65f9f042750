"""Whom it is about: an account, or an address without one, as all rows are found by."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from allauth.account.models import EmailAddress

from cities.models import AccessRequest, Application, Invitation, User
from icaforum.audit.models import Entry
from icaforum.words.addresses import clean_address
from icaforum.words.times import database_now

# A name of one word is also a word: «May», «Will».
WORDS_OF_A_FULL_NAME = 2

# A name that was typed lately is not looked for: anybody may call themselves «Climate Action» for a day.
NAME_STANDS_FOR = timedelta(days=30)

# What stands around a whole name or address: «ana@lima.example» is no part of «mariana@lima.example».
_BEFORE, _AFTER = r"(?<![[:alnum:]_.+-])", r"(?![[:alnum:]_-])(?!\.[[:alnum:]])"


def whole(text: str) -> str:
    """Return the pattern, for PostgreSQL, of a name or an address that stands by itself."""
    return f"{_BEFORE}{re.escape(text)}{_AFTER}"


def stands_in(text: str, words: str) -> bool:
    """Whether a name or an address stands by itself in these words, whatever the letters' case."""
    return bool(within(text).search(words))


def within(text: str) -> re.Pattern[str]:
    """Return the pattern of a name or an address that stands by itself, whatever the letters' case."""
    return re.compile(rf"(?<![\w.+-]){re.escape(text)}(?![\w-])(?!\.\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """A person, by the key of the account (0 where there is none), the proved addresses and the name.

    Rows and words are looked for by the name only with `by_name`: nobody proves a name.
    """

    key: int
    addresses: tuple[str, ...]
    name: str
    by_name: bool = False

    @property
    def has_account(self) -> bool:
        """Whether there is a row of an account."""
        return bool(self.key)

    @property
    def full_names(self) -> tuple[str, ...]:
        """The name, where it is one that a text cannot hold by chance."""
        is_full = len(self.name.split()) >= WORDS_OF_A_FULL_NAME
        return (self.name,) if self.by_name and is_full else ()

    @property
    def short_name(self) -> str:
        """The name of one word, which is looked for where names stand alone; empty for a full one."""
        return "" if self.full_names or not self.by_name else self.name


def subject_of(person: User) -> Subject:
    """Return what a person's rows are found by.

    Addresses that nobody has proved are left out: anybody may add one, and would be handed what is held of
    somebody else.
    """
    own = () if person.address_to_settle or person.erased_at else (person.email,)
    proved = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    # An invitation is mailed to its address, so whoever accepted it has read mail there.
    invited = Invitation.objects.filter(accepted_by=person).values_list("email", flat=True)
    addresses = sorted({clean_address(it) for it in (*own, *proved, *invited) if it})
    by_name = bool(person.name) and _stands_for(person)
    return Subject(key=person.pk, addresses=tuple(addresses), name=person.name, by_name=by_name)


def own_subject_of(person: User) -> Subject:
    """Return what is shown to the person themselves: nothing by the name, which they may choose."""
    return replace(subject_of(person), by_name=False)


def _stands_for(person: User) -> bool:
    """Whether a name means this person: nobody else has it, and it was not typed lately."""
    others = User.objects.exclude(pk=person.pk).filter(name__iexact=person.name)
    typed = Entry.objects.about(person).filter(verb="profile changed", details__fields__contains=["name"])
    lately = typed.filter(at__gt=database_now() - NAME_STANDS_FOR)
    return not others.exists() and not lately.exists()


Asked = Application | Invitation | AccessRequest
"""What somebody without an account sent or was sent: it has an address and perhaps a name."""


def subject_of_address(row: Asked) -> Subject:
    """Return what the rows of an address without an account are found by."""
    name = row.person_name if isinstance(row, Application) else row.name
    by_name = bool(name) and not User.objects.filter(name__iexact=name).exists()
    return Subject(key=0, addresses=(clean_address(row.email),), name=name, by_name=by_name)
