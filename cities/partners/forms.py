"""The forms of what partners know: of the list, of the partner itself, of the secretariat."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region, Theme
from cities.partners.models import Expertise, PartnerTerms
from cities.partners.models.expertise import ANSWER_DAYS, MOST_PEOPLE
from icaforum.audit.merging import Merging
from icaforum.words.forms import Prose, Ticks
from icaforum.words.languages import LANGUAGE_CHOICES

MOST_LETTERS = 200


class ListForm(forms.Form):
    """What the list is asked for; what makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=MOST_LETTERS)
    theme = forms.ModelMultipleChoiceField(Theme.objects.all(), required=False, to_field_name="slug")
    language = forms.MultipleChoiceField(required=False, choices=LANGUAGE_CHOICES)
    region = forms.MultipleChoiceField(required=False, choices=Region)
    now = forms.MultipleChoiceField(required=False, choices=[("yes", "")])
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def clean_theme(self) -> list[str]:
        """Return the words of the themes, as they stand in the address."""
        return [theme.slug for theme in self.cleaned_data["theme"]]


class ExpertiseForm(Merging, forms.Form):
    """What a partner can help with on one theme; the fields are named as those of `Expertise`."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.all())
    text = Prose(
        label=_("What exactly?"),
        help_text=_("In a sentence or two: what you do with a city, and what it has in hand afterwards."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    people = forms.IntegerField(
        label=_("How many of you know this?"), min_value=1, max_value=MOST_PEOPLE, required=False
    )
    is_offered = forms.BooleanField(
        label=_("We offer this now"),
        help_text=_("Without the tick it is shown to your team and the secretariat only."),
        required=False,
    )

    def __init__(self, *args: Any, partner: City, row: Expertise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        others = partner.expertise.exclude(pk=row.pk) if row else partner.expertise.all()
        said = others.order_by().values("theme")
        cast(forms.ModelChoiceField, self.fields["theme"]).queryset = Theme.objects.exclude(pk__in=said)


class TermsForm(Merging, forms.Form):
    """On which terms a partner helps; the fields are named as those of `PartnerTerms`."""

    answer_days = forms.IntegerField(
        label=_("Working days until your first answer"),
        help_text=_("A promise to the cities that ask. If it takes longer, the secretariat steps in."),
        min_value=ANSWER_DAYS[0],
        max_value=ANSWER_DAYS[1],
    )
    is_paused = forms.BooleanField(
        label=_("We take no requests just now"),
        help_text=_("Your page stays, and says so. What was asked before goes on."),
        required=False,
    )
    price = Prose(
        label=_("What does a day cost, and who pays?"),
        help_text=_("For example: free for member cities up to three days of work."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    interests = Prose(
        label=_("Interests you declare"),
        help_text=_("What you sell to cities, who pays you, on what you give no advice."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    regions = forms.MultipleChoiceField(
        label=_("Regions you work in"),
        help_text=_("None ticked: everywhere."),
        choices=Region,
        required=False,
        widget=Ticks,
    )


class _OfPartners(forms.ModelForm):
    """A form of the admin for something of a partner, which is chosen among the partners."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "city" in self.fields:
            field = cast(forms.ModelChoiceField, self.fields["city"])
            field.queryset = City.objects.filter(kind=City.Kind.PARTNER)


class StaffExpertiseForm(_OfPartners):
    """The same, as the secretariat enters it for a partner."""

    class Meta:
        model = Expertise
        fields = ("city", "theme", "text", "language", "people", "is_offered")


class StaffTermsForm(_OfPartners):
    """The terms, as the secretariat enters them for a partner."""

    regions = forms.MultipleChoiceField(
        label=_("Regions it works in"),
        help_text=_("None ticked: everywhere."),
        choices=Region,
        required=False,
        widget=Ticks,
    )

    class Meta:
        model = PartnerTerms
        fields = ("city", "answer_days", "is_paused", "price", "interests", "language", "regions")
