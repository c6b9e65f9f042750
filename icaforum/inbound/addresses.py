"""Signed addresses: where an answer by mail says what it answers, and whose answer it is.

An address is good for one row and one person. It is short and of small letters and digits, since a name
before the @ holds 64 signs and mail programs may change its case.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import salted_hmac

from icaforum.words.addresses import address_on_the_wire, clean_address

# The mark takes 80 bits: 16 signs. Nobody tries 2^80 addresses at a mail server.
MARK = 10
# Of a row and of a person: eight signs each.
KEY = 5
_TOKEN = re.compile(r"([a-z])([a-z2-7]{8})([a-z2-7]{8})([a-z2-7]{16})")


@dataclass(frozen=True)
class SignedAddress:
    """What an address says: the purpose (one letter), the key of a row, and the key of a person."""

    purpose: str
    key: int
    person: int


def door_is_open() -> bool:
    """Return whether mails come in here at all: by a mailbox, from a provider, or by the demo's inbox."""
    return settings.INBOUND_MAILBOX is not None or bool(settings.INBOUND_PROVIDER or settings.DEMO_MAILS)


def signed_address(purpose: str, key: int, person: int) -> str:
    """Return the address to which this person, and nobody else, answers about this row."""
    token = f"{purpose}{_signs(key.to_bytes(KEY))}{_signs(person.to_bytes(KEY))}"
    name, domain = _pattern()
    return address_on_the_wire(f"{name.replace('*', token + _mark(token, settings.SECRET_KEY))}@{domain}")


def read_address(address: str) -> SignedAddress | None:
    """Return what a signed address says; None for one that is none, or whose mark is not ours."""
    own_name, own_domain = _pattern()
    name, _at, domain = clean_address(address).rpartition("@")
    shape = re.escape(own_name.lower()).replace(r"\*", "([a-z0-9]+)")
    found = re.fullmatch(shape, name) if domain == clean_address(f"x@{own_domain}")[2:] else None
    parts = _TOKEN.fullmatch(found[1]) if found else None
    if parts is None:
        return None
    token, mark = parts[0][:-16], parts[4]
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(mark, _mark(token, secret)) for secret in secrets):
        return None
    return SignedAddress(parts[1], _number(parts[2]), _number(parts[3]))


def _pattern() -> tuple[str, str]:
    """Return what stands before and after the @, with one `*` for what is signed; as the settings say."""
    given = settings.INBOUND_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name, _at, domain = given.rpartition("@")
    return (name if "*" in name else f"{name}+*"), domain


def _mark(token: str, secret: str) -> str:
    made = salted_hmac("icaforum.inbound.address", token, secret=secret, algorithm="sha256").digest()
    return _signs(made[:MARK])


def _signs(said: bytes) -> str:
    return base64.b32encode(said).decode().lower()


def _number(signs: str) -> int:
    return int.from_bytes(base64.b32decode(signs.upper()))
