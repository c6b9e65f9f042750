"""Events in the admin, with the pages of what comes after one, and who came in their list."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.after.admin.page import AfterPage, may_look
from events.after.admin.survey import SurveyPage
from events.planning.admin import EventAdmin
from events.programme.models import Event
from icaforum.words.times import request_now


@admin.register(Event)
class EventAfterAdmin(SurveyPage, AfterPage, EventAdmin):
    """As planning has them; `came` stands in the list and in its files."""

    list_display: Any = (*EventAdmin.list_display, "came_")
    needs: ClassVar = {**EventAdmin.needs, "came_": "events.view_registration"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Return the events with `came`, and `known`, of how many it is said whether they were there."""

        def how_many(which: Q) -> Count:
            return Count("registrations", filter=which)

        rows = super().get_queryset(request)
        known = Q(registrations__came__isnull=False)
        return rows.annotate(came=how_many(Q(registrations__came=True)), known=how_many(known))

    @admin.display(description=gettext_lazy("came"), ordering="came")
    def came_(self, event: Event) -> int | None:
        """Return how many were there; nothing where it is not known."""
        return getattr(event, "came", 0) if getattr(event, "known", 0) else None

    def _ways(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        """As planning has them; once the event is over, what comes after it is the first of them."""
        over = event.is_published and event.has_ended(request_now()) and may_look(request)
        way = (_("After the event"), reverse("admin:events_event_after", args=[event.pk]))
        return super()._ways(request, event) | {"ways_before": [way] if over else []}
