"""The directory, and the time of each city in the Forum."""

from django.contrib import admin

from cities.directory.forms import TEXT_FIELDS, ThemeForm
from cities.directory.models import Theme
from icaforum.audit.admin import ActionAdmin


@admin.register(Theme)
class ThemeAdmin(ActionAdmin):
    form = ThemeForm
    fields = (*TEXT_FIELDS, *ThemeForm.Meta.fields)
    list_display = ("name", "slug", "position")
    search_fields = ("slug", "names")
