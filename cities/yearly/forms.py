"""The forms of the yearly question."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.people.models import Officer, OfficerQuerySet


class StillThereForm(forms.Form):
    """Who of a team is still there: each is ticked by hand, and all have to be."""

    seats = forms.TypedMultipleChoiceField(
        label=_("Who is still there?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("Somebody came or left meanwhile. Please look at the team again.")
        },
    )

    def __init__(self, *args: Any, team: OfficerQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = list(team)
        self.fields["seats"].choices = [(it.pk, str(it.person)) for it in self.team]  # type: ignore[attr-defined]

    def rows(self) -> Iterator[tuple[Officer, Any]]:
        """Yield each seat with the box to tick."""
        return zip(self.team, self["seats"], strict=True)

    def clean_seats(self) -> list[int]:
        """Return the keys; raises ValidationError that names who is not ticked."""
        ticked: list[int] = self.cleaned_data["seats"]
        left = [str(it.person) for it in self.team if it.pk not in ticked]
        if left:
            words = _("Not ticked: %(people)s. Tick whoever is still there, or say that they have left.")
            raise ValidationError(words, params={"people": ", ".join(left)})
        return ticked


class LeaveForm(forms.Form):
    """Why a city no longer takes part."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For the secretariat. It helps us to do better."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
