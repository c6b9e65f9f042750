"""The themes in the admin. Cities have their page in `cities.citypages.admin`."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from cities.directory.forms import TEXT_FIELDS, ThemeForm
from cities.directory.models import Theme
from icaforum.audit.admin import ActionAdmin


@admin.register(Theme)
class ThemeAdmin(ActionAdmin):
    """The themes: a field for each language, and their order on the pages."""

    nothing_yet = gettext_lazy("No theme yet. Add the first one.")
    form = ThemeForm
    fields = (*TEXT_FIELDS, *ThemeForm.Meta.fields)
    list_display = ("name", "slug", "position")
    search_fields = ("slug", "names")
