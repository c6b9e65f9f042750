"""Form fields that several apps share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.forms.utils import to_current_timezone
from django.forms.widgets import Script
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

from icaforum.words.addresses import clean_address, validate_address
from icaforum.words.languages import LANGUAGE_CHOICES, language_of_reader
from icaforum.words.names import clean_name, refuse_domains, refuse_signs, validate_name
from icaforum.words.zones import known_zones, validate_time_zone, zone_choices, zone_label


class WrittenIn(forms.ChoiceField):
    """In which language somebody writes: that of their pages until they choose another."""

    def __init__(self, **options: Any) -> None:
        asked: dict[str, Any] = {
            "label": _("Written in"),
            "choices": LANGUAGE_CHOICES,
            "initial": language_of_reader,
        }
        super().__init__(**asked | options)

    def clean(self, value: Any) -> Any:
        """Return the language. Raises ValidationError for none that there is."""
        return super().clean(value or language_of_reader())


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes to tick in columns, for choices of a few dozen: a list box would ask for the control key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs={"class": "ticks"}, **options)


class Pick(Ticks):
    """Boxes for some of very many, such as cities: those ticked come first, and a line finds the others."""

    template_name = "components/pick.html"

    class Media:
        js = (Script("js/pick.js", type="module"),)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.attrs["class"] = "ticks pick"

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return the boxes as Django's, those that are ticked before the others."""
        return sorted(super().optgroups(name, value, attrs), key=lambda group: not group[1][0]["selected"])


class Day(forms.DateInput):
    """A day, chosen and shown as the reader's browser does it; sent as 2026-11-29."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # The bounds catch a year of two or five digits.
        super().__init__({"min": "2000-01-01", "max": "2100-12-31"} | (attrs or {}), "%Y-%m-%d")


class Clock(forms.TimeInput):
    """A time of day in the same way; sent as 14:30."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, "%H:%M")


class DayAndTime(forms.MultiWidget):
    """A day and a time beside each other, for a SplitDateTimeField."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([Day({"aria-label": _("Day")}), Clock({"aria-label": _("Time")})], attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        """Return the day and the time of a moment, by the reader's clock."""
        if value is None:
            return [None, None]
        local = to_current_timezone(value)
        return [local.date(), local.time()]


class Prose(forms.CharField):
    """A field for some sentences, with a box of five lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 5})} | options)

    def to_python(self, value: Any) -> str:
        """Return the text with single line ends.

        A browser sends each as two signs and counts it as one: a text at `max_length` would be refused.
        """
        return normalize_newlines(super().to_python(value) or "")


class Name(forms.CharField):
    """A field for the name of a person, without signs that nobody sees."""

    default_validators = [validate_name, refuse_domains]

    def to_python(self, value: Any) -> str:
        """Return the name cleaned, so that one of nothing but such signs is no answer."""
        typed = super().to_python(value) or ""
        refuse_signs(typed)  # as it was typed: cleaning would make one line of several
        return clean_name(typed)


class OrganisationName(Name):
    """A field for the name of an organisation, which may be that of its website."""

    default_validators = [validate_name]


class WebAddress(forms.URLField):
    """A field for the address of a website; https where nothing else is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | options)


class MailAddress(forms.EmailField):
    """A field for a mail address, which it cleans; one that cannot be kept is refused with a sentence."""

    default_validators = [validate_address]

    def to_python(self, value: Any) -> str:
        """Return the address as the portal keeps it."""
        return clean_address(super().to_python(value) or "")


class LanguagesField(forms.MultipleChoiceField):
    """Some of the languages that cities work in, or none; `is_folded` where none is the rule."""

    def __init__(self, *, widget: Any = Ticks, is_folded: bool = False, **options: Any) -> None:
        self.is_folded = is_folded
        super().__init__(choices=LANGUAGE_CHOICES, required=False, widget=widget, **options)


class TimeZoneField(forms.ChoiceField):
    """A field for one IANA zone.

    The one a row holds can be kept, even where the list has a newer name for it: the time zone database
    renames zones, and goes on to know their old names.
    """

    def __init__(self, **options: Any) -> None:
        # The function itself and not its list: labels show the hours of today and the reader's language.
        defaults: dict[str, Any] = {"label": _("Time zone"), "choices": zone_choices}
        super().__init__(**defaults | options)

    def prepare_value(self, value: Any) -> Any:
        """Return the value to show; one that is valid but not in the list becomes its last choice."""
        if value and not self.valid_value(value) and value in known_zones():
            choices = cast(Iterable[Any], self.choices)  # what the getter gives is no longer a function
            self.choices = [*choices, (value, zone_label(value))]
        return value

    def validate(self, value: str) -> None:
        """Accept every zone that this machine knows; raise ValidationError for all else."""
        if not self.valid_value(value) and value:
            validate_time_zone(value)
        # Past ChoiceField, which accepts its own choices only, to Field, which asks for a required answer.
        super(forms.ChoiceField, self).validate(value)
