"""Rows that are typed in the admin within the page of the thing they belong to."""

from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from icaforum.audit.choices import PlainChoices


class FewRows(PlainChoices, InlineModelAdmin):
    """Base of inlines: never more than `max_num` rows, whatever count a form sends.

    Django alone would build a thousand more of them before it says no: half a minute for one request.
    """

    max_num = 40

    def get_formset(
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        """Return the formset as Django's; `absolute_max` is what its count of forms is cut to."""
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)
