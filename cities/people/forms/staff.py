"""What the secretariat enters about people in the admin."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cities.people.models import Colleague, User
from cities.people.presets import PRESETS, SECRETARIAT, Preset
from icaforum.audit.merging import Merging
from icaforum.outbox.own_words import own_words_field
from icaforum.words.forms import Day, MailAddress, TimeZoneField
from icaforum.words.times import reader_today


class PresetsForm(Merging, forms.Form):
    """What a colleague may do: one preset or several, whether to add others, and until when.

    Two who set the rights of one colleague are shown what becomes of both before it is saved.
    """

    shows_merged = True

    presets = forms.MultipleChoiceField(
        label=_("What this colleague may do"),
        help_text=_("Tick one or several; Secretariat includes the others."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what this colleague may do.")},
    )
    adds_colleagues = forms.BooleanField(
        label=_("May also add and remove colleagues. Only together with Secretariat."), required=False
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("For an intern or a stand-in: the rights end by themselves at the end of this day."),
        required=False,
        widget=Day,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Made for each form, since the words are in the reader's language.
        choices = [(name, _in_words(preset)) for name, preset in PRESETS.items()]
        cast(forms.MultipleChoiceField, self.fields["presets"]).choices = choices

    def clean_until(self) -> date | None:
        """Return the last day. Raises ValidationError for one that is over, or is a slip of the hand."""
        day = self.cleaned_data["until"]
        if day and not reader_today() <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day from today on."), code="day")
        return day

    def clean(self) -> dict[str, Any]:
        """Return what was given; who adds colleagues without Secretariat, or for a time, is an error."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("adds_colleagues") and SECRETARIAT not in cleaned.get("presets", []):
            self.add_error("adds_colleagues", _("Tick Secretariat as well, or leave this out."))
        if cleaned.get("adds_colleagues") and cleaned.get("until"):
            self.add_error("until", _("Who may add colleagues has no last day: leave one of the two out."))
        return cleaned


# A bound against slips of the hand.
LAST_DAY = date(2100, 12, 31)


def _in_words(preset: Preset) -> str:
    """The label of a preset's box: its name, what it is for, what else it may, and what not."""
    # In one element: a label lays out its box and its words side by side.
    lines = (
        '<span class="preset"><strong>{}</strong><span>{}</span>'
        '<span class="preset__line"><span class="preset__may" aria-hidden="true">✓</span>{}</span>'
        '<span class="preset__line"><span class="preset__not" aria-hidden="true">–</span>{}</span></span>'
    )
    return format_html(lines, preset.label, preset.does, preset.also, preset.never)


class ColleagueForm(PresetsForm, forms.ModelForm):
    """A new colleague: who it is, and what they may do."""

    time_zone = TimeZoneField()
    own_words = own_words_field()
    field_order = (
        *("name", "email", "presets", "adds_colleagues", "until", "language", "time_zone"),
        "own_words",
    )

    class Meta:
        model = Colleague
        fields = ("email", "name", "language", "time_zone")
        labels = {"email": _("Address at work")}
        help_texts = {"email": _("The invitation goes there, and every sign-in code.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].required = True

    def validate_unique(self) -> None:
        """Leave an address that has an account to the verb, which knows what may become of it."""


class AddressForm(forms.Form):
    """The right address of an account, as the person told it."""

    email = MailAddress(label=_("E-mail address"), max_length=254)


class PersonForm(forms.ModelForm):
    """A person, as the secretariat may change it."""

    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("email", "name", "greeting", "language", "time_zone")
