"""The form of a theme in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.models import Theme


class ThemeForm(forms.ModelForm):
    class Meta:
        model = Theme
        fields = ("slug", "names", "descriptions", "position")

    def clean_names(self) -> dict[str, str]:
        names = _by_language(self.cleaned_data["names"])
        if not names.get("en"):
            raise ValidationError(_('Give the English name: {"en": "Extreme heat"}.'), code="english")
        return names

    def clean_descriptions(self) -> dict[str, str]:
        return _by_language(self.cleaned_data["descriptions"])


def _by_language(texts: Any) -> dict[str, str]:
    if isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values()):
        return texts
    raise ValidationError(_('Write one text a language: {"en": "…", "de": "…"}.'), code="shape")
