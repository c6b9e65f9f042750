"""What cities look for and can give, for the secretariat: found and mended."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.wants import actions
from cities.wants.forms import StaffSentenceForm
from cities.wants.models import WantOffer
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter


@admin.register(WantOffer)
class WantOfferAdmin(MailingAdmin):
    """Wants and offers: leads write them, and the secretariat may mend the words."""

    nothing_yet = gettext_lazy("No city has said yet what it looks for or can give.")
    form = StaffSentenceForm
    edit = staticmethod(actions.change_want)
    list_display = ("text", "city", "kind", "theme", "language", "written_at")
    list_filter = ("kind", "theme", ("written_at", DayFilter))
    list_select_related = ("city", "theme")
    search_fields = ("text", *found_by("city"))
    fields = ("city", "kind", "theme", "text", "language", "use", "author", "written_at")
    readonly_fields = ("city", "kind", "theme", "use", "author", "written_at")

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Lead contacts write them, on the page of their city."""
        return False
