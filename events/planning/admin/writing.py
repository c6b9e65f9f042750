"""The page on which the secretariat writes to people of an event, with the mail beside it."""

from contextlib import suppress
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import User
from events.planning.actions import writing
from events.planning.emails import mails_of, mails_to_guests
from events.planning.forms import WriteForm
from events.planning.models import Circular
from events.planning.recipients import Recipients, how_many_to_write_to, recipients
from events.programme import refusals
from events.programme.models import Event
from icaforum.audit.record import Refused
from icaforum.outbox.asking import MailingAdmin
from icaforum.outbox.preview import Preview, preview_of

SEES_WHO_COMES = "events.view_registration"


def may_write(request: HttpRequest, event: Event | None) -> bool:
    """Return whether the page is for this person, and the event one that people can answer."""
    return request.user.has_perm(SEES_WHO_COMES) and event is not None and not event.is_draft


class WritePage(MailingAdmin):
    """The part of the admin of events that writes to people."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and that of the page."""
        view = self.admin_site.admin_view(self.write_view)
        return [path("<path:object_id>/write/", view, name="events_event_write"), *super().get_urls()]

    def write_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the words, the mail beside them and to whom it goes; send it, to all or to oneself.

        Raises Http404 for an unknown event, PermissionDenied for who may not change it or see who comes.
        """
        event: Any = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        if not self.has_change_permission(request, event) or not request.user.has_perm(SEES_WHO_COMES):
            raise PermissionDenied
        if not may_write(request, event):
            messages.warning(request, str(refusals.not_announced()))
            return HttpResponseRedirect(self._page_of(event))
        sends = {"_send", "_me"} & request.POST.keys()
        form = WriteForm(
            request.POST if sends else None,
            initial=_typed(request),
            answers=how_many_to_write_to(event),
        )
        if sends and form.is_valid() and self._sent(request, event, form):
            return HttpResponseRedirect(self._page_of(event))
        return self._write_page(request, event, form)

    def _sent(self, request: HttpRequest, event: Event, form: WriteForm) -> bool:
        """Send what was typed; return whether the page is done. A refusal becomes an error of the form."""
        by, typed = cast(User, request.user), dict(form.cleaned_data)
        try:
            if "_me" in request.POST:
                writing.write_to_oneself(event, by=by, subject=typed["subject"], text=typed["text"])
                messages.success(request, _("It is on its way to %(address)s.") % {"address": by.email})
                return False
            if (agreed := _agreed(request, typed["to"])) is None:
                words = _("The number on the button was that of another group. Look at it, and press again.")
                form.add_error("to", words)
                return False
            writing.write_to_people(event, by=by, agreed=agreed, **typed)
        except refusals.SentAlready as refusal:  # a second press, of which nothing comes
            messages.info(request, str(refusal))
            return "_send" in request.POST
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        said = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", agreed)
        messages.success(request, said % {"n": agreed})
        return True

    def _write_page(self, request: HttpRequest, event: Event, form: WriteForm) -> HttpResponse:
        typed = _typed(request)
        standing = Circular.objects.filter(event=event, subject=typed["subject"], text=typed["text"]).first()
        found = recipients(event, typed["to"], standing)
        number = _number(request, found.count)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Write to these people"),
            "opts": self.opts,
            "original": event,
            "form": form,
            "to": typed["to"],
            "found": found,
            "mail": _preview(event, typed, found, number, by=cast(User, request.user)),
            "number": number,
            "next": (number + 1) % found.count if found.count else 0,
            "back_url": self._page_of(event),
            "url": reverse("admin:events_event_write", args=[event.pk]),
        }
        return TemplateResponse(request, "admin/events/event/write.html", context)


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what was typed so far, right or wrong, as the form would clean it; a group that there is."""
    form = WriteForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    given = form.cleaned_data
    raw = {name: str(form.data.get(name, "")).strip() for name in ("subject", "text")}
    return {
        "to": given.get("to") or WriteForm.FIRST,
        **{name: given.get(name) or text.replace("\0", "") for name, text in raw.items()},
    }


def _agreed(request: HttpRequest, to: str) -> int | None:
    """Return the number on the button that was pressed; None where it was that of another group."""
    group, _colon, number = request.POST.get("_agreed", "").partition(":")
    return int(number) if group == to and number.isdecimal() and len(number) < 9 else None


def _number(request: HttpRequest, count: int) -> int:
    """Return which of the mails is shown, from 0 on."""
    asked = request.POST.get("_see") or request.POST.get("_shown") or "0"
    return int(asked) % count if count and asked.isdecimal() and len(asked) < 9 else 0


def _preview(
    event: Event, typed: dict[str, str], found: Recipients, number: int, *, by: User
) -> Preview | None:
    """Return one mail as its reader would get it; None where nobody gets one.

    The words are written down, the mail is read, and both are rolled back.
    """
    if not found.count:
        return None
    subject, text = typed["subject"] or _("Your subject"), typed["text"] or _("Your words")
    # Nobody, where the reader has changed the answer this very moment: then the mail is not wanted.
    with suppress(ValueError), transaction.atomic():
        words = Circular.objects.of_words(event, subject[:150], text[:4000], by=by)
        (mail,) = [*mails_of(words, found.rows), *mails_to_guests(words, found.guests)][number : number + 1]
        shown = preview_of(mail.as_message())
        transaction.set_rollback(True)
        return shown
    return None
