"""Forms of the directory: the filters of its page, and what the secretariat enters."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region, Theme
from cities.directory.tiers import TIER_CHOICES
from icaforum.audit.ordering import offer_places, order_field
from icaforum.words.forms import LanguagesField, Ticks, TimeZoneField, WebAddress
from icaforum.words.languages import own_name


class DirectoryForm(forms.Form):
    """The filters of the list. A value that is none of ours is left out, and the page says so."""

    q = forms.CharField(max_length=100, required=False)
    tier = forms.MultipleChoiceField(choices=TIER_CHOICES, required=False)
    region = forms.MultipleChoiceField(choices=Region, required=False)
    theme = forms.MultipleChoiceField(required=False)
    wants = forms.MultipleChoiceField(required=False)
    gives = forms.MultipleChoiceField(required=False)
    pledge = forms.MultipleChoiceField(choices=[("yes", _("Signed"))], required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False)

    def __init__(self, *args: Any, themes: Iterable[Theme], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(theme.slug, theme.name) for theme in themes]
        for name in ("theme", "wants", "gives"):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = choices


class CityForm(forms.ModelForm):
    """An entry of the directory, as the secretariat enters it; the admin page saves by the verbs."""

    languages = LanguagesField(label=_("Languages to work in"))
    website = WebAddress(label=_("Website"), max_length=200, required=False)
    time_zone = TimeZoneField()

    class Meta:
        model = City
        exclude = ("sort_name", "keys")  # noqa: DJ006 -- the admin names the fields
        widgets = {"themes": Ticks}


LANGUAGES = {code: own_name(code) for code, _name in settings.LANGUAGES}


# The column of the model, and how its fields begin: «names» is typed in «name_en», «name_de».
TEXTS = {"names": "name", "descriptions": "description"}


def _name(code: str) -> forms.Field:
    """The field for a theme's name in one language; English is required, since others fall back on it."""
    label = format_lazy("{} ({})", _("Name"), LANGUAGES[code])
    return forms.CharField(label=label, max_length=100, required=code == "en")


def _description(code: str) -> forms.Field:
    """The field for a theme's description in one language."""
    label = format_lazy("{} ({})", _("Description"), LANGUAGES[code])
    return forms.CharField(label=label, max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))


# Made from the settings, so that a language that is added there can be written here.
TEXT_FIELDS = {f"name_{code}": _name(code) for code in LANGUAGES} | {
    f"description_{code}": _description(code) for code in LANGUAGES
}
# A class made at run time is nothing a type checker can follow, hence Any.
Texts: Any = type("Texts", (forms.Form,), dict(TEXT_FIELDS))


class ThemeForm(Texts, forms.ModelForm):
    """A theme, with a field for each text in each language; the model keeps both as JSON."""

    comes = order_field()

    class Meta:
        model = Theme
        fields = ("slug",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for texts, name in TEXTS.items():
            stored = getattr(self.instance, texts)
            self.initial.update({f"{name}_{code}": stored.get(code, "") for code in LANGUAGES})
        offer_places(self, Theme.objects.all(), self.instance.pk)

    def clean(self) -> None:
        """Put the texts where they are stored; what stands there in languages without a field stays."""
        super().clean()
        for texts, name in TEXTS.items():
            typed = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in LANGUAGES}
            together = getattr(self.instance, texts) | typed
            # An emptied text is dropped, so that readers of that language fall back instead of seeing
            # nothing.
            setattr(self.instance, texts, {code: text for code, text in together.items() if text})
