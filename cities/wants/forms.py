"""The forms in which a city says what it looks for and what it can give."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Theme
from cities.talking.models import Use
from cities.wants.models import WantOffer
from icaforum.audit.merging import Merging
from icaforum.words.languages import LANGUAGE_CHOICES


class SentenceForm(Merging, forms.Form):
    """The sentence of a want or offer, with its language and its rule of use."""

    text = forms.CharField(
        label=_("In a sentence"),
        help_text=_(
            "What you want to know, or what you did and can tell of. "
            "All members and partners of the Forum can read it, and nobody else."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    quotable = forms.BooleanField(
        label=_("Others may use it with our name"),
        help_text=_("Without this it may be used, but not attributed."),
        required=False,
    )

    def clean_text(self) -> str:
        """Return the sentence on one line."""
        return " ".join(self.cleaned_data["text"].split())

    @staticmethod
    def facts(cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return what was typed as the verbs take it."""
        facts = dict(cleaned)
        if "quotable" in facts:
            facts["use"] = Use.NAMED if facts.pop("quotable") else Use.UNATTRIBUTED
        return facts


class SayForm(SentenceForm):
    """A new want or offer."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (WantOffer.Kind.WANT, _("We look for help")),
            (WantOffer.Kind.OFFER, _("We can help")),
        ],
        widget=forms.RadioSelect,
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label=_("Theme"), to_field_name="slug", empty_label=_("Choose a theme")
    )
    field_order = ("kind", "theme", "text", "language", "quotable")


class StaffSentenceForm(forms.ModelForm):
    """A want or offer, as the secretariat mends it."""

    class Meta:
        model = WantOffer
        fields = ("text", "language")
