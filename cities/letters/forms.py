"""The form of a message to a city."""

from django import forms
from django.utils.translation import gettext_lazy as _

from icaforum.words.forms import Prose


class LetterForm(forms.Form):
    """A message to a city."""

    text = Prose(
        label=_("Your message"),
        help_text=_("Say who you are, what you work on, and what you would like to know."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
