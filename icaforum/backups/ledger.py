"""What ended since a backup was made, kept outside the database: applied to a restored one.

Each line is an entry of the history, as a keyed hash of what it is about: nobody reads from it who that was.
The clock writes it, so a verb has nothing to do for it, and what a verb undid never stands in it.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import transaction

from icaforum.audit.models import Entry
from icaforum.backups import (
    of_briefs,
    of_calls,
    of_cities,
    of_contributions,
    of_help,
    of_measures,
    of_people,
    of_questions,
    of_tables,
    of_things,
    of_uses,
    of_wants,
)
from icaforum.backups.kinds import Kind, keys_of

__all__ = ["KINDS", "apply_ledger", "keep_ledger", "keys_of"]

LEDGER = "ledger.jsonl"

# Keys are given when a transaction writes, and seen when it commits: so many are looked at again.
LOOKED_AT_AGAIN = 1000
# A transaction that ended after the dump began before it, by less than that.
BEFORE_THE_DUMP = timedelta(hours=1)

# What registers here is kept from the first run on.
KINDS: dict[str, Kind] = {
    **of_people.KINDS,
    **of_cities.KINDS,
    **of_things.KINDS,
    **of_questions.KINDS,
    **of_briefs.KINDS,
    **of_contributions.KINDS,
    **of_calls.KINDS,
    **of_help.KINDS,
    **of_wants.KINDS,
    **of_measures.KINDS,
    **of_uses.KINDS,
    **of_tables.KINDS,
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
        fresh = list(_entries(known))
        file.writelines(f"{json.dumps(line)}\n" for line in fresh)
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


ERASED = ("person erased", "address erased")


def apply_ledger(folders: Iterable[Path], *, made_at: datetime) -> dict[str, int]:
    """Do again what had ended after a backup was made, in its order; return how often, by kind.

    Of several lines of one kind about one thing the last counts. `folders` are where a ledger may lie: beside
    the backup, and on this machine. All of it, or nothing.
    """
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for line in _lines_since(folders, made_at - BEFORE_THE_DUMP):
        last.pop((line["what"], line["key"]), None)  # so that it stands where its last line does
        last[line["what"], line["key"]] = line
    done = dict.fromkeys(KINDS, 0)
    with transaction.atomic():
        names = {what: _names(KINDS[what]) for what in {line["what"] for line in last.values()}}
        # Who was erased first of all, while all addresses by which rows are found still stand.
        for line in sorted(last.values(), key=lambda it: not it["what"].startswith(ERASED)):
            done[line["what"]] += _again(KINDS[line["what"]], line, names[line["what"]])
    return done


def _lines_since(folders: Iterable[Path], since: datetime) -> Iterator[dict[str, Any]]:
    lines: dict[Any, dict[str, Any]] = {}
    for folder in folders:
        if (path := folder / LEDGER).exists():
            with path.open() as file:
                lines |= {(line["entry"], line["what"]): line for line in _lines(file)}
    for _which, line in sorted(lines.items()):
        if datetime.fromisoformat(line["at"]) >= since and line["what"] in KINDS:
            yield line


def _names(kind: Kind) -> dict[str, Any]:
    """Return the keys of the rows that a kind may change, by what stands for them in the ledger."""
    return {mark: row.pk for row in kind.rows() for mark in keys_of(*kind.name(row))}


def _again(kind: Kind, line: dict[str, Any], names: dict[str, Any]) -> bool:
    """Do one line again; return whether there was anything to do."""
    if kind.anyway:
        return kind.anyway(line["facts"]) is not False
    # Asked anew: a line before may have changed or deleted it.
    row = kind.rows().filter(pk=names[line["key"]]).first() if line["key"] in names else None
    return row is not None and kind.again(row, line["facts"]) is not False


def _entries(known: set[int]) -> Iterator[dict[str, Any]]:
    """Yield a line for what the history says of each kind and does not stand in the ledger, in its order."""
    kinds: dict[tuple[str, str], list[tuple[str, Kind]]] = {}
    for what, kind in KINDS.items():
        for verb in kind.verbs:
            kinds.setdefault((kind.of, verb), []).append((what, kind))
    after = max(known, default=0) - LOOKED_AT_AGAIN
    fresh = Entry.objects.filter(verb__in={verb for _label, verb in kinds}, pk__gt=after)
    for entry in fresh.exclude(pk__in=[pk for pk in known if pk > after]).order_by("pk"):
        lines = (_line(entry, *it) for it in kinds.get((entry.target_type, entry.verb), ()))
        yield from filter(None, lines)


def _line(entry: Entry, what: str, kind: Kind) -> dict[str, Any] | None:
    name, facts = kind.about(entry), kind.facts(entry)
    if name is None or facts is None:
        return None
    key = keys_of(*name)[0]
    return {"entry": entry.pk, "at": entry.at.isoformat(), "what": what, "key": key, "facts": facts}


def _lines(file: TextIO) -> Iterator[dict[str, Any]]:
    """Yield the lines; one that a full disk cut off is left out."""
    for line in file:
        try:
            yield json.loads(line)
        except ValueError:
            continue
