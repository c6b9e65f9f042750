"""Who takes over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Officer


class SeatField(forms.ModelChoiceField):
    """A colleague, by name."""

    def label_from_instance(self, seat: Officer) -> str:
        return str(seat.person)


class SuccessorForm(forms.Form):
    """The colleague who is the lead contact afterwards."""

    successor = SeatField(
        label=_("Who takes over as lead contact?"),
        queryset=Officer.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, colleagues: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = colleagues
