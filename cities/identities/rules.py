"""Which address counts of what a provider says."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from cities.identities.providers import Provider
from icaforum.words.addresses import clean_address, domain_of, validate_address

LONGEST_ADDRESS = 254


def address_of(claims: Mapping[str, Any], provider: Provider) -> str:
    """Return the cleaned address for which the provider vouches, or nothing where none is its own.

    «email_verified» must be true. Where it is missing, it counts as true for a trusted provider: a directory
    that a city keeps of its own people says nothing of proofs. What is said to be unproved never counts, nor
    does a name that looks like another: to its provider they are two people, and cleaning makes them one.
    """
    email, verified = claims.get("email"), claims.get("email_verified", provider.trusted)
    if not isinstance(email, str) or len(email) > LONGEST_ADDRESS or verified is not True:
        return ""
    if not email.strip().rpartition("@")[0].isascii():
        return ""
    address = clean_address(email)
    try:
        validate_address(address)
    except ValidationError:
        return ""
    return address if domain_of(address) in provider.domains else ""
