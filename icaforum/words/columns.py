"""Columns of lists: days short, with the whole moment at hand, and «Yes» for what is so."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as in_letters
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NOTHING = "–"


def short_day(moment: date | None) -> str:
    """Return a day as HTML, «25 Nov 2026», in the reader's zone; «–» for None.

    The whole moment stands in its title, for whoever points at it.
    """
    letters = pgettext("day in a list, in the letters of the date filter", "j M Y")
    return _time(moment, letters) if moment else NOTHING


def short_moment(moment: datetime | None) -> str:
    """Return a moment as HTML, «25 Nov, 21:41», for lists of what has just happened; «–» for None."""
    letters = pgettext("moment in a list, in the letters of the date filter", "j M, G:i")
    return _time(moment, letters) if moment else NOTHING


def _time(moment: date, letters: str) -> str:
    """Return the HTML; `letters` is how it is shown, in the letters of Django's date filter."""
    whole = "DATE_FORMAT"
    if isinstance(moment, datetime):  # a plain day has no zone to be turned into
        moment, whole = timezone.localtime(moment), "DATETIME_FORMAT"
    title, words = date_format(moment, whole), in_letters(moment, letters)
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), title, words)


class ShortDays(admin.ModelAdmin):
    """Base of admin pages whose lists show each day or moment short, and say «Yes» where something is so.

    At 1280 pixels lists with whole moments did not fit their page.
    """

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns as Django's, each field of days, or of yes and no, replaced by one in words."""
        return [self._short(name) for name in super().get_list_display(request)]

    def _short(self, name: Any) -> Any:
        try:
            field = self.opts.get_field(name)
        except (FieldDoesNotExist, TypeError, AttributeError):
            return name  # a method, a property or a function, which no model field is named after
        # A DateTimeField is a DateField too.
        if isinstance(field, models.DateField):
            return _column(field, short_day)
        return _column(field, _yes) if isinstance(field, models.BooleanField) else name


def _yes(value: bool | None) -> str:
    return _("Yes") if value else NOTHING


# Django asks for the columns twice, and for one may sort by: by new functions nobody could.
@cache
def _column(field: models.Field, said: Callable[[Any], str]) -> Callable[[models.Model], str]:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: models.Model) -> str:
        return said(getattr(row, field.name))

    # Django makes the CSS class of the cell of it.
    column.__name__ = field.name
    column.of_field = field.name  # type: ignore[attr-defined]  # a file has the value itself
    return column
