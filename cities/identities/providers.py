"""Who signs people of which domains in, as the settings say. A provider speaks for its domains alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from cities.people.models import User
from icaforum.words.addresses import domain_of


@dataclass(frozen=True)
class Provider:
    """A city's own sign-in. `trusted` means that what it says of an address need not be marked as proved."""

    key: str
    name: str
    issuer: str
    client_id: str
    domains: frozenset[str]
    trusted: bool


def providers() -> Iterator[Provider]:
    """Yield all providers, in the order of the settings."""
    for app in settings.IDENTITY_PROVIDERS:
        its = app["settings"]
        domains = frozenset(its["domains"])
        yield Provider(
            app["provider_id"], app["name"], its["server_url"], app["client_id"], domains, its["trusted"]
        )


def provider_named(key: str) -> Provider | None:
    """Return the provider of this short name."""
    return next((it for it in providers() if it.key == key), None)


def provider_for(address: str) -> Provider | None:
    """Return who signs in the people of an address's domain; whether anybody has the address is not asked."""
    domain = domain_of(address)
    return next((it for it in providers() if domain in it.domains), None)


def is_safe_way(url: str) -> bool:
    """Whether a provider may send a reader, or us, to an address: over https, where nobody reads on the way.

    In plain text only to a provider that the settings place on this machine: what else listens here, such as
    the cache, is not for a provider to write to.
    """
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    return any(parts[:2] == urlsplit(it.issuer)[:2] for it in providers())


def names_of_identities(person: User) -> list[str]:
    """Return through whom a person signs in; of one that the settings no longer name, its short name."""
    names = {it.key: it.name for it in providers()}
    keys = SocialAccount.objects.filter(user=person).order_by("pk").values_list("provider", flat=True)
    return [names.get(key, key) for key in keys]
