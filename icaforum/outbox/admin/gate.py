"""The admin of the gate: whether mails leave at all, and the verbs that stop them and go on."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from icaforum.audit.admin import Asked, Verb
from icaforum.outbox import actions, spans
from icaforum.outbox.admin.readonly import ReadOnlyAdmin, moment_in_words
from icaforum.outbox.models import Gate, Message
from icaforum.words.forms import DayAndTime


class PauseForm(forms.Form):
    """Why all mails are put on hold."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("For your colleagues.")
    )


class SpanForm(forms.Form):
    """From when to when mails were wanted."""

    since = forms.SplitDateTimeField(label=gettext_lazy("Wanted from"), widget=DayAndTime)
    until = forms.SplitDateTimeField(label=gettext_lazy("Wanted until"), widget=DayAndTime)

    def clean(self) -> dict[str, Any] | None:
        """Return the span; it is an error for it to end before it begins."""
        given = super().clean() or {}
        if {"since", "until"} <= given.keys() and given["until"] < given["since"]:
            self.add_error("until", _("The end is before the beginning."))
        return given


def _how_many(button: str) -> Callable[[Gate, Mapping[str, Any]], Asked]:
    def warning(_gate: Gate, span: Mapping[str, Any]) -> Asked:
        count = Message.objects.not_left(**span).count()
        words = ngettext(
            "This is about %(n)d mail that has not left. It cannot be undone.",
            "This is about %(n)d mails that have not left. It cannot be undone.",
            count,
        )
        return Asked(words % {"n": count}, _(button))

    return warning


def _will_leave(gate: Gate) -> str:
    if not gate.waiting:
        return _("No mail waits.")
    return " ".join((gate.waiting, _("All mails that wait leave now.")))


GATE_VERBS = (
    Verb(
        "pause",
        gettext_lazy("Put all mails on hold"),
        actions.pause,
        gettext_lazy("All mails are on hold."),
        form=PauseForm,
        offered=lambda gate: gate.paused_at is None,
        consequence=lambda _gate: _("Nobody gets any mail until you go on, but for codes to sign in."),
        danger=True,
    ),
    Verb(
        "resume",
        gettext_lazy("Go on sending"),
        actions.resume,
        gettext_lazy("Mails are being sent again."),
        offered=lambda gate: not gate.is_open,
        consequence=_will_leave,
    ),
    Verb(
        "cancel-span",
        gettext_lazy("Take back the mails of a span"),
        spans.cancel_span,
        gettext_lazy("The mails of that span are taken back."),
        form=SpanForm,
        consequence=lambda _gate: _("Nobody gets the mails of that span that have not left."),
        warning=_how_many(gettext_noop("Take them back")),
        danger=True,
    ),
    Verb(
        "delivered-span",
        gettext_lazy("Mark the mails of a span as delivered"),
        spans.deliver_span,
        gettext_lazy("The mails of that span count as delivered."),
        form=SpanForm,
        consequence=lambda _gate: _(
            "After a restore: mails that have left from the database before are not sent once more."
        ),
        warning=_how_many(gettext_noop("Mark them as delivered")),
    ),
)


@admin.register(Gate)
class GateAdmin(ReadOnlyAdmin):
    """The page of the gate: whether mails leave at all."""

    downloads = False
    readonly_fields = (
        *("waiting", "last_sent", "why", "paused_at"),
        *("last_error", "failures", "shut_until"),
    )
    needs: ClassVar = {"waiting": "outbox.view_message", "last_sent": "outbox.view_message"}
    verbs = GATE_VERBS

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Lead to the page of the one row; a list of it would be one click more. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        gate, _is_new = Gate.objects.get_or_create(pk=1)
        return HttpResponseRedirect(self._page_of(gate))

    def get_fields(self, _request: HttpRequest, obj: Gate | None = None) -> tuple[str, ...]:
        """Return the fields that have something to say just now."""
        paused = ("why", "paused_at") if obj and obj.paused_at else ()
        away = ("last_error", "failures", "shut_until") if obj and obj.failures else ()
        return ("waiting", "last_sent", *paused, *away)

    @admin.display(description=gettext_lazy("mails that wait"))
    def waiting(self, gate: Gate) -> str:
        """How many mails wait."""
        return gate.waiting or _("No mail waits.")

    @admin.display(description=gettext_lazy("reason"))
    def why(self, gate: Gate) -> str:
        """Why all mails are on hold."""
        return gate.why

    @admin.display(description=gettext_lazy("last mail sent on"))
    def last_sent(self, _gate: Gate) -> str:
        """When the last mail was accepted by the mail server."""
        return moment_in_words(Message.objects.aggregate(last=Max("accepted_at"))["last"])
