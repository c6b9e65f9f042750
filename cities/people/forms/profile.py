"""Forms about a person: what they say of themselves, who takes over a lead."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.people.models import Officer
from icaforum.audit.merging import Merging
from icaforum.words.forms import LanguagesField, Name, TimeZoneField


class IntroductionForm(forms.Form):
    """Who one is and in which time zone, asked of somebody new; no password."""

    name = Name(
        label=_("Your name"),
        help_text=_("As colleagues in other cities should see it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    greeting = Name(
        label=_("How shall we greet you?"),
        help_text=_("“Good morning, …” If you leave it empty, we use your name as it stands."),
        max_length=60,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField(help_text=_("All times are shown in it. Proposed from your city."))


class ProfileForm(Merging, IntroductionForm):
    """The same for somebody who is here already, without the hint that the zone was guessed."""

    reads = LanguagesField(
        label=_("Languages you also read"),
        help_text=_("What is written in them stands before the rest in your lists and mails."),
        is_folded=True,
    )
    field_order = ("name", "greeting", "language", "reads", "time_zone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].help_text = _("All times on our pages and in our mails are shown in it.")


class SeatField(forms.ModelChoiceField):
    """A choice of colleagues, each shown by name."""

    def label_from_instance(self, seat: Officer) -> str:
        """The person's name: the seat itself would add the city, the same for all."""
        return str(seat.person)


class SuccessorForm(forms.Form):
    """The colleague who is the lead contact afterwards; `colleagues` are the seats to choose from."""

    successor = SeatField(
        label=_("Who takes over as lead contact?"),
        # Empty until the view says whose colleagues: a form made without them offers nobody.
        queryset=Officer.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, colleagues: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ModelChoiceField, self.fields["successor"]).queryset = colleagues
