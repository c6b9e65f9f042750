"""What people of a pairing, and staff, type in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms.fields import Ticks
from cities.forms.sharing import SharingForm
from cities.models import City, Theme
from cities.rules.languages import NAMES
from pilots.models import Exchange, Milestone, Pairing, PilotProject, ProjectText

DATE = forms.DateInput(attrs={"type": "date", "min": "2000-01-01", "max": "2100-12-31"}, format="%Y-%m-%d")


class CatalogueForm(forms.Form):
    """The filters of the catalogue."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Theme"),
        to_field_name="slug",
        required=False,
        empty_label=_("All themes"),
    )
    room = forms.BooleanField(label=_("Room for a peer city"), required=False)


class StepForm(forms.Form):
    title = forms.CharField(
        label=_("What will be done"), max_length=Milestone._meta.get_field("title").max_length
    )
    owner = forms.ModelChoiceField(City.objects.none(), label=_("Whose step"), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Due on"), widget=DATE)

    def __init__(self, *args: object, pairing: Pairing, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = City.objects.filter(pk__in=pairing.city_ids)
        self.fields["owner"].empty_label = None


class ExchangeForm(forms.ModelForm):
    class Meta:
        model = Exchange
        fields = ("kind", "title", "starts_on", "ends_on", "host", "people", "said", "next")
        widgets = {"kind": forms.RadioSelect, "starts_on": DATE, "ends_on": DATE}
        help_texts = {
            "people": _("Names or roles, as you like."),
            "host": _("Only for a visit."),
            "said": _("What surprised you, what does not fit your city, what you will try."),
        }

    def __init__(self, *args: object, pairing: Pairing, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Exchange.Kind.choices
        self.fields["host"].queryset = City.objects.filter(pk__in=pairing.city_ids)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first."))
        if cleaned.get("kind") == Exchange.Kind.VISIT and not cleaned.get("host"):
            self.add_error("host", _("Say which of the two cities hosted the visit."))
        return cleaned


class NoteForm(forms.Form):
    """A word to the other city, where one pauses, ends or declines something."""

    note = forms.CharField(
        label=_("A word to go with it"),
        help_text=_("It goes in the mail to the lead contacts, and stands on the page of the pairing."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProjectTextForm(forms.ModelForm):
    """The words of a project in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=list(NAMES.items()), initial="en")

    class Meta:
        model = ProjectText
        exclude = ()  # noqa: DJ006 -- all that a text is made of


class ProjectForm(SharingForm):
    """A pilot project as the secretariat enters it."""

    languages = forms.MultipleChoiceField(
        label=_("Languages to work in"), choices=list(NAMES.items()), required=False, widget=Ticks
    )

    class Meta:
        widgets = {"themes": Ticks}
        model = PilotProject
        fields = (
            *("slug", "hosts", "themes", "capacity", "languages", "starts_on", "ends_on", "sources"),
            *("is_sample", "level", "open_to_partners"),
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].help_text = _(
            "Its pilot cities always see it. Until it is published, only they and the secretariat do."
        )


class ProposeForm(forms.ModelForm):
    """The secretariat's proposal; whether the two cities fit, the action decides."""

    class Meta:
        model = Pairing
        fields = ("project", "pilot_city", "peer_city", "theme", "scope", "reason", "ends_on")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot_city"].queryset = City.objects.filter(pilot_projects__isnull=False).distinct()
        self.fields["peer_city"].queryset = City.objects.members()
        self.fields["project"].queryset = PilotProject.objects.prefetch_related("texts")
