"""Choosing another thing on an admin page."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest


class PlainChoices(BaseModelAdmin):
    """A choice is a choice, without Django's icons: other things are added and changed on their own pages."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Two lists and boxes to tick need no control key, of which Django's help speaks."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.help_text = kwargs.get("help_text", db_field.help_text)
        return field
