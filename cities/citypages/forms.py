"""The form in which a lead contact edits the page of the city."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Theme
from icaforum.audit.merging import Merging
from icaforum.words.forms import LanguagesField, Prose, WebAddress


class CityPageForm(Merging, forms.Form):
    """What a city says of itself; its name, location and tier are for the secretariat to change.

    The fields are named as those of `City`, and go to `edit_city` as they are.
    """

    about = Prose(
        label=_("In your city’s own words"),
        help_text=_(
            "Two or three sentences: what you work on, with whom, and what you would like to learn "
            "from others. Everyone on the web can read them."
        ),
        max_length=3000,
        required=False,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        help_text=_("What your city works on, or wants to learn about."),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = LanguagesField(label=_("Languages to work in"), widget=forms.CheckboxSelectMultiple)
    website = WebAddress(label=_("Website"), max_length=200, required=False)


class NoteForm(forms.Form):
    """A note of the secretariat about a city."""

    text = Prose(label=_("Note for us"), help_text=_("Only the secretariat reads it."), max_length=2000)
