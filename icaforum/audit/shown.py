"""The values of a form as a page shows them: plain enough to be signed, sent along and compared."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db import models
from django.forms.models import InlineForeignKeyField
from django.utils.formats import date_format
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

Plain = str | bool | list[str]
"""One value, or the many of a field with several choices."""


def is_many(field: forms.Field) -> bool:
    """Whether a field holds several choices."""
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def is_compared(field: forms.Field) -> bool:
    """Whether what a field holds can be compared: a file cannot, a link to the page's row need not."""
    return not (field.disabled or isinstance(field, forms.FileField | InlineForeignKeyField))


def has_lines(field: forms.Field) -> bool:
    """Whether what a field holds may have several lines."""
    return isinstance(field.widget, forms.Textarea)


def is_text(field: forms.Field) -> bool:
    """Whether a field holds words, of which two versions can be put together."""
    return has_lines(field) or type(field) is forms.CharField


def plain(field: forms.Field, value: Any) -> Plain:
    """Return a value, whether stored or typed and cleaned, in the one form in which it is compared."""
    if is_many(field):
        return [_one(field, each) for each in _several(field, value)]
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(field, forms.TypedChoiceField) and value not in field.empty_values:
        value = field.coerce(value)
    return _one(field, value)


def offered(field: forms.Field, value: Plain) -> Plain:
    """Return that part of a stored value which the field offers: nothing else can be seen on the page."""
    if isinstance(value, list):
        return [each for each in value if each in _offered(field, value)]
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return value if value in _offered(field, [str(value)]) else ""
    return value


def rows_of(field: forms.Field, keys: Iterable[str]) -> list[Any]:
    """Return the cleaned value for several keys: rows of the field's model, offered or not, or the keys."""
    keys = list(keys)
    if not isinstance(field, forms.ModelMultipleChoiceField):
        return keys
    return list(_queryset(field).model._base_manager.filter(**{f"{field.to_field_name or 'pk'}__in": keys}))


def in_words(field: forms.Field, value: Plain) -> str:
    """Return a single value in words for people; an empty one is an empty text."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, forms.ModelChoiceField) and value:
        row = _queryset(field).filter(**{field.to_field_name or "pk": value}).first()
        return field.label_from_instance(row) if row else str(value)
    if isinstance(field, forms.ChoiceField):
        return _labels(field).get(str(value), str(value))
    if isinstance(field, forms.DateField) and value:
        return date_format(dt.date.fromisoformat(str(value)), "DATE_FORMAT")
    return str(value)


def _offered(field: forms.Field, keys: list[str]) -> set[str]:
    """Return those of these keys that the field offers; of rows at one statement, or none for no key."""
    if isinstance(field, forms.ModelChoiceField):
        if not _queryset(field).query.where:  # all rows there are
            return set(keys)
        name = field.to_field_name or "pk"
        found = _queryset(field).filter(**{f"{name}__in": [key for key in keys if key]})
        return {str(key) for key in found.values_list(name, flat=True)} if any(keys) else set()
    choice = cast(forms.ChoiceField, field)
    return {key for key in keys if choice.valid_value(choice.prepare_value(key))}


def _queryset(field: forms.ModelChoiceField) -> models.QuerySet[Any]:
    return cast(models.QuerySet[Any], field.queryset)  # None only before the class is complete


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    labels: dict[str, str] = {}
    for value, label in cast(Iterable[Any], field.choices):
        group = label if isinstance(label, list | tuple) else [(value, label)]
        labels |= {str(each): str(words) for each, words in group}
    return labels


def _several(field: forms.Field, value: Any) -> Iterable[Any]:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return cast(Iterable[Any], field.prepare_value(list(value) if value else []))
    return value or []


def _one(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        value = field.prepare_value(value)
    match value:
        case list() | tuple():  # of a field that writes a list as lines
            return "\n".join(str(each) for each in value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case float() | Decimal():
            words = f"{value:f}"
            return words.rstrip("0").rstrip(".") if "." in words else words
        case int():  # members of enumerations have words of their own
            return str(int(value))
    # As a field would clean it: a browser sends line ends as two signs, and spaces around are cut off.
    text = normalize_newlines("" if value is None else str(value))
    return text.strip() if getattr(field, "strip", True) else text
