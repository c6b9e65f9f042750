"""Choosing another thing, a day or a time on an admin page."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from icaforum.words.forms import Clock, Day, DayAndTime, Pick


class PlainChoices(BaseModelAdmin):
    """Base of admin pages whose choices have no icons for adding and changing other things.

    Those are added and changed on pages of their own, by their verbs. Days and times are chosen as the
    browser does it everywhere, where Django's admin has a calendar of its own.
    """

    formfield_overrides: ClassVar = {
        models.DateField: {"widget": Day},
        models.TimeField: {"widget": Clock},
        models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": DayAndTime},
    }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Return the form field as Django's, without the wrapper that draws the icons."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        """Return the form field as Django's, with boxes to tick and the model's own help text.

        Django adds that one needs the control key.
        """
        field = super().formfield_for_manytomany(db_field, request, **{"widget": Pick} | kwargs)
        if field:
            field.help_text = kwargs.get("help_text", db_field.help_text)
        return field
