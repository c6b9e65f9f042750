"""The page of an import that is done: its invitations, sent one, twenty or all, and stopped."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from cities.invitations.actions.inviting import VALID_FOR
from cities.invitations.models import Invitation
from cities.launch import figures
from cities.launch.actions import sending
from cities.launch.admin.pages import STEPS, SheetPages, person_at
from cities.launch.forms import SendForm
from cities.launch.models import LaunchSheet
from icaforum.audit.record import Refused


class SendingPages(SheetPages):
    """The part of the admin that sends the invitations of an import."""

    def _done_page(
        self, request: HttpRequest, sheet: LaunchSheet, form: SendForm, mails: Any = None, asks: bool = False
    ) -> HttpResponse:
        made = sheet.summary.get("members", 0)
        title = ngettext("%(n)d member is in", "%(n)d members are in", made) % {"n": made}
        invitations = sending.invitations_of(sheet)
        waiting = invitations.to_send().count()
        sent = figures.what_became_of(invitations)
        context = {
            "steps": STEPS,
            "form": form,
            "mails": mails,
            "asks": asks,
            "waiting": waiting,
            "first": sending.FIRST if waiting > sending.FIRST else 0,
            "sent": sent,
            "languages": figures.languages_in_words(sheet.summary),
            "returned": figures.returned(invitations),
            "together": figures.together(invitations),
            "leaderless": figures.without_lead(sheet),
            "in_forum": figures.in_forum(),
            "valid": VALID_FOR.days,
        }
        return TemplateResponse(
            request, "admin/cities/launchsheet/done.html", self._context(request, title, sheet) | context
        )

    def send_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Send some or all of the invitations that wait; «all» asks once, «See one» only shows the mail."""
        sheet, form = self._posted(request, key), SendForm(request.POST or None)
        if request.method != "POST":
            return HttpResponseRedirect(self._page_of(sheet))
        if not sheet.done_at or not form.is_valid():
            return (
                self._done_page(request, sheet, form)
                if sheet.done_at
                else self._back(request, sheet, lambda: None)
            )
        typed = {name: form.cleaned_data[name] for name in ("note", "origin")}

        def send(most: int | None) -> list[Invitation]:
            return sending.send_invitations(sheet, by=person_at(request), most=most, **typed)

        if "_see" in request.POST:
            try:
                return self._done_page(request, sheet, form, mails=self.mails_of(lambda: send(1)))
            except Refused as refusal:
                form.add_error(None, str(refusal))
                return self._done_page(request, sheet, form)
        most = form.cleaned_data["most"]
        if most is None and "_sure" not in request.POST:
            return self._done_page(request, sheet, form, asks=True)
        return self._back(request, sheet, lambda: send(most))

    def stop_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Keep back what has not left."""
        sheet = self._posted(request, key)
        return self._back(request, sheet, lambda: sending.stop_sending(sheet, by=person_at(request)))
