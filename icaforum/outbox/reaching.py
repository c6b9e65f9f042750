"""Who would get no mail of a kind, and why: the questions of `deliver`, asked before anything is queued."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser

from icaforum.outbox.compose import address_of
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message, Optout, Suppression, address_hash
from icaforum.words.addresses import can_be_written_to

# As `deliver` calls them on the row of a mail that it does not send.
INACTIVE, SWITCHED_OFF, NO_SUCH_ADDRESS = "inactive", "switched-off", "no-such-address"
CAME_BACK, NO_ADDRESS = "came-back", "no-address"


def why_in_vain(message: Message) -> str:
    """Return why the sender would not send this mail, though we write to its address; empty if it would."""
    if message.language or message.kind not in kinds():  # to an address, behind which nobody has an account
        return ""
    if message.person is None:
        return INACTIVE
    if not can_be_written_to(address_of(message.person)):
        return NO_ADDRESS
    why = who_gets_none(message.kind, [message.person]).get(message.person.pk, "")
    return CAME_BACK if why == NO_SUCH_ADDRESS else why


def who_gets_none(kind: str, people: Iterable[AbstractBaseUser]) -> dict[int, str]:
    """Return why some of these people get no mail of a kind, by their key; in three statements for all.

    Raises KeyError for an unknown kind.
    """
    people = list(people)
    behaviour = kinds()[kind]
    off: set[int] = set()
    if behaviour.optional:
        rows = Optout.objects.filter(kind=kind, person__in=[person.pk for person in people])
        off = set(rows.values_list("person_id", flat=True))
    hashes = {person.pk: address_hash(address_of(person)) for person in people}
    back = set()
    if behaviour.optional:
        rows_back = Message.objects.still_back().filter(address__in=[address_of(person) for person in people])
        back = set(rows_back.values_list("address", flat=True))
    stopped = Suppression.objects.filter(address_hash__in=set(hashes.values()))
    dead = set() if behaviour.sensitive else set(stopped.values_list("address_hash", flat=True))
    found: dict[int, str] = {}
    for person in people:
        if not person.is_active:
            found[person.pk] = INACTIVE
        elif person.pk in off:
            found[person.pk] = SWITCHED_OFF
        elif hashes[person.pk] in dead or address_of(person) in back:
            found[person.pk] = NO_SUCH_ADDRESS
    return found
