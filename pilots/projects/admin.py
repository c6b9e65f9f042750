"""Pilot projects, for the secretariat."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.sharing.admin import WHO_CAN_SEE_THIS, SharedAdmin, before_publishing
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.inlines import FewRows
from pilots.projects import actions
from pilots.projects.forms import ProjectForm, ProjectTextForm
from pilots.projects.models import PilotProject, ProjectText


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
