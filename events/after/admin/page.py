"""The page after an event: recording and slides, who was there, the mails, and what the survey says."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import User
from events.after.actions import mails, reports
from events.after.forms import ReportForm
from events.after.models import AttendanceRow
from events.after.recipients import GROUPS, KIND, groups_of
from events.after.stations import FOUND_AT_MOST, offers_of, people_to_choose, stations_of
from events.places.models import Registration
from events.programme.models import Event
from icaforum.audit.record import Refused
from icaforum.outbox.asking import MailingAdmin
from icaforum.outbox.compose import NewMail
from icaforum.outbox.preview import Preview, preview_of
from icaforum.words.times import request_now

SEES_WHO_COMES, SAYS_WHO_CAME = "events.view_registration", "events.change_registration"


def may_look(request: HttpRequest) -> bool:
    """Return whether this person may see who was there."""
    return request.user.has_perm(SEES_WHO_COMES)


class AfterPage(MailingAdmin):
    """The part of the admin of events that is about one that is over."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and those of the page."""
        pages: dict[str, Callable[..., HttpResponse]] = {
            "": self.after_view,
            "row/<int:key>/": self.choose_view,
            "do/<slug:what>/": self.after_deed_view,
        }
        names = {"": "after", "row/<int:key>/": "after_row", "do/<slug:what>/": "after_do"}
        ours = [
            path(
                f"<path:object_id>/after/{tail}",
                self.admin_site.admin_view(view),
                name=f"events_event_{names[tail]}",
            )
            for tail, view in pages.items()
        ]
        return [*ours, *super().get_urls()]

    # Looking --------------------------------------------------------------------------------------------

    def after_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the stations after an event; on POST read a report. `?see=` shows the mail of a group.

        Raises Http404 for an unknown event, PermissionDenied for who may not see who comes, or change it.
        """
        event = self._event_after(request, object_id, changes=request.method == "POST")
        form = ReportForm()
        if request.method == "POST":
            form = ReportForm(request.POST, request.FILES)
            if form.is_valid() and self._read(request, event, form):
                return HttpResponseRedirect(self._after_url(event) + "#presence")
        context = self._after_context(request, event, _("After the event"))
        if not _is_over(event):
            return TemplateResponse(request, "admin/events/event/after_later.html", context)
        context |= {
            "form": form,
            **stations_of(request, event, may=self._may_change(request, event)),
            "mail": _preview(event, request.GET.get("see", "")),
            "seen": request.GET.get("see", ""),
        }
        return TemplateResponse(request, "admin/events/event/after.html", context)

    def choose_view(self, request: HttpRequest, object_id: str, key: int) -> HttpResponse:
        """Show the people of the event whom a search finds, to say which of them a row of a report is."""
        event = self._event_after(request, object_id, changes=True)
        row = AttendanceRow.objects.of(event).filter(pk=key).first()
        if row is None:
            raise Http404
        words = request.GET.get("find")
        found = offers_of(row) if words is None else people_to_choose(event, words)
        context = self._after_context(request, event, _("Who is it?"))
        context |= {
            "row": row,
            "words": row.name if words is None else words,
            "searched": words,
            "found": found[:FOUND_AT_MOST],
            "is_cut": len(found) > FOUND_AT_MOST,
        }
        return TemplateResponse(request, "admin/events/event/after_choose.html", context)

    def _after_context(self, request: HttpRequest, event: Event, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": event,
            "after_url": self._after_url(event),
            "back_url": self._page_of(event),
        }

    def _event_after(self, request: HttpRequest, object_id: str, *, changes: bool) -> Event:
        event: Any = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        if not self.has_view_permission(request, event) or not may_look(request):
            raise PermissionDenied
        if changes and not self._may_change(request, event):
            raise PermissionDenied
        return cast(Event, event)

    def _may_change(self, request: HttpRequest, event: Event) -> bool:
        return self.has_change_permission(request, event) and request.user.has_perm(SAYS_WHO_CAME)

    def _after_url(self, event: Event) -> str:
        return reverse("admin:events_event_after", args=[event.pk])

    def _read(self, request: HttpRequest, event: Event, form: ReportForm) -> bool:
        """Read the report; False, with an error beside the file, where that is refused."""
        file = form.cleaned_data["file"]
        facts = {"content": file.read(), "name": file.name, "adds": form.cleaned_data["adds"]}
        try:
            reports.read_report(event, by=cast(User, request.user), **facts)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return False
        return True

    # Doing ----------------------------------------------------------------------------------------------

    def after_deed_view(self, request: HttpRequest, object_id: str, what: str) -> HttpResponse:
        """Do one thing on the page, named in the address, and show it again with what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        event = self._event_after(request, object_id, changes=True)
        deeds: dict[str, Callable[[HttpRequest, Event, User], str]] = {
            "write": _write,
            "drop": _drop,
            "answer": _answer,
            "say": _say,
            "send": _send,
        }
        if what not in deeds:
            raise Http404
        try:
            said = deeds[what](request, event, cast(User, request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        place = "#mails" if what == "send" else "#presence"
        shown = "?show=people" if what == "say" else ""
        return HttpResponseRedirect(self._after_url(event) + shown + place)


def _is_over(event: Event) -> bool:
    return event.is_published and event.has_ended(request_now())


def _write(_request: HttpRequest, event: Event, by: User) -> str:
    reports.write_presence(event, by=by)
    return _("It is written down who was there.")


def _drop(_request: HttpRequest, event: Event, by: User) -> str:
    reports.drop_reports(event, by=by)
    return _("The report is out, and what was written down from it.")


def _answer(request: HttpRequest, event: Event, by: User) -> str:
    row = AttendanceRow.objects.of(event).filter(pk=_key(request, "row")).first()
    if row is None:
        raise Refused(_("This row is no longer there. Another report was read meanwhile."))
    answer = request.POST.get("answer", "")
    answer = answer if answer in AttendanceRow.Answer.values else ""
    chosen = Registration.objects.filter(event=event, pk=_key(request, "place")).first()
    reports.answer_row(row, by=by, answer=answer, chosen=chosen)
    return _("Noted.") if answer else _("The answer is taken back.")


def _say(request: HttpRequest, event: Event, by: User) -> str:
    place = Registration.objects.filter(event=event, pk=_key(request, "place")).first()
    if place is None:
        raise Refused(_("Choose somebody who answered for this event."))
    came = {"yes": True, "no": False}.get(request.POST.get("came", ""))
    reports.say_presence(place, by=by, came=came)
    return _("Noted.") if came is not None else _("The answer is taken back.")


def _send(request: HttpRequest, event: Event, by: User) -> str:
    only, _colon, number = request.POST.get("agreed", "").partition(":")
    agreed = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1
    mails.write_after(event, by=by, groups=[only] if only in GROUPS else list(GROUPS), agreed=agreed)
    said = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", agreed)
    return said % {"n": agreed}


def _key(request: HttpRequest, name: str) -> int:
    """Return the key that was sent; 0, which no row has, for what is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _preview(event: Event, group: str) -> Preview | None:
    """Return the mail of a group as the first of its readers would get it; None where nobody gets one."""
    rows = groups_of(event, group)[0].rows if group in GROUPS else []
    if not rows:
        return None
    ids = {"registration": rows[0].pk, "group": group}
    mail = NewMail(KIND, to=rows[0].person, key=f"preview:{rows[0].pk}", ids=ids)
    with suppress(ValueError), transaction.atomic():  # not wanted: there is no recording yet
        return preview_of(mail.as_message())
    return None
