"""The two questions of a pairing, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.pulse.models import Pulse


class PulseForm(forms.Form):
    """Is it going well, do you know the next step? Nothing is ticked beforehand.

    `over` says over which answer it is written, so that nobody writes over what a colleague has just said.
    """

    going = forms.ChoiceField(
        label=_("Is it going well?"), choices=Pulse.Going.choices, widget=forms.RadioSelect
    )
    next_step = forms.ChoiceField(
        label=_("Do you know the next step?"), choices=Pulse.Known.choices, widget=forms.RadioSelect
    )
    over = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pulse: Pulse, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["over"].initial = pulse.mark
