"""The part of the form of an event that says what a time means, and offers fairer ones."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from events.planning.forms import TimeForm
from events.planning.nights import Fairness, fairness
from events.programme import rules
from events.programme.models import Event
from icaforum.outbox.asking import MailingAdmin


class FairTimes(MailingAdmin):
    """The part of the admin of events that looks at a time before it is chosen."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and, before them so that it is no event's key, that of the look."""
        view = self.admin_site.admin_view(self.times_view)
        return [path("times/", view, name="events_event_times"), *super().get_urls()]

    def times_view(self, request: HttpRequest) -> HttpResponse:
        """Say what the time that was typed means; it changes nothing. `?of=` is the event's key.

        For the script `fairtimes.js`, and for a window of its own without scripts. Raises PermissionDenied
        for who may neither change such an event nor enter one.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        key = request.GET.get("of", "")
        event: Any = self.get_object(request, key) if key else None
        if not (self.has_change_permission(request, event) or self.has_add_permission(request)):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Whose night it is"),
            "fairness": _look(TimeForm(request.POST), event),
        }
        return TemplateResponse(request, "admin/events/event/times.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Return the page as the others do, with the look at the time where it can be typed."""
        obj = kwargs.get("obj")
        if obj is None or (obj.is_draft and not obj.is_on_site):
            form = context["adminform"].form
            typed = {name: form[name].value() for name in TimeForm.base_fields if name in form.fields}
            url = reverse("admin:events_event_times")
            context |= {
                "times_url": f"{url}?of={obj.pk}" if obj else url,
                "fairness": _look(TimeForm(typed), obj),
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _look(form: TimeForm, event: Event | None) -> Fairness | None:
    """Return what a time means; None while it is not typed yet, or wrong."""
    if not form.is_valid():
        return None
    when = rules.wall_clock_of(form.cleaned_data)
    return fairness(rules.utc_moment(*when), form.cleaned_data["time_zone"], of=event) if when else None
