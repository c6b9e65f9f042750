"""What may stand in the address of the directory."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Region, Theme
from cities.tiers import SLUGS, Tier

TIERS = [(SLUGS[tier], tier.label) for tier in sorted(Tier, reverse=True)] + [(SLUGS[None], _("Partner"))]


class DirectoryForm(forms.Form):
    """The filters. A value that is none of ours is left out, and the page says so."""

    q = forms.CharField(max_length=100, required=False)
    tier = forms.MultipleChoiceField(choices=TIERS, required=False)
    region = forms.MultipleChoiceField(choices=Region, required=False)
    theme = forms.MultipleChoiceField(required=False)
    pledge = forms.MultipleChoiceField(choices=[("yes", _("Signed"))], required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False)

    def __init__(self, *args: Any, themes: Iterable[Theme], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].choices = [(theme.slug, theme.name) for theme in themes]

    def wanted(self) -> dict[str, Any]:
        """What was understood of the address."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}
