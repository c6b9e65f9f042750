"""Letters that were reported, for the secretariat: these alone, each by itself; it reads no other."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.letters.models import Letter
from cities.talking.models import Report
from icaforum.audit.admin import ActionAdmin
from icaforum.audit.models import label_of


@admin.register(Letter)
class LetterAdmin(ActionAdmin):
    """Reported letters, only read."""

    nothing_yet = gettext_lazy("Nobody has reported a letter. You read no others here.")
    list_display = ("sender", "from_city", "sent_at")
    list_select_related = ("sender", "from_city")
    search_fields = ("sender__name", *found_by("from_city"))
    fields = readonly_fields = ("sender", "from_city", "text", "sent_at")
    downloads = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Members write letters, on their pages."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Return those of which somebody who had them told the secretariat."""
        told = Report.objects.filter(target_type=label_of(Letter())).values("target_id")
        rows = super().get_queryset(request).annotate(as_target=Cast("pk", CharField()))
        return rows.filter(as_target__in=told)
