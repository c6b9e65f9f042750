"""Look at the portal as others see it: its certificate, and what the DNS says of the domain of its mails.

Each look is bounded in time, and taken by the clock alone: a page never waits for the net.
"""

import socket
import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from django.conf import settings

from icaforum.words.addresses import domain_in_ascii

Found = tuple[str, str]
"""A code, which `icaforum.ready.checks` puts into words, and a detail such as a record or a day."""

PATIENCE = 3.0
"""Seconds for one question to the DNS; after one that nobody answers the others are not asked."""

CONNECT = 5.0
ENDS_SOON = timedelta(days=14)

# What providers call the key they sign with, where the settings do not say it.
COMMON_SELECTORS = (
    *("default", "dkim", "mail", "smtp", "s1", "s2", "k1", "k2", "selector1", "selector2", "google", "pm"),
    *("mandrill", "brevo1", "mte1", "scph0123", "fm1", "protonmail"),
)

Texts = Callable[[str], list[str]]
"""Returns the TXT records of a name, none where there are none; raises Timeout where nobody answers."""


class Unanswered(Exception):  # noqa: N818 -- no error of ours: the DNS is away
    """The DNS did not answer in time."""


def look(now: datetime) -> dict[str, Found]:
    """Return what is found at the moment `now`, by the name of the check."""
    site = urlsplit(settings.BASE_URL)
    domain = sender_domain()
    found = {"tls": tls(site.hostname or "", site.port or 443, now=now) if settings.HTTPS else ("plain", "")}
    try:
        resolver = dns.resolver.Resolver()
        resolver.lifetime = PATIENCE
        return found | look_at_mail(domain, resolver)
    except (Unanswered, dns.resolver.NoResolverConfiguration):
        return found | dict.fromkeys(("spf", "dkim", "dmarc", "bounces"), ("unanswered", domain))


def sender_domain() -> str:
    """Return the domain that all mails come from, as the DNS writes it."""
    return domain_in_ascii(parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def look_at_mail(domain: str, resolver: dns.resolver.Resolver) -> dict[str, Found]:
    """Return what the DNS says of a domain that mails come from. Raises Unanswered."""

    def texts(name: str) -> list[str]:
        return [
            b"".join(record.strings).decode("utf-8", "replace") for record in _asked(resolver, name, "TXT")
        ]

    return {
        "spf": spf(texts(domain)),
        "dkim": dkim(domain, texts),
        "dmarc": dmarc(domain, texts),
        "bounces": bounces(str(record.exchange) for record in _asked(resolver, domain, "MX")),
    }


def _asked(resolver: dns.resolver.Resolver, name: str, kind: str) -> list:
    try:
        return list(resolver.resolve(name, kind))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise Unanswered(name) from error


def tls(host: str, port: int, *, now: datetime) -> Found:
    """Return whether browsers trust the certificate, and for how long."""
    try:
        with (
            socket.create_connection((host, port), timeout=CONNECT) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            certificate = secure.getpeercert() or {}
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=UTC)
    except ssl.SSLError as error:
        return "untrusted", str(getattr(error, "verify_message", "") or error.reason or "")
    except OSError as error:
        return "unreachable", str(error)
    return "soon" if ends - now < ENDS_SOON else "good", ends.date().isoformat()


def spf(texts: Iterable[str]) -> Found:
    """Return what the SPF record says: which servers may send for the domain."""
    records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        return ("several", str(len(records))) if records else ("missing", "")
    words = records[0].lower().split()
    return ("open" if {"+all", "all"} & set(words) else "good"), records[0]


def dkim(domain: str, texts: Texts) -> Found:
    """Return under which name a key stands that mails can be signed with."""
    for selector in settings.DKIM_SELECTORS or COMMON_SELECTORS:
        for text in texts(f"{selector}._domainkey.{domain}"):
            tags = dict(part.strip().partition("=")[::2] for part in text.split(";"))
            if tags.get("p", "").strip():  # one without is a key that was taken back
                return "good", selector
    return "missing", ", ".join(settings.DKIM_SELECTORS)


def dmarc(domain: str, texts: Texts) -> Found:
    """Return what others are asked to do with mails that only pretend to come from the domain."""
    labels = domain.split(".")
    # That of the organisation counts for all domains below it.
    for first in range(max(len(labels) - 1, 1)):
        for text in texts("_dmarc." + ".".join(labels[first:])):
            if text.lower().startswith("v=dmarc1"):
                tags = dict(part.strip().lower().partition("=")[::2] for part in text.split(";"))
                return ("watching" if tags.get("p") == "none" else "good"), text
    return "missing", ""


def bounces(exchanges: Iterable[str]) -> Found:
    """Return where mails go that come back; a single dot says that the domain takes none."""
    hosts = [host.rstrip(".") for host in exchanges if host != "."]
    return ("good", ", ".join(sorted(hosts))) if hosts else ("missing", "")
