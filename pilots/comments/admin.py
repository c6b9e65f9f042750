"""Comments between cities, for the secretariat: only read, each on its own page."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from icaforum.audit.admin import ActionAdmin
from icaforum.words.admin_filters import DayFilter
from pilots.comments.models import Comment


@admin.register(Comment)
class CommentAdmin(ActionAdmin):
    """Comments, only read: their writers change them and take them back."""

    nothing_yet = gettext_lazy("No comment yet. Cities write them on the page of their pairing.")
    list_display = ("__str__", "author", "written_at", "edited_at")
    list_filter = (("written_at", DayFilter),)
    list_select_related = ("city", "author")
    search_fields = ("text", *found_by("city"))
    fields = readonly_fields = ("city", "author", "text", "language", "written_at", "edited_at")

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members comment, on the page of their pairing."""
        return False

    def get_queryset(self, request: Any) -> Any:
        """Without those that their writers took back, of which no words are left."""
        rows: Any = super().get_queryset(request)
        return rows.filter(taken_back_at=None)
