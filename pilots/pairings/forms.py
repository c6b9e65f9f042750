"""What people of a pairing, and staff, type in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.projects.models import PilotProject

DATE = forms.DateInput(attrs={"type": "date", "min": "2000-01-01", "max": "2100-12-31"}, format="%Y-%m-%d")


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
