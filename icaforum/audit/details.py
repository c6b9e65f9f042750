"""What else a line of history says, in words for people: keys become names, levels and tiers their words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from icaforum.audit.models import Entry

Names = Mapping[tuple[str, str], str]

MODELS = {
    "city": "cities.city",
    "cities": "cities.city",
    "person": settings.AUTH_USER_MODEL.lower(),
    "event": "events.event",
}
"""Details that hold the keys of other things."""

CHOICES = {
    "tier": "cities.membership.tier",
    "was": "cities.membership.tier",
    "now": "cities.membership.tier",
    "role": "cities.officer.role",
    "held": "events.registration.answer",
}
"""Details that hold one of a field's choices."""


@dataclass(frozen=True)
class Detail:
    """A detail that people understand: its words, and how its value is said."""

    words: Any
    said: Callable[[Any, Entry, Names, str], str]


def in_words(entries: Iterable[Entry]) -> dict[int, list[str]]:
    """«city: Lagos», «was: Peer city» … for each line. What is of use to programs alone is left out."""
    entries = list(entries)
    names = _names(entries)
    return {
        entry.pk: [
            f"{DETAILS[key].words}: {said}"
            for key, value in entry.details.items()
            if key in DETAILS and (said := DETAILS[key].said(value, entry, names, key))
        ]
        for entry in entries
    }


def kind_of(label: str) -> str:
    """What kind of thing an entry is about: «Event»."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except LookupError:
        return label


def _names(entries: list[Entry]) -> Names:
    """The names of all things that these lines point to: one query a kind of thing."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        for key, label in MODELS.items():
            wanted.setdefault(label, set()).update(_keys(entry.details.get(key)))
    return {
        (label, str(row.pk)): str(row)
        for label, keys in wanted.items()
        if keys
        for row in apps.get_model(label)._default_manager.filter(pk__in=keys)
    }


def _keys(value: Any) -> list[str]:
    return [str(key) for key in (value if isinstance(value, list) else [value]) if key is not None]


def _named(value: Any, _entry: Entry, names: Names, key: str) -> str:
    return ", ".join(names[MODELS[key], pk] for pk in _keys(value) if (MODELS[key], pk) in names)


def _chosen(value: Any, _entry: Entry, _names: Names, key: str) -> str:
    label, _dot, name = CHOICES[key].rpartition(".")
    return _choice(apps.get_model(label), name, value)


def _level(value: Any, entry: Entry, _names: Names, _key: str) -> str:
    return _choice(apps.get_model(entry.target_type), "level", value)


def _choice(model: type[models.Model], name: str, value: Any) -> str:
    try:
        return str(dict(model._meta.get_field(name).flatchoices).get(value, ""))
    except FieldDoesNotExist:
        return ""


def _fields(value: Any, entry: Entry, _names: Names, _key: str) -> str:
    return ", ".join(_field(entry.target_type, name) for name in value)


def _field(label: str, name: str) -> str:
    try:
        field = apps.get_model(label)._meta.get_field(name)
    except (FieldDoesNotExist, LookupError):
        return name.replace("_", " ")
    return str(getattr(field, "verbose_name", name))


def _moment(value: str, _entry: Entry, _names: Names, _key: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")


def _language(value: str, _entry: Entry, _names: Names, _key: str) -> str:
    try:
        return str(get_language_info(value)["name_translated"])
    except KeyError:
        return value


def _yes_or_no(value: bool, _entry: Entry, _names: Names, _key: str) -> str:
    return str(_("yes") if value else _("no"))


DETAILS: Mapping[str, Detail] = {
    "city": Detail(_("city"), _named),
    "cities": Detail(_("cities"), _named),
    "person": Detail(_("person"), _named),
    "event": Detail(_("event"), _named),
    "tier": Detail(_("tier"), _chosen),
    "was": Detail(_("was"), _chosen),
    "now": Detail(_("is now"), _chosen),
    "role": Detail(_("role"), _chosen),
    "held": Detail(_("had"), _chosen),
    "level": Detail(_("who can see this"), _level),
    "fields": Detail(_("changed"), _fields),
    "start": Detail(_("begins"), _moment),
    "language": Detail(_("language"), _language),
    "staff": Detail(_("works in the secretariat"), _yes_or_no),
    "superuser": Detail(_("may do everything"), _yes_or_no),
}
