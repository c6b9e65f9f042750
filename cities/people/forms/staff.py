"""What the secretariat enters about people in the admin."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cities.people.models import Colleague, User
from cities.people.presets import PRESETS, SECRETARIAT, Preset
from icaforum.words.forms import MailAddress, TimeZoneField


class PresetsForm(forms.Form):
    """What a colleague may do: one preset or several, and whether to add others."""

    presets = forms.MultipleChoiceField(
        label=_("What this colleague may do"),
        help_text=_("Tick one or several; Secretariat includes the others."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what this colleague may do.")},
    )
    adds_colleagues = forms.BooleanField(
        label=_("May also add and remove colleagues. Only together with Secretariat."), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Made for each form, since the words are in the reader's language.
        choices = [(name, _in_words(preset)) for name, preset in PRESETS.items()]
        cast(forms.MultipleChoiceField, self.fields["presets"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Return what was ticked, with an error where colleagues are added without Secretariat."""
        cleaned = super().clean() or {}
        if cleaned.get("adds_colleagues") and SECRETARIAT not in cleaned.get("presets", []):
            self.add_error("adds_colleagues", _("Tick Secretariat as well, or leave this out."))
        return cleaned


def _in_words(preset: Preset) -> str:
    """The label of a preset's box: its name, what it is for, what else it may, and what not."""
    # In one element: a label lays out its box and its words side by side.
    lines = '<span><strong>{}</strong><br>{}<br><span class="soft">{}<br>{}</span></span>'
    return format_html(lines, preset.label, preset.does, preset.also, preset.never)


class ColleagueForm(PresetsForm, forms.ModelForm):
    """A new colleague: who it is, and what they may do."""

    time_zone = TimeZoneField()

    class Meta:
        model = Colleague
        fields = ("email", "name", "language", "time_zone")
        labels = {"email": _("Address at work")}
        help_texts = {"email": _("The mail that says how to sign in goes there, and every code.")}


class AddressForm(forms.Form):
    """The right address of an account, as the person told it."""

    email = MailAddress(label=_("E-mail address"), max_length=254)


class PersonForm(forms.ModelForm):
    """A person, as the secretariat may change it."""

    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("email", "name", "greeting", "language", "time_zone")
