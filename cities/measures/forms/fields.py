"""Fields for what people type of figures: amounts, numbers of people, years and days of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cities.launch.problems import TO_FIX, Unclear
from cities.launch.values import read_day
from cities.measures.amounts import NotANumber, read_number
from cities.measures.reading import EARLIEST, MOST_PEOPLE
from icaforum.words.times import reader_today


def amount_as_typed(amount: Decimal) -> str:
    """Return an amount so that it is read again as the same: «33.5», and «1.1250», which cannot be 1,125."""
    words = f"{amount:f}"
    if "." in words:
        words = words.rstrip("0").rstrip(".")
    whole, _point, decimals = words.partition(".")
    return f"{words}0" if len(decimals) == 3 and whole != "0" else words


class Amount(forms.CharField):
    """A number as people type it, such as 33,5 or 1 180; cleaned to a Decimal, or None."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        defaults: dict[str, Any] = {"required": False, "max_length": 40, "widget": widget}
        super().__init__(**defaults | options)

    def to_python(self, value: Any) -> Any:
        """Return the number. Raises ValidationError for what is none, or can be two."""
        typed = super().to_python(value) or ""
        super().run_validators(typed)
        try:
            return read_number(typed) if typed else None
        except NotANumber as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return amount_as_typed(value) if isinstance(value, Decimal) else value

    def run_validators(self, value: Any) -> None:
        """Check nothing more: `to_python` has looked at what was typed, and a number has no length."""


class People(Amount):
    """A number of people."""

    def to_python(self, value: Any) -> Any:
        """Return a whole number. Raises ValidationError for what is none."""
        amount = super().to_python(value)
        if amount is None:
            return None
        if amount < 0 or amount != int(amount) or amount >= MOST_PEOPLE:
            raise forms.ValidationError(_("“%(value)s” is not a number of people.") % {"value": value})
        return int(amount)


class Time(forms.CharField):
    """A year or a day as people type it; cleaned to «2026» or «2026-12-04»."""

    def to_python(self, value: Any) -> str:
        """Return it as it is stored. Raises ValidationError for neither, and for what is to come."""
        typed = super().to_python(value) or ""
        super().run_validators(typed)
        if not typed:
            return ""
        today = reader_today()
        if len(typed) == 4 and typed.isascii() and typed.isdigit():
            if EARLIEST <= int(typed) <= today.year:
                return typed
            words = _("“%(value)s”: a year from %(first)d to %(last)d stands here.")
            raise forms.ValidationError(words % {"value": typed, "first": EARLIEST, "last": today.year})
        try:
            return read_day(typed, today=today).isoformat()
        except Unclear as unclear:
            raise forms.ValidationError(str(TO_FIX[unclear.code]) % {"value": typed}) from None


def time_of(said: str) -> tuple[int, date | None]:
    """Return the year of what `Time` has cleaned, and its day where there is one."""
    return int(said[:4]), date.fromisoformat(said) if len(said) > 4 else None
