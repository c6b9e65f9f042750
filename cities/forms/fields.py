"""Fields that several forms share."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f<>@]|://|www\.", re.IGNORECASE)


def validate_name(value: str) -> None:
    """A name is no address: names stand in mails, and our mails carry nobody's advertisements."""
    if NOT_IN_A_NAME.search(value):
        raise ValidationError(_("Please write the name alone, without addresses or signs."), code="name")


class Ticks(forms.CheckboxSelectMultiple):
    """Some of a few dozen, to tick: in columns, and without the control key that a list box asks for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs={"class": "ticks"}, **options)


class Prose(forms.CharField):
    """Some sentences. A line end counts as one letter here as it does in the browser."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 5})} | options)

    def to_python(self, value: Any) -> str:
        return normalize_newlines(super().to_python(value))


class WebAddress(forms.URLField):
    """The address of a website; https where nothing else is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | options)
