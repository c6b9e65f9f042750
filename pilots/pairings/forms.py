"""The forms of a pairing: a step, a meeting or visit, a note, and the secretariat's proposal."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from icaforum.audit.merging import Merging
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.projects.models import PilotProject

# The bounds catch a year of two or five digits. One widget serves several fields, since a form copies its
# own. The format is what `type=date` needs, whatever the reader's language.
DATE_INPUT = forms.DateInput(
    attrs={"type": "date", "min": "2000-01-01", "max": "2100-12-31"}, format="%Y-%m-%d"
)


class StepForm(Merging, forms.Form):
    """A step of the plan: what will be done, by which of the two cities, and until when."""

    # The limit is the column's own, so that the two cannot differ.
    title = forms.CharField(
        label=_("What will be done"), max_length=Milestone._meta.get_field("title").max_length
    )
    owner = forms.ModelChoiceField(City.objects.none(), label=_("Whose step"), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Due on"), widget=DATE_INPUT)

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = City.objects.filter(pk__in=pairing.city_ids)
        owner.empty_label = None  # a step belongs to one of the two cities


class ExchangeForm(Merging, forms.ModelForm):
    """A meeting or a visit that the two cities write down."""

    class Meta:
        model = Exchange
        fields = ("kind", "title", "starts_on", "ends_on", "host", "people", "said", "next")
        widgets = {"kind": forms.RadioSelect, "starts_on": DATE_INPUT, "ends_on": DATE_INPUT}
        help_texts = {
            "people": _("Names or roles, as you like."),
            "host": _("Only for a visit."),
            "said": _("What surprised you, what does not fit your city, what you will try."),
        }

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The two kinds and no empty choice, since they are radio buttons.
        cast(forms.ChoiceField, self.fields["kind"]).choices = Exchange.Kind.choices
        host = cast(forms.ModelChoiceField, self.fields["host"])
        host.queryset = City.objects.filter(pk__in=pairing.city_ids)

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with errors for days out of order and for a visit without a host."""
        # The database holds the same two rules; asked here, the error stands at the field it is about.
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first."))
        if cleaned.get("kind") == Exchange.Kind.VISIT and not cleaned.get("host"):
            self.add_error("host", _("Say which of the two cities hosted the visit."))
        return cleaned


class NoteForm(forms.Form):
    """A note to the other city, asked for where somebody declines, pauses, completes or ends a pairing."""

    note = forms.CharField(
        label=_("A word to go with it"),
        help_text=_("It goes in the mail to the lead contacts, and stands on the page of the pairing."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposeForm(forms.ModelForm):
    """The secretariat's proposal of a pairing.

    Whether the two cities fit each other and the project is decided by `actions.propose`, under its lock.
    """

    class Meta:
        model = Pairing
        fields = ("project", "pilot_city", "peer_city", "theme", "scope", "reason", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pilot_city = cast(forms.ModelChoiceField, self.fields["pilot_city"])
        # `distinct`: the join gives a city once for each of its projects.
        pilot_city.queryset = City.objects.filter(pilot_projects__isnull=False).distinct()
        # Not by tier: the action refuses the others with a sentence that says what is missing.
        cast(forms.ModelChoiceField, self.fields["peer_city"]).queryset = City.objects.members()
        project = cast(forms.ModelChoiceField, self.fields["project"])
        # The label of a choice is the project's title, which stands in its texts.
        project.queryset = PilotProject.objects.prefetch_related("texts")
