"""The themes in the admin. Cities have their page in `cities.citypages.admin`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cities.directory.forms import TEXT_FIELDS, ThemeForm
from cities.directory.models import Theme
from icaforum.audit.admin import ActionAdmin
from icaforum.audit.ordering import COMES, LAST, put_in_order


@admin.register(Theme)
class ThemeAdmin(ActionAdmin):
    """The themes: a field for each language, and their order on the pages."""

    nothing_yet = gettext_lazy("No theme yet. Add the first one.")
    form = ThemeForm
    fields = (*TEXT_FIELDS, *ThemeForm.Meta.fields, COMES)
    # In their order, which a number beside them would say once more.
    list_display = ("name_", "slug")
    search_fields = ("slug", "names")

    @admin.display(description=gettext_lazy("name"))
    def name_(self, theme: Theme) -> str:
        """Return its name in the reader's language."""
        return theme.name

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save as everywhere, and put the themes in the order that was chosen."""
        super().save_model(request, obj, form, change)
        if COMES in form.changed_data or not change:
            put_in_order(Theme.objects.all(), {obj.pk: form.cleaned_data[COMES] or LAST})
