"""Forms for offering a seat, accepting one, and asking for one."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.people.models import Officer
from icaforum.words.forms import MailAddress, Name, Prose
from icaforum.words.languages import reader_language


class InsteadForm(forms.Form):
    """Who is invited in place of somebody else; the seat and its role stay."""

    email = MailAddress(
        label=_("E-mail address at work"),
        max_length=254,
        # It is a colleague's address; the browser would propose the reader's own.
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = Name(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    note = Prose(
        label=_("Your note"),
        help_text=_("It stands at the top of the mail: why you invite."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InviteForm(InsteadForm):
    """What is needed to offer somebody a seat."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Officer.Role,
        initial=Officer.Role.OFFICER,
        help_text=_(
            "A lead contact may do all that the city’s lead does: invite, remove, edit the city’s page."
        ),
    )

    field_order = ("email", "name", "role", "language", "note")


class RoleForm(forms.Form):
    """As what somebody comes into a team."""

    role = forms.ChoiceField(label=_("Role"), choices=Officer.Role, initial=Officer.Role.OFFICER)


def offer_first_as_lead(form: forms.Form, city: City) -> None:
    """Let a form begin with the lead contact, where nobody leads the city and nobody is invited to."""
    led = city.seats.open().leads().filter(person__is_active=True).exists()
    if not led and not city.invitations.open().filter(role=Officer.Role.LEAD).exists():
        form.initial["role"] = Officer.Role.LEAD


# A form without fields, so that the view treats known and new people alike.
class PressForm(forms.Form):
    """Accepting, for somebody whom we know already: one press, and nothing to fill in."""


class AccessForm(forms.Form):
    """Who asks for a seat in which team."""

    city = forms.ModelChoiceField(
        label=_("Your city or organisation"),
        queryset=City.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose your city."), "invalid_choice": _("Choose your city.")},
    )
    name = Name(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = MailAddress(
        label=_("Your e-mail address at work"),
        help_text=_("Your invitation is sent there, and works for this address alone."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"), choices=settings.LANGUAGES
    )
    message = Prose(
        label=_("A word to your colleague"),
        help_text=_("Your department, or what you work on, so that your lead contact knows you."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Asked for each time: the list of members changes while the process runs.
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = City.objects.members()
        self.fields["language"].initial = reader_language()
