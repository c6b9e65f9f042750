"""The form of a theme in the admin: a name and a description in each language of the portal."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cities.models import Theme

LANGUAGES = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
TEXTS = {"names": "name", "descriptions": "description"}


def _name(code: str) -> forms.Field:
    label = format_lazy("{} ({})", _("Name"), LANGUAGES[code])
    return forms.CharField(label=label, max_length=100, required=code == "en")


def _description(code: str) -> forms.Field:
    label = format_lazy("{} ({})", _("Description"), LANGUAGES[code])
    return forms.CharField(label=label, max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))


# Made from the settings, so that a language that is added there can be written here.
Texts = type(
    "Texts",
    (forms.Form,),
    {f"name_{code}": _name(code) for code in LANGUAGES}
    | {f"description_{code}": _description(code) for code in LANGUAGES},
)


class ThemeForm(Texts, forms.ModelForm):
    class Meta:
        model = Theme
        fields = ("slug", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for texts, name in TEXTS.items():
            stored = getattr(self.instance, texts)
            self.initial |= {f"{name}_{code}": stored.get(code, "") for code in LANGUAGES}

    def clean(self) -> None:
        """Put the texts where they are stored; what stands there in other languages stays."""
        super().clean()
        for texts, name in TEXTS.items():
            typed = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in LANGUAGES}
            together = getattr(self.instance, texts) | typed
            setattr(self.instance, texts, {code: text for code, text in together.items() if text})
