"""What ended since a backup was made, kept outside the database: applied to a restored one.

Each line is an entry of the history, as a keyed hash of what it is about: nobody reads from it who that was.
The clock writes it, so a verb has nothing to do for it, and what a verb undid never stands in it.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import models, transaction

from cities.invitations.actions.forgetting import say_no_thanks
from cities.invitations.actions.inviting import revoke_invitation
from cities.leaving.actions import end_again
from cities.models import AccessRequest, Application, Invitation, Officer, User
from cities.people.actions.colleagues import take_rights_again
from events.feeds.actions import end_feed, renew_feed
from icaforum.audit.models import Entry, label_of
from icaforum.audit.record import record
from icaforum.privacy.actions import erase_address_again, erase_again
from icaforum.privacy.rows import NO_ADDRESS

LEDGER = "ledger.jsonl"

# Keys are given when a transaction writes, and seen when it commits: so many are looked at again.
LOOKED_AT_AGAIN = 1000
# A transaction that ended after the dump began before it, by less than that.
BEFORE_THE_DUMP = timedelta(hours=1)


@dataclass(frozen=True)
class Kind:
    """One thing that must not come back: what the history calls it, and how it is done to a row again.

    `rows` are those that it may still have to be done to; `when` tells which of several entries is meant.
    """

    verbs: tuple[str, ...]
    rows: Callable[[], Iterable[Any]]
    again: Callable[[Any], object]
    when: Callable[[Entry], bool] = lambda _entry: True


def _account(*, is_active: bool) -> Callable[[User], None]:
    def again(person: User) -> None:
        User.objects.filter(pk=person.pk).update(is_active=is_active)
        record("account opened again" if is_active else "account closed", person, by=None)

    return again


def _with_feed() -> models.QuerySet[User]:
    """Those whose calendar reads an address; the history names the person."""
    return User.objects.filter(calendar_feed__isnull=False)


def _with_address() -> Iterator[models.Model]:
    """Those that have an address without an account."""
    for model in (Application, Invitation, AccessRequest):
        yield from model._default_manager.exclude(email=NO_ADDRESS)


# What registers here is kept from the first run on.
KINDS: dict[str, Kind] = {
    "seat ended": Kind(("seat ended", "seat left"), Officer.objects.open, end_again),
    "account closed": Kind(
        ("account closed",), lambda: User.objects.filter(is_active=True), _account(is_active=False)
    ),
    "account opened": Kind(
        ("account opened again",), lambda: User.objects.filter(is_active=False), _account(is_active=True)
    ),
    "rights taken": Kind(
        ("rights set", "rights ended", "colleague never came"),
        lambda: User.objects.filter(is_staff=True),
        take_rights_again,
        when=lambda entry: not entry.details.get("presets"),
    ),
    "person erased": Kind(
        ("person erased",), lambda: User.objects.filter(erased_at__isnull=True), erase_again
    ),
    "address erased": Kind(("address erased",), _with_address, erase_address_again),
    "no thanks": Kind(
        ("no thanks",), lambda: Invitation.objects.filter(accepted_at__isnull=True), say_no_thanks
    ),
    "invitation taken back": Kind(
        ("invitation taken back",), Invitation.objects.open, lambda row: revoke_invitation(row, by=None)
    ),
    # The address of the dump was given away, or lost: it must open nothing.
    "calendar address changed": Kind(
        ("feed renewed",), _with_feed, lambda person: renew_feed(person, by=None)
    ),
    "calendar address ended": Kind(("feed ended",), _with_feed, lambda person: end_feed(person, by=None)),
}


def keep_ledger() -> int:
    """Write down what has ended since the last time; return how many lines. Raises OSError."""
    settings.BACKUP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.BACKUP_DIR / LEDGER
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of two workers the second finds what the first has written
        file.seek(0)
        known = {line["entry"] for line in _lines(file)}
        fresh = [_line(what, entry) for what, entry in _entries(known)]
        file.writelines(f"{json.dumps(line)}\n" for line in fresh)
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def apply_ledger(folders: Iterable[Path], *, made_at: datetime) -> dict[str, int]:
    """Do again what had ended after a backup was made, in its order; return how often, by kind.

    `folders` are where a ledger may lie: beside the backup, and on this machine. All of it, or nothing.
    """
    lines: dict[int, dict[str, Any]] = {}
    for folder in folders:
        if (path := folder / LEDGER).exists():
            with path.open() as file:
                lines |= {line["entry"]: line for line in _lines(file)}
    since = made_at - BEFORE_THE_DUMP
    done = dict.fromkeys(KINDS, 0)
    with transaction.atomic():
        for _key, line in sorted(lines.items()):
            if datetime.fromisoformat(line["at"]) >= since and line["what"] in KINDS:
                done[line["what"]] += _again(KINDS[line["what"]], line["key"])
    return done


def _again(kind: Kind, key: str) -> int:
    rows = [row for row in kind.rows() if key in keys_of(label_of(row), str(row.pk))]
    for row in rows:
        kind.again(row)
    return len(rows)


def _entries(known: set[int]) -> Iterator[tuple[str, Entry]]:
    """Yield what the history says of each kind and does not stand in the ledger, in its order."""
    kinds = {verb: (what, kind) for what, kind in KINDS.items() for verb in kind.verbs}
    after = max(known, default=0) - LOOKED_AT_AGAIN
    for entry in Entry.objects.filter(verb__in=kinds, pk__gt=after).order_by("pk"):
        what, kind = kinds[entry.verb]
        if entry.pk not in known and kind.when(entry):
            yield what, entry


def _line(what: str, entry: Entry) -> dict[str, Any]:
    key = keys_of(entry.target_type, entry.target_id)[0]
    return {"entry": entry.pk, "at": entry.at.isoformat(), "what": what, "key": key}


def _lines(file: TextIO) -> Iterator[dict[str, Any]]:
    """Yield the lines; one that a full disk cut off is left out."""
    for line in file:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def keys_of(label: str, key: str) -> list[str]:
    """Return what stands for a row in the ledger: by the secret of now, and by those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(it.encode(), f"{label}:{key}".encode(), hashlib.sha256).hexdigest() for it in secrets]
