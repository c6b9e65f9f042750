"""The button that saves an event and announces it at once."""

from typing import Any, cast

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from cities.models import User
from events.planning.actions import entries
from events.programme.models import Event
from icaforum.outbox.asking import MailingAdmin

BUTTON = "_publish"


class SaveAndPublish(MailingAdmin):
    """The part of the admin of events that publishes what it saves, both or neither."""

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        """Save as the others do, then publish where that was pressed.

        Raises Refused where `publish` does, which undoes the save and is shown as an error of the form.
        """
        super().save_related(request, form, formsets, change)
        if BUTTON in request.POST and self.has_change_permission(request):
            entries.publish(Event.objects.get(pk=form.instance.pk), by=cast(User, request.user))

    def response_add(
        self, request: HttpRequest, obj: models.Model, *more: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the redirect; one to the page of the event, and its own words, where it was published."""
        if BUTTON in request.POST:
            return self._published(request, obj)
        return super().response_add(request, obj, *more, **kwargs)

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """Return the redirect as after a new one."""
        if BUTTON in request.POST:
            return self._published(request, obj)
        return super().response_change(request, obj)

    def _published(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("It is announced. Places can be taken."))
        if obj.kind == Event.Kind.WEBINAR and not obj.join_url:
            messages.warning(request, _("There is no joining link yet."))
        return HttpResponseRedirect(self._page_of(obj))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Return the page as the others do, with the button where there is something to publish."""
        obj = kwargs.get("obj")
        publishes = (obj is None or obj.is_draft) and self.has_change_permission(request, obj)
        context |= {
            "publishes": publishes,
            # A question that is asked first does afterwards what was pressed.
            "question_button": BUTTON if publishes and BUTTON in request.POST else "_save",
        }
        return super().render_change_form(request, context, *args, **kwargs)
