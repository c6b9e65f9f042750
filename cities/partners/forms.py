"""The forms in which the secretariat enters what partners know, and on which terms they help."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region
from cities.partners.models import Expertise, PartnerTerms
from icaforum.words.forms import Ticks


class _OfPartners(forms.ModelForm):
    """A form of the admin for something of a partner, which is chosen among the partners."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "city" in self.fields:
            field = cast(forms.ModelChoiceField, self.fields["city"])
            field.queryset = City.objects.filter(kind=City.Kind.PARTNER)


class StaffExpertiseForm(_OfPartners):
    """What a partner can help with on one theme."""

    class Meta:
        model = Expertise
        fields = ("city", "theme", "text", "language", "people", "is_offered")


class StaffTermsForm(_OfPartners):
    """On which terms a partner helps."""

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
