"""Pilot projects, for the secretariat."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.fields import found_by
from cities.partners.actions.anew import ask_anew_if_another
from cities.partners.admin.table import AtTableAdmin, at_the_table
from cities.sharing.admin import SharedAdmin, before_publishing
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.inlines import FewRows
from icaforum.words.admin_filters import QuestionFilter
from pilots.projects import actions
from pilots.projects.fields import PROJECT, PROJECT_TEXT
from pilots.projects.forms import ProjectForm, ProjectTextForm
from pilots.projects.models import PilotProject, ProjectOrganisation, ProjectText
from pilots.projects.states import LIVE


class ProjectTextInline(FewRows, admin.StackedInline):
    """The texts of a project, one form for each language."""

    model = ProjectText
    form = ProjectTextForm
    fieldsets = PROJECT_TEXT.fieldsets()
    extra = 0
    # A project without a title cannot be published, so one form is open from the start.
    min_num = 1


class SilentFilter(QuestionFilter):
    """A filter of the projects of which nobody has said a word for long."""

    title = gettext_lazy("last word")
    parameter_name = "look"
    questions: ClassVar = {
        "silent": (gettext_lazy("Not a word for long"), lambda projects: projects.silent()),
    }


@admin.register(PilotProject)
class PilotProjectAdmin(SharedAdmin):
    """The pages on which the secretariat enters, publishes and pulls back pilot projects."""

    nothing_yet = gettext_lazy("No pilot project yet. Add the first one.")
    form = ProjectForm
    list_display = ("__str__", "stage", "level", "capacity", "full_until", "published_at", "looked_at")
    list_filter = (SilentFilter, "stage", "level", "themes")
    search_fields = ("slug", "texts__title", *found_by("hosts"), "hosts__seats__person__email")
    needs: ClassVar = {"hosts__seats__person__email": "cities.view_officer"}
    search_help_text = gettext_lazy("A title, a city or a part of an address")
    # Set by the verbs below only, which also write the history.
    readonly_fields = ("published_at",)
    fieldsets = PROJECT.fieldsets()
    inlines = (ProjectTextInline,)
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish_project,
            done=gettext_lazy("The project is in the catalogue."),
            # Only hides the button; the action asks again under the lock.
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
        at_the_table(needs="pilots.change_projectorganisation"),
    )

    def cautions(self, form: Any) -> list[str]:
        """Say that cities learn here already, where the room typed is for fewer."""
        taken = form.instance.pairings.filter(state__in=LIVE).count() if form.instance.pk else 0
        if "capacity" not in form.changed_data or form.cleaned_data["capacity"] >= taken:
            return []
        words = ngettext(
            "%(taken)d peer city is here, proposed or learning. It stays, and no other can come.",
            "%(taken)d peer cities are here, proposed or learning. They stay, and no other can come.",
            taken,
        )
        return [words % {"taken": taken}]

    def get_queryset(self, request: Any) -> Any:
        """Return the rows of the list; `__str__` reads the texts, which would be one query for each row."""
        return super().get_queryset(request).prefetch_related("texts")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save the facts plainly with one line of history, and whom it is shown to by the action `choose`.

        Raises Refused where `choose` does; `ActionAdmin.changeform_view` turns it into an error of the form.
        """
        # Past `SharedAdmin.save_model`, which calls `create` and `edit`: a project has neither, since no
        # change of its facts has a consequence for anybody.
        ActionAdmin.save_model(self, request, obj, form, change)
        self.save_choice(request, obj, form)

    def save_related(self, request: Any, form: Any, formsets: list[Any], change: bool) -> None:
        """Save the texts too, and ask those at its table again where the project is called otherwise then."""
        was = _titles_of(form.instance)
        super().save_related(request, form, formsets, change)
        ask_anew_if_another(form.instance, was=was, now=_titles_of(form.instance), by=request.user)


def _titles_of(project: PilotProject) -> dict[str, str]:
    # Not of `project.texts`, which may be at hand as it was.
    texts = ProjectText.objects.filter(project=project.pk)
    return dict(texts.values_list("language", "title"))


@admin.register(ProjectOrganisation)
class ProjectOrganisationAdmin(AtTableAdmin):
    """Organisations at the table of pilot projects."""

    names_thing = ("thing__texts",)
