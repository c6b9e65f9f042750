"""The details of an entry of the history in words for people: keys become names, choices their labels.

Nothing is named here that stands above: each app registers its details beside the verbs that write them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from icaforum.audit.models import Entry, kinds_readable_by, rows_to_name
from icaforum.audit.verbs import Words
from icaforum.words.languages import translated_name

Names = Mapping[tuple[str, str], str]
"""The names of things, by the label of their model and their key."""


@dataclass(frozen=True)
class Detail:
    """A detail of an entry that people understand.

    `words` name it, `in_words` puts its value into words (an empty text leaves it out). `model` is set where
    the value is a key, or a list of keys, of that model: the names of all of them are then fetched at once.
    """

    words: Words
    in_words: Callable[[Any, Entry, Names], str]
    model: type[models.Model] | None = None


DETAILS: dict[str, Detail] = {}


def name_details(details: Mapping[str, Detail]) -> None:
    """Register details by the keyword that `record` gets.

    Raises ValueError for a keyword that is registered already, since a keyword means one thing.
    """
    if known := sorted(DETAILS.keys() & details.keys()):
        raise ValueError(f"These details have their words already: {', '.join(known)}")
    DETAILS.update(details)


def keys_of(model: type[models.Model], words: Words) -> Detail:
    """Return a detail that holds the key, or keys, of rows of `model`, named by `words`.

    Shown are the names of the rows that still exist.
    """
    label = model._meta.label_lower

    def in_words(value: Any, _entry: Entry, names: Names) -> str:
        return ", ".join(names[label, key] for key in _keys(value) if (label, key) in names)

    return Detail(words, in_words, model)


def choice_of(choices: Iterable[tuple[Any, Any]], words: Words) -> Detail:
    """Return a detail that holds a value of these choices: shown is its label."""
    labels = dict(choices)
    return Detail(words, lambda value, _entry, _names: str(labels.get(value, "")))


def yes_or_no(words: Words) -> Detail:
    """Return a detail that holds a truth value: shown is «yes» or «no»."""
    return Detail(words, lambda value, _entry, _names: str(_("yes") if value else _("no")))


def moment_of(words: Words) -> Detail:
    """Return a detail that holds a moment in ISO format: shown is its date and time in the reader's zone."""

    def in_words(value: str, _entry: Entry, _names: Names) -> str:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")

    return Detail(words, in_words)


def details_in_words(
    entries: Iterable[Entry], *, reader: AbstractBaseUser | AnonymousUser | None = None
) -> dict[int, list[str]]:
    """Return, by the key of each entry, what else it says: «city: Lagos», «was: Peer city» …

    What is of use to programs alone is left out, and the names of things of a kind whose list the reader may
    not open. Without a reader all are named. Costs one query for each kind of thing that is named.
    """
    entries = list(entries)  # it is gone through twice, and a queryset would be asked twice
    names = _names(entries, None if reader is None else kinds_readable_by(reader))
    return {entry.pk: list(_details_of(entry, names)) for entry in entries}


def kind_of(label: str) -> str:
    """Return what kind of thing a model's label stands for: «events.event» gives «Event»."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except LookupError:  # the entry is older than the removal of its model
        return label


def _details_of(entry: Entry, names: Names) -> Iterable[str]:
    for key, value in entry.details.items():
        detail = DETAILS.get(key)
        if detail and (words := detail.in_words(value, entry, names)):
            yield f"{detail.words}: {words}"


def _names(entries: Iterable[Entry], readable: set[str] | None) -> Names:
    """Return the names of the things that the details of these entries point to: one query a model.

    `readable` holds the labels of the kinds that may be named; None stands for all.
    """
    wanted: dict[type[models.Model], set[str]] = {}
    for entry in entries:
        for key, value in entry.details.items():
            if (detail := DETAILS.get(key)) and detail.model:
                wanted.setdefault(detail.model, set()).update(_keys(value))
    return {
        (model._meta.label_lower, str(row.pk)): str(row)
        for model, keys in wanted.items()
        if keys and (readable is None or model._meta.label_lower in readable)
        for row in rows_to_name(model, keys)
    }


def _keys(value: Any) -> list[str]:
    # As texts, by which `_names` has them, whatever type the key has in the entry.
    return [str(key) for key in (value if isinstance(value, list) else [value]) if key is not None]


def _fields(value: Iterable[str], entry: Entry, _names: Names) -> str:
    app = entry.target_type.partition(".")[0]
    # Of the row that the entry is about, or of one that it names: an edition of a resource.
    labels = [entry.target_type, *(f"{app}.{name}" for name in entry.details)]
    return ", ".join(_field(labels, name) for name in value)


def _field(labels: Iterable[str], name: str) -> str:
    """Return the words of a field of the first model that has it; for one that is gone, its name.

    A field of another model stands with its label: «pilots.milestone.title».
    """
    if "." in name:
        label, _dot, name = name.rpartition(".")
        labels = [label]
    for label in labels:
        try:
            field = apps.get_model(label)._meta.get_field(name)
        except (FieldDoesNotExist, LookupError):
            continue
        return str(getattr(field, "verbose_name", name))  # a generic relation has no words
    return name.replace("_", " ")


def _language(value: str, _entry: Entry, _names: Names) -> str:
    return translated_name(value)


# Details that every app may give.
name_details(
    {
        "fields": Detail(_("changed"), _fields),
        "language": Detail(_("language"), _language),
        "language_before": Detail(_("was"), _language),
    }
)
