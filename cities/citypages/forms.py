"""What a city says of itself."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Theme
from icaforum.words.forms import Prose
from icaforum.words.languages import NAMES


class CityPageForm(forms.Form):
    """A city's own words and facts; name, place and tier are the secretariat's."""

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
    languages = forms.MultipleChoiceField(
        label=_("Languages to work in"),
        choices=list(NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
