"""Form fields that several apps share."""

import zoneinfo
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

from icaforum.words.addresses import clean_address
from icaforum.words.languages import LANGUAGE_CHOICES
from icaforum.words.zones import validate_time_zone, zone_choices, zone_label


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

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | options)


class MailAddress(forms.EmailField):
    """A mail address, as the portal keeps it."""

    def to_python(self, value: Any) -> str:
        return clean_address(super().to_python(value) or "")


class LanguagesField(forms.MultipleChoiceField):
    """Some of the languages that cities work in, or none."""

    def __init__(self, *, widget: Any = Ticks, **options: Any) -> None:
        super().__init__(choices=LANGUAGE_CHOICES, required=False, widget=widget, **options)


class TimeZoneField(forms.ChoiceField):
    """One IANA zone. The one a row holds can be kept, even where the list has a newer name for it."""

    def __init__(self, **options: Any) -> None:
        options = {"label": _("Time zone"), "choices": zone_choices} | options
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        if value and not self.valid_value(value) and value in zoneinfo.available_timezones():
            self.choices = [*self.choices, (value, zone_label(value))]
        return value

    def validate(self, value: str) -> None:
        if not self.valid_value(value) and value:
            validate_time_zone(value)
        super(forms.ChoiceField, self).validate(value)
