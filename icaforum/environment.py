"""What differs between places, read from environment variables.

A missing or malformed one ends the start with one sentence that names it: whoever sets up the portal reads
that sentence, not a traceback.
"""

import logging
import os
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar
from urllib.parse import SplitResult, urlsplit

import environ

Value = TypeVar("Value")

_NEEDED = object()


def stop(name: str, problem: str) -> NoReturn:
    """End the start: «BASE_URL is not set: it must be …»."""
    raise SystemExit(f"{name} {problem}")


def text(name: str, default: Any = _NEEDED, *, what: str = "a value") -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is _NEEDED:
        stop(name, f"is not set: it must be {what}.")
    return default


def secret(name: str, *, at_least: int) -> str:
    value = text(name, what=f"at least {at_least} random characters, the same for every process")
    if len(value) < at_least:
        stop(name, f"is too short: it must be at least {at_least} random characters.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "").lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not value else value in {"1", "true", "yes", "on"}
    stop(name, f"is {value!r}: it must be true or false.")


def number(name: str, *, default: int) -> int:
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    stop(name, f"is {value!r}: it must be a whole number, 0 or more.")


def names(name: str) -> list[str]:
    """A list with commas between."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def level(name: str, *, default: str) -> str:
    value = text(name, default).upper()
    if value in logging.getLevelNamesMapping():
        return value
    stop(name, f"is {value!r}: it must be DEBUG, INFO, WARNING or ERROR.")


def site(name: str) -> str:
    what = "the portal's address, such as https://forum.example.org"
    value = text(name, what=what).rstrip("/")
    parts = _split(name, value, ("http", "https"), what)
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        stop(name, f"cannot be understood: it must be {what}, without a path.")
    return value


def database(name: str) -> dict[str, Any]:
    what = "the database's address, such as postgres://user:password@host:5432/icaforum"
    value = text(name, what=what)
    _split(name, value, ("postgres", "postgresql"), what)
    return _parsed(name, lambda: environ.Env.db_url_config(value), what)


def redis(name: str, default: Any = _NEEDED) -> str:
    what = "Valkey's or Redis's address, such as redis://host:6379/0"
    value = text(name, default, what=what)
    _split(name, value, ("redis", "rediss", "redis+socket", "unix"), what)
    return value


def mail(name: str, default: str) -> dict[str, Any]:
    what = "the mail server's address, such as smtp+tls://user:password@host:587"
    value = text(name, default, what=what)
    _split(name, value, tuple(environ.Env.EMAIL_SCHEMES), what)
    return _parsed(name, lambda: environ.Env.email_url_config(value), what)


def _split(name: str, value: str, schemes: tuple[str, ...], what: str) -> SplitResult:
    parts = _parsed(name, lambda: urlsplit(value), what)
    port_fits = _parsed(name, lambda: parts.port is None or parts.port > 0, what)
    if parts.scheme not in schemes or not (parts.hostname or parts.path) or not port_fits:
        stop(name, f"cannot be understood: it must be {what}.")
    return parts


def _parsed(name: str, parse: Callable[[], Value], what: str) -> Value:
    """The parsed value; what is wrong with it is not shown, because it may hold a password."""
    try:
        return parse()
    except (ValueError, KeyError, AttributeError, TypeError):
        stop(name, f"cannot be understood: it must be {what}.")
