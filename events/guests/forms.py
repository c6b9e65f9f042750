"""What the secretariat enters of a guest."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.guests.models import Guest
from icaforum.words.forms import MailAddress, Name


class CorrectGuestForm(forms.Form):
    """Name and address of a guest."""

    name = Name(label=_("Name"), max_length=120)
    email = MailAddress(
        label=_("E-mail address"),
        help_text=_("The personal link goes there, and works without an account."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class GuestForm(CorrectGuestForm):
    """Somebody without an account who comes to one event."""

    part = forms.ChoiceField(
        label=_("Comes as"), choices=Guest.Part, initial=Guest.Part.GUEST, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    on_page = forms.BooleanField(
        label=_("Name them on the page of the event, among those who speak"),
        help_text=_("Only if the person agreed. Everybody who can see the event reads it."),
        required=False,
    )
    role = forms.CharField(
        label=_("What stands beside the name there"),
        help_text=_("Such as “Tenants’ union of Lyon”."),
        max_length=120,
        required=False,
    )
