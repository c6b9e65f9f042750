"""Pairings, for the secretariat."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from pilots.pairings import actions
from pilots.pairings.forms import NoteForm, ProposeForm
from pilots.pairings.models import Exchange, Milestone, Pairing


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0
    can_delete = False
    fields = readonly_fields = ("title", "owner", "due_on", "done_on")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ExchangeInline(admin.TabularInline):
    model = Exchange
    extra = 0
    can_delete = False
    fields = readonly_fields = ("starts_on", "kind", "title", "host", "people")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Pairing)
class PairingAdmin(MailingAdmin):
    list_display = ("__str__", "project", "state", "proposed_at", "active_since")
    list_filter = ("state", "project")
    list_select_related = ("pilot_city", "peer_city", "project")
    search_fields = ("pilot_city__name", "peer_city__name", "scope")
    create = actions.propose
    inlines = (MilestoneInline, ExchangeInline)
    verbs = (
        Verb(
            name="withdraw",
            label=gettext_lazy("Take back or end"),
            do=actions.withdraw,
            done=gettext_lazy("The pairing has ended."),
            form=NoteForm,
            offered=lambda pairing: pairing.state in Pairing.LIVE,
            consequence=lambda _pairing: _(
                "This mails the lead contacts of both cities. It cannot be undone."
            ),
            mails=True,
            danger=True,
        ),
    )

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = ProposeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:  # noqa: ARG002
        proposal = list(ProposeForm.Meta.fields)
        return (
            proposal
            if obj is None
            else [*proposal, "state", "proposed_by", "proposed_at", "active_since", "ended_at", "end_note"]
        )

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        return [] if obj is None else self.get_fields(request, obj)

    def get_inlines(self, request: Any, obj: Any) -> tuple[Any, ...]:  # noqa: ARG002
        return () if obj is None else self.inlines

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).with_cities()
