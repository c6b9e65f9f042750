"""The filters of the catalogue, and the forms in which the secretariat enters a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.states import Stage
from cities.models import Theme
from cities.sharing.forms import SharingForm
from icaforum.words.forms import LanguagesField
from icaforum.words.languages import LANGUAGE_CHOICES
from pilots.projects.fields import PROJECT, PROJECT_TEXT
from pilots.projects.models import PilotProject, ProjectText


class CatalogueForm(forms.Form):
    """The filters of the catalogue, read from the query of the address."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.SearchInput)
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Theme"),
        # Slugs rather than keys: the filtered list is an address that people send to each other.
        to_field_name="slug",
        required=False,
        empty_label=_("All themes"),
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("All stages")), *Stage.choices], required=False
    )
    room = forms.BooleanField(label=_("Room for a peer city"), required=False)


class ProjectTextForm(forms.ModelForm):
    """The text of a project in one language."""

    # The model holds a plain code, so that a new language needs no migration; the choices are set here.
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES, initial="en")

    class Meta:
        model = ProjectText
        fields = PROJECT_TEXT.names
        widgets = PROJECT_TEXT.widgets


class ProjectForm(SharingForm):
    """A pilot project as the secretariat enters it, with the fields of «Who can see this»."""

    languages = LanguagesField(label=_("Languages to work in"))

    class Meta:
        model = PilotProject
        fields = PROJECT.names
        widgets = PROJECT.widgets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The general help of a level would be wrong here: `own_of` shows a project to its pilot cities in
        # every state.
        self.fields["level"].help_text = _(
            "Its pilot cities always see it. Until it is published, only they and the secretariat do."
        )
