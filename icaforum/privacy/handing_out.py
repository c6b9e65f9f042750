"""What is held of a person in a form for people, and in one for machines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.people.tags import device
from events.models import SurveyAnswer
from icaforum.audit.models import Entry, label_of
from icaforum.audit.verbs import Words
from icaforum.audit.wording import all_versions, words_kept_of
from icaforum.outbox.letter import unsubscribe_url
from icaforum.outbox.models import Message
from icaforum.privacy.held import Rows
from icaforum.privacy.registry import FIELDS
from icaforum.privacy.rows import ACCOUNT, ROWS, counted
from icaforum.privacy.subjects import Subject
from icaforum.privacy.taking_out import WORDS_OF_A_MAIL
from pilots.models import Revision
from pilots.revisions.rules import OF_TEXT

# Of each kind at most so many stand on the page; the file has all.
SHOWN = 20
LONGEST = 300
# The kind of mail in which a member's letter is passed on.
LETTER = "letter"
Facts = list[tuple[str, str]]
# Where the words of a library, or of the lists of the administration, say too little.
LABELS = {
    ("message", "kind"): gettext_lazy("Mail"),
    ("message", "created_at"): gettext_lazy("On"),
    ("message", "state"): gettext_lazy("What became of it"),
    ("emailaddress", "verified"): gettext_lazy("Shown to be theirs"),
    ("emailaddress", "primary"): gettext_lazy("In use"),
    ("authenticator", "type"): gettext_lazy("Way"),
    ("authenticator", "created_at"): gettext_lazy("Since"),
    ("authenticator", "last_used_at"): gettext_lazy("Last used"),
    ("usersession", "user_agent"): gettext_lazy("Browser"),
    ("usersession", "ip"): gettext_lazy("Network address"),
    ("usersession", "created_at"): gettext_lazy("Since"),
    ("usersession", "last_seen_at"): gettext_lazy("Last used"),
    ("eventpersongrant", "content_object"): gettext_lazy("What"),
    ("resourcepersongrant", "content_object"): gettext_lazy("What"),
    ("pilotprojectpersongrant", "content_object"): gettext_lazy("What"),
    ("questionpersongrant", "content_object"): gettext_lazy("What"),
    ("userobjectpermission", "permission"): gettext_lazy("What"),
    ("attendancerow", "report"): gettext_lazy("Report of who was there"),
    ("surveyanswer", "question"): gettext_lazy("Question"),
    ("applicationdraft", "kind"): gettext_lazy("Kind"),
    ("applicationdraft", "email"): gettext_lazy("Address"),
    ("applicationdraft", "changed_at"): gettext_lazy("Changed on"),
    ("launchrow", "cells"): gettext_lazy("Row"),
    ("speaker", "event"): gettext_lazy("Event"),
}


@dataclass(frozen=True)
class Sheet:
    """The rows of one kind on the readable page; `more` are those that stand in the file alone."""

    title: Words
    goes: bool
    stays: Words
    rows: list[Facts]
    more: int


def sheets(subject: Subject, *, own: bool) -> list[Sheet]:
    """Return what is held, by kind; `own` is for the person themselves, who alone reads their letters."""
    counts = _counts(subject)
    return [
        _sheet(rows, subject, counts[rows.model], own=own)
        for rows in (ACCOUNT, *ROWS)
        if rows.model in counts
    ]


def _sheet(rows: Rows, subject: Subject, count: int, *, own: bool) -> Sheet:
    fields = [name for name in rows.shows.split() if own or name not in _private(rows)]
    facts = [_facts(row, fields) for row in _joined(rows, subject)[:SHOWN]]
    return Sheet(rows.title, rows.goes, rows.stays, facts, max(count - SHOWN, 0))


def everything(subject: Subject, *, own: bool, at: datetime) -> dict[str, Any]:
    """Return all that is held, as JSON can hold it; what opens a door, such as a key, is left out."""
    counts = _counts(subject)
    return {
        "made_at": at,
        "person": {"name": subject.name, "addresses": list(subject.addresses)},
        "held": {
            rows.model._meta.label_lower: {
                "what": str(rows.title),
                "rows": [
                    _data(_shut(row, own=own), _handed_out(rows, own=own)) for row in _joined(rows, subject)
                ],
            }
            for rows in (ACCOUNT, *ROWS)
            if rows.model in counts
        },
        "earlier_wordings": list(_wordings(subject)),
        "history": [
            {
                "at": entry.at,
                "what": entry.what,
                "about": f"{entry.target_type} {entry.target_id}",
                "by_this_person": entry.actor_id == subject.key,
            }
            for entry in _history(subject)
        ],
    }


def _counts(subject: Subject) -> dict[type[models.Model], int]:
    return ({User: 1} if subject.has_account else {}) | counted(subject)


def _joined(rows: Rows, subject: Subject) -> models.QuerySet[Any]:
    """Return the rows of a person with the rows that are named beside them, in one statement."""
    joined = [
        field.name
        for field in rows.model._meta.concrete_fields
        if field.is_relation and field.name in FIELDS[rows.model._meta.label_lower].of("personal", "plain")
    ]
    held = rows.held(subject)
    # What a linked row needs to say its name: other rows along with it, or a few statements for all of them.
    needed = [it for name in joined for it in _named_by(held.model, name)]
    along = [it for it in needed if isinstance(it, str)]
    held = held.select_related(*joined, *along) if joined else held
    return held.prefetch_related(*(it for it in needed if isinstance(it, models.Prefetch)))


def _named_by(model: type[models.Model], field: str) -> Iterator[models.Prefetch | str]:
    """Yield what the row that a field leads to reads for its name (`named_by`), asked for from here."""
    linked: Any = model._meta.get_field(field).related_model
    for lookup in getattr(linked, "named_by", ()):
        if isinstance(lookup, models.Prefetch):
            yield models.Prefetch(f"{field}__{lookup.prefetch_to}", lookup.queryset)
            continue
        first = linked._meta.get_field(lookup.partition("__")[0])
        if first.many_to_one or first.one_to_one:
            yield f"{field}__{lookup}"


def _private(rows: Rows) -> list[str]:
    return FIELDS[rows.model._meta.label_lower].of("private")


def _handed_out(rows: Rows, *, own: bool) -> list[str]:
    classes = ("personal", "names", "words", "plain", *(["private"] if own else []))
    return FIELDS[rows.model._meta.label_lower].of(*classes)


def _facts(row: models.Model, names: Iterable[str]) -> Facts:
    facts = ((_label(row, name), _in_words(row, name)) for name in names)
    return [(label, words) for label, words in facts if words]


def _label(row: models.Model, name: str) -> str:
    if (own := LABELS.get((row._meta.model_name or "", name))) is not None:
        return str(own)
    return capfirst(str(row._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a column


def _in_words(row: models.Model, name: str) -> str:
    """Return a value as people read it; nothing for one that is empty."""
    value = _value(row, name)
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(localtime(value), "DATETIME_FORMAT")
        case dict():
            value = ", ".join(str(it) for it in value.values() if it)
        case None:
            return ""
    return Truncator(str(value)).chars(LONGEST)


def _value(row: models.Model, name: str) -> Any:
    """Return what stands for a value on the page: words where the column holds a word of ours or a number."""
    match row, name:
        case Message(), "kind":
            return row.title
        case UserSession(), "user_agent":
            return device(row.user_agent)
        case SurveyAnswer(), "choice":
            return row.chosen
        case Revision(), "changes":
            return {field: now for field, (_was, now) in row.changes.items() if field in OF_TEXT}
    shown = getattr(row, f"get_{name}_display", None)
    return shown() if shown else getattr(row, name)


def _shut(row: models.Model, *, own: bool) -> models.Model:
    """Return a row without what the secretariat does not read: words of letters, links that do something."""
    if own or not isinstance(row, Message):
        return row
    link = unsubscribe_url(row)
    for name in WORDS_OF_A_MAIL:
        text = getattr(row, name)
        setattr(row, name, "" if row.kind == LETTER else text.replace(link, "…") if link else text)
    return row


def _data(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(row, name) for name in names}


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, str | int | float | bool | datetime | dict | list | None):
        return value
    return list(value) if isinstance(row._meta.get_field(name), ArrayField) else str(value)


def _history(subject: Subject) -> models.QuerySet[Entry]:
    if not subject.has_account:
        return Entry.objects.none()
    about = Q(target_type=label_of(User(pk=subject.key)), target_id=str(subject.key))
    return Entry.objects.filter(about | Q(actor_id=subject.key)).order_by("-pk")


def _wordings(subject: Subject) -> Iterable[Mapping[str, Any]]:
    """Yield the wordings that the person wrote, also those that stand no more."""
    for model, versions in all_versions():
        rows = versions._default_manager.filter(pgh_context__metadata__user=subject.key).order_by("pgh_id")
        for version in rows:
            texts = {name: getattr(version, name) for name in words_kept_of(model)}
            yield {
                "of": f"{model._meta.label_lower} {version.pgh_obj_id}",
                "at": version.pgh_created_at,
                "texts": texts,
            }
