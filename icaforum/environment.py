"""What differs between installations, read from environment variables.

A missing or malformed one ends the start with one sentence that names it: whoever sets up the portal reads
that sentence, not a traceback. Each reader below raises SystemExit with it.
"""

import logging
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import django
import environ  # type: ignore[import-untyped]  # django-environ ships no types
import idna

from icaforum.words.hosts import LOCAL, is_over_https

Value = TypeVar("Value")

asked: set[str] = set()
"""The names of all variables that were read: what a backup keeps of them."""

# Stands for «no default», since None and an empty text may be one.
_NEEDED = object()


def stop(name: str, problem: str) -> NoReturn:
    """End the start with one sentence, «BASE_URL is not set: it must be …»; raises SystemExit."""
    raise SystemExit(f"{name} {problem}")


def text(name: str, default: Any = _NEEDED, *, what: str = "a value") -> str:
    """Return a text; an empty variable counts as not set. `what` says what it must be, for the sentence."""
    asked.add(name)
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is _NEEDED:
        stop(name, f"is not set: it must be {what}.")
    return default


def secret(name: str, *, at_least: int) -> str:
    """Return a secret of `at_least` so many characters; it is never shown."""
    value = text(name, what=f"at least {at_least} random characters, the same for every process")
    if len(value) < at_least:
        stop(name, f"is too short: it must be at least {at_least} random characters.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return a truth value; a word that is neither true nor false ends the start."""
    value = text(name, "").lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not value else value in {"1", "true", "yes", "on"}
    stop(name, f"is {value!r}: it must be true or false.")


def number(name: str, *, default: int) -> int:
    """Return a whole number, 0 or more, of at most nine digits."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    stop(name, f"is {value!r}: it must be a whole number, 0 or more.")


def names(name: str) -> list[str]:
    """Return a list that is written with commas between."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def level(name: str, *, default: str) -> str:
    """Return the name of a level of logging."""
    value = text(name, default).upper()
    if value in logging.getLevelNamesMapping():
        return value
    stop(name, f"is {value!r}: it must be DEBUG, INFO, WARNING or ERROR.")


def site(name: str) -> str:
    """Return the address of a site, http or https, without a path and without a slash at its end."""
    what = "the portal's address, such as https://forum.example.org"
    value = text(name, what=what).rstrip("/")
    parts = _split(name, value, ("http", "https"), what)
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        stop(name, f"cannot be understood: it must be {what}, without a path.")
    # In ASCII, as browsers send it and as it must stand in the heads of mails.
    return value if value.isascii() else f"{parts.scheme}://{parts.netloc.encode('idna').decode()}"


def database(name: str) -> dict[str, Any]:
    """Return a database of PostgreSQL, as a value of `DATABASES`."""
    what = "the database's address, such as postgres://user:password@host:5432/icaforum"
    value = text(name, what=what)
    _split(name, value, ("postgres", "postgresql"), what)
    return _parsed(name, lambda: environ.Env.db_url_config(value), what)


def redis(name: str, default: Any = _NEEDED) -> str:
    """Return the address of Valkey or Redis, as it was written."""
    what = "Valkey's or Redis's address, such as redis://host:6379/0"
    value = text(name, default, what=what)
    _split(name, value, ("redis", "rediss", "redis+socket", "unix"), what)
    return value


def cache_beside(broker: str) -> str:
    """Return the address of database 1 of the broker's server, in the form that redis-py reads."""
    if broker.startswith("redis+socket://"):
        return "unix://" + broker.removeprefix("redis+socket://").split("?")[0] + "?db=1"
    return broker.split("?", maxsplit=1)[0].rstrip("/").removesuffix("/0") + "/1"


def mail(name: str, default: str) -> dict[str, Any]:
    """Return the mail server as settings: EMAIL_HOST, EMAIL_PORT and their like."""
    what = "the mail server's address, such as smtp+tls://user:password@host:587"
    value = text(name, default, what=what)
    _split(name, value, tuple(environ.Env.EMAIL_SCHEMES), what)
    return _parsed(name, lambda: environ.Env.email_url_config(value), what)


# Seconds that a mail server may take for an answer.
PATIENCE = 30
# What Django 6.1 calls the settings of a mail server, by the names that Django 5.2 has for them.
MAILER_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_SSL_CERTFILE": "ssl_certfile",
    "EMAIL_SSL_KEYFILE": "ssl_keyfile",
    "EMAIL_TIMEOUT": "timeout",
}


def mail_server(name: str, default: str, *, folder: Path | None) -> dict[str, Any]:
    """Return where mails go, as settings of this version of Django: into `folder`, where there is one."""
    into_files = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": folder,
    }
    server = (into_files if folder else mail(name, default)) | {"EMAIL_TIMEOUT": PATIENCE}
    return server if django.VERSION < (6, 1) else {"MAILERS": {"default": mailer(server)}}


def mailer(server: dict[str, Any]) -> dict[str, Any]:
    """Return a mail server, as `mail` gives it, as a value of Django 6.1's MAILERS."""
    backend = server["EMAIL_BACKEND"]
    options: dict[str, Any] = {}
    if backend.endswith("smtp.EmailBackend"):
        options = {new: server[old] for old, new in MAILER_OPTIONS.items() if server.get(old)}
    elif backend.endswith("filebased.EmailBackend"):
        options = {"file_path": server["EMAIL_FILE_PATH"]}
    return {"BACKEND": backend, "OPTIONS": options}


def mailbox(name: str) -> dict[str, str] | None:
    """Return a mailbox that is polled by IMAP, as its parts; None where none is named."""
    what = "the mailbox's address, such as imaps://user:password@host:993/INBOX"
    value = text(name, "", what=what)
    if not value:
        return None
    ports = {"imaps": (993, "tls"), "imap+tls": (143, "starttls"), "imap": (143, "plain")}
    parts = _split(name, value, tuple(ports), what)
    port, security = ports[parts.scheme]
    if not parts.username or not parts.password or not parts.hostname:
        stop(name, f"cannot be understood: it must be {what}.")
    if security == "plain" and parts.hostname not in LOCAL:
        stop(name, "would send its password for all to read: it must be imaps:// or imap+tls://.")
    return {
        "host": parts.hostname,
        "port": str(parts.port or port),
        "user": unquote(parts.username),
        "password": unquote(parts.password),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
        "security": security,
    }


def one_of(name: str, known: Sequence[str]) -> str:
    """Return one of the known words, or nothing where none is set."""
    value = text(name, "").lower()
    if value and value not in known:
        stop(name, f"is {value!r}: it must be one of {', '.join(known)}.")
    return value


def identity_providers(name: str) -> list[dict[str, Any]]:
    """Return who signs people of their domains in by OpenID Connect, in the form of allauth's `APPS`.

    The variable lists short names; the variables of each begin with its own, `IDENTITY_WIEN_ISSUER`.
    """
    keys = names(name)
    for key in keys:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,29}", key):
            stop(name, f"holds {key!r}: each must be a short name, of letters a to z, digits and hyphens.")
    if doubled := sorted({key for key in keys if keys.count(key) > 1}):
        stop(name, f"names {doubled[0]!r} twice.")
    found = [_identity_provider(key) for key in keys]
    _refuse_shared_domain(found)
    return found


def _identity_provider(key: str) -> dict[str, Any]:
    begin = f"IDENTITY_{key.upper().replace('-', '_')}_"
    called = text(f"{begin}NAME", what="what its people call it, such as City of Vienna")
    if len(called) > 40:
        stop(f"{begin}NAME", "is too long: it must have at most 40 letters.")
    return {
        "provider_id": key,
        "name": called,
        "client_id": text(f"{begin}CLIENT_ID", what="the name by which the provider knows the portal"),
        "secret": text(f"{begin}SECRET", what="the secret that the provider gave for the portal"),
        "settings": {
            "server_url": _issuer(f"{begin}ISSUER"),
            "domains": _domains(f"{begin}DOMAINS"),
            "trusted": flag(f"{begin}TRUSTED"),
        },
    }


def _issuer(name: str) -> str:
    what = "the provider's issuer, such as https://login.city.example"
    value = text(name, what=what)
    parts = _split(name, value, ("http", "https"), what)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        stop(name, f"cannot be understood: it must be {what}.")
    if not is_over_https(value):
        stop(name, "would let anybody on the way say who signs in: it must be https.")
    return value.rstrip("/").removesuffix("/.well-known/openid-configuration")


def _domains(name: str) -> list[str]:
    what = "the mail domains it may speak for, with commas between, such as city.example"
    text(name, what=what)
    found = []
    for domain in names(name):
        try:
            found.append(idna.encode(domain.rstrip("."), uts46=True, transitional=False).decode())
        except UnicodeError:
            stop(name, f"holds {domain!r}: it must be {what}.")
        if "." not in found[-1]:
            stop(name, f"holds {domain!r}: it must be {what}.")
    return found


def _refuse_shared_domain(found: list[dict[str, Any]]) -> None:
    """End the start where two providers speak for one domain: nobody could say who is right."""
    whose: dict[str, str] = {}
    for provider in found:
        for domain in provider["settings"]["domains"]:
            if whose.setdefault(domain, provider["provider_id"]) != provider["provider_id"]:
                both = f"{whose[domain]!r} and {provider['provider_id']!r}"
                stop("IDENTITY_PROVIDERS", f"gives {domain} to {both}: one alone may speak for a domain.")


def _split(name: str, value: str, schemes: tuple[str, ...], what: str) -> SplitResult:
    parts = _parsed(name, lambda: urlsplit(value), what)
    # `port` raises ValueError by itself for what is no port, so it is asked within `_parsed`.
    port_fits = _parsed(name, lambda: parts.port is None or parts.port > 0, what)
    if parts.scheme not in schemes or not (parts.hostname or parts.path) or not port_fits:
        stop(name, f"cannot be understood: it must be {what}.")
    return parts


def _parsed(name: str, parse: Callable[[], Value], what: str) -> Value:
    """Return the parsed value; what is wrong with it is not shown, because it may hold a password."""
    try:
        return parse()
    except (ValueError, KeyError, AttributeError, TypeError):
        stop(name, f"cannot be understood: it must be {what}.")
