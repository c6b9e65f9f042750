"""The page on which the secretariat writes the programme of an event."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from cities.models import User
from events.planning.actions.agenda import change_programme
from events.planning.rows import ProgrammeRows, programme_rows
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.record import Refused
from icaforum.outbox import preview
from icaforum.outbox.asking import AskFirst, MailingAdmin
from icaforum.outbox.compose import queued_mails


class ProgrammePage(MailingAdmin):
    """The part of the admin of events that writes what happens, by day."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and that of the page."""
        view = self.admin_site.admin_view(self.programme_view)
        ours = path("<path:object_id>/programme/", view, name="events_event_programme")
        return [ours, *super().get_urls()]

    def programme_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the programme as rows; on POST change it, after the question whom that mails.

        Raises Http404 for an unknown event, PermissionDenied for who may not change it.
        """
        event: Any = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        if event.is_cancelled:
            messages.warning(request, str(refusals.cancelled()))
            return HttpResponseRedirect(self._page_of(event))
        if request.method != "POST":
            return self._programme_page(request, event, programme_rows(event))
        try:
            # What was typed is compared with what stands (`merging`), so both happen under the lock.
            with transaction.atomic():
                event, _now = lock_event(event)
                rows = programme_rows(event, request.POST)
                if rows.is_valid():
                    self._change(request, event, rows)
                    return HttpResponseRedirect(self._after_programme(request, event))
                return self._programme_page(request, event, rows)
        except Refused as refusal:
            return self._programme_page(request, event, programme_rows(event, request.POST), refusal)

    def _change(self, request: HttpRequest, event: Event, rows: ProgrammeRows) -> None:
        """Change the programme. Raises Refused; AskFirst where somebody is mailed and that was not read."""
        put = rows.save(commit=False)
        with queued_mails() as queued:
            dropped = [row.pk for row in rows.deleted_objects]
            change_programme(event, put=put, drop=dropped, by=cast(User, request.user))
            mails = preview.previews_of(queued)
        question = AskFirst(mails, [])
        if mails and self.asks(request, question):
            raise question
        cast(Any, request).mails = mails
        messages.success(request, _("The programme is saved."))
        self._say_mailed(request)

    def _after_programme(self, request: HttpRequest, event: Event) -> str:
        """Return the page again for more rows, or that of the event."""
        more = reverse("admin:events_event_programme", args=[event.pk])
        return f"{more}#more" if "_more" in request.POST else self._page_of(event)

    def _programme_page(
        self, request: HttpRequest, event: Event, rows: ProgrammeRows, refusal: Refused | None = None
    ) -> HttpResponse:
        asks = isinstance(refusal, AskFirst)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Programme"),
            "opts": self.opts,
            "original": event,
            "rows": rows,
            "question": refusal if asks else None,
            "question_button": "_more" if "_more" in request.POST else "_save",
            "refusal": None if asks else refusal,
            "back_url": self._page_of(event),
        }
        return TemplateResponse(request, "admin/events/event/programme.html", context)
