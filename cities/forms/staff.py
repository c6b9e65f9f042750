"""What the secretariat enters in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.forms.fields import Ticks
from cities.forms.zones import TimeZoneField
from cities.models import City, User
from cities.rules.languages import NAMES
from cities.tiers import Tier


class TierForm(forms.Form):
    """A tier, and why."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )


class WelcomeTierForm(forms.Form):
    """The tier with which a city comes in."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)


class PartnerWelcomeForm(forms.Form):
    """A partner comes in without a tier."""

    tier = forms.Field(required=False, widget=forms.HiddenInput)

    def clean_tier(self) -> None:
        return None


class ReasonForm(forms.Form):
    """Why a membership ends."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )


class RightsForm(forms.Form):
    """What somebody of the secretariat may do."""

    is_staff = forms.BooleanField(label=_("Works in the secretariat"), required=False)
    is_superuser = forms.BooleanField(label=_("May do everything, rights of others included"), required=False)


class CityForm(forms.ModelForm):
    """An entry of the directory."""

    languages = forms.MultipleChoiceField(
        label=_("Languages to work in"),
        choices=list(NAMES.items()),
        required=False,
        widget=Ticks,
    )
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    time_zone = TimeZoneField()

    class Meta:
        model = City
        exclude = ("sort_name",)  # noqa: DJ006 -- the admin names the fields
        widgets = {"themes": Ticks}


class PersonForm(forms.ModelForm):
    """A person, as the secretariat may change it."""

    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("email", "name", "language", "time_zone")
