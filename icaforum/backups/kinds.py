"""What one kind of line of the ledger is: which entries it is of, what it keeps, how it is done again."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from icaforum.audit.models import Entry, label_of
from icaforum.audit.record import record

Facts = dict[str, Any]


def keys_of(label: str, key: str) -> list[str]:
    """Return what stands for a row in the ledger: by the secret of now, and by those before it."""
    return list(_keys_of(label, key, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=100_000)
def _keys_of(label: str, key: str, secrets: tuple[str, ...]) -> tuple[str, ...]:
    said = f"{label}:{key}".encode()
    return tuple(hmac.new(it.encode(), said, hashlib.sha256).hexdigest() for it in secrets)


Name = tuple[str, str]
"""A thing that the ledger knows by a keyed hash: what kind of thing it is, and its key."""


def name_of(row: models.Model) -> Name:
    """Return the name of a row."""
    return label_of(row), str(row.pk)


def mark_of(row: models.Model) -> str:
    """Return what stands for a row among the facts of a line."""
    return keys_of(*name_of(row))[0]


def mark_of_text(text: str) -> str:
    """Return what stands for a text that the ledger must not hold."""
    return keys_of("text", text)[0]


def is_marked(row: models.Model, marks: list[str]) -> bool:
    """Whether a row is one of those that the facts of a line name."""
    return not set(marks).isdisjoint(keys_of(*name_of(row)))


def target_of(entry: Entry) -> Any:
    """Return the row that an entry is about, as it stands now; None where it is gone."""
    return apps.get_model(entry.target_type)._default_manager.filter(pk=entry.target_id).first()


def _no_facts(_entry: Entry) -> Facts:
    return {}


def _own_name(entry: Entry) -> Name:
    return entry.target_type, entry.target_id


@dataclass(frozen=True)
class Kind:
    """One matter that a restore must not bring back, of which the last line for a thing counts.

    `of` and `verbs` tell the entries of the history. `facts` is what a line keeps of how the matter stands
    by now: plain values and marks, never a name or an address; None leaves the entry out. `about` names the
    thing the line is of. In the restored database `rows` are those that may have to be changed, `name` is
    their name, and `again` changes one of them, or returns False where nothing is to do. `anyway` is called
    once a line, for what needs no row.
    """

    of: str
    verbs: tuple[str, ...]
    rows: Callable[[], models.QuerySet[Any]]
    again: Callable[[Any, Facts], object]
    facts: Callable[[Entry], Facts | None] = _no_facts
    about: Callable[[Entry], Name | None] = _own_name
    name: Callable[[Any], Name] = name_of
    anyway: Callable[[Facts], object] | None = None


def write_again(row: models.Model, **columns: Any) -> bool:
    """Give a row these values, with its line of history; return False where it has them."""
    if all(getattr(row, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    record("done again", row, by=None)
    return True
