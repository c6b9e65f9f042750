"""Offering a seat, and taking one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.forms.fields import Prose, validate_name
from cities.forms.zones import TimeZoneField
from cities.models import Officer


class InviteForm(forms.Form):
    """What is needed to offer somebody a seat."""

    email = forms.EmailField(
        label=_("E-mail address at work"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False, validators=[validate_name])
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Officer.Role,
        initial=Officer.Role.OFFICER,
        help_text=_("A lead contact may do all that you may: invite, remove, edit your city’s page."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    note = Prose(
        label=_("Your note"),
        help_text=_("It stands at the top of the mail: why you invite."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class PressForm(forms.Form):
    """Accepting, for somebody whom we know already: one press, and nothing to fill in."""


class AcceptForm(forms.Form):
    """Who one is, and how we write the time; no password."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues in other cities should see it."),
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField(help_text=_("All times are shown in it. Proposed from your city."))


class ProfileForm(AcceptForm):
    """What people say of themselves."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].help_text = _("All times on our pages and in our mails are shown in it.")
