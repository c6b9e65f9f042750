"""Pilot projects and pairings, for the secretariat."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.admin.sharing import WHO_CAN_SEE_THIS, SharedAdmin, before_publishing
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.inlines import FewRows
from icaforum.outbox.asking import MailingAdmin
from pilots import actions
from pilots.forms import NoteForm, ProjectForm, ProjectTextForm, ProposeForm
from pilots.models import Exchange, Milestone, Pairing, PilotProject, ProjectText


class ProjectTextInline(FewRows, admin.StackedInline):
    model = ProjectText
    form = ProjectTextForm
    extra = 0
    min_num = 1


@admin.register(PilotProject)
class PilotProjectAdmin(SharedAdmin):
    form = ProjectForm
    list_display = ("__str__", "level", "capacity", "published_at")
    list_filter = ("level", "themes")
    search_fields = ("slug", "texts__title")
    filter_horizontal = ("hosts",)
    readonly_fields = ("published_at",)
    fieldsets = (
        (
            None,
            {
                "fields": ("published_at", "hosts", "capacity", ("starts_on", "ends_on"), "sources"),
            },
        ),
        (gettext_lazy("Themes"), {"fields": ("themes",), "classes": ("collapse",)}),
        (gettext_lazy("Languages to work in"), {"fields": ("languages",), "classes": ("collapse",)}),
        (gettext_lazy("Address"), {"fields": ("slug", "is_sample"), "classes": ("collapse",)}),
        WHO_CAN_SEE_THIS,
    )
    inlines = (ProjectTextInline,)
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish_project,
            done=gettext_lazy("The project is in the catalogue."),
            offered=lambda project: not project.published_at,
            consequence=before_publishing,
        ),
        Verb(
            name="pull-back",
            label=gettext_lazy("Pull back"),
            do=actions.pull_back_project,
            done=gettext_lazy("The project is no longer in the catalogue."),
            offered=lambda project: bool(project.published_at),
            consequence=lambda _project: _("It leaves the catalogue at once. Its pairings go on."),
            danger=True,
        ),
    )

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("texts")

    def save_model(self, request: Any, obj: PilotProject, form: ProjectForm, change: bool) -> None:
        """Its facts and its texts are saved plainly, with one line; whom it is shown to, by the action."""
        ActionAdmin.save_model(self, request, obj, form, change)
        self.save_choice(request, obj, form)


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
