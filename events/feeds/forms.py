"""The form of what a calendar reads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from events.feeds.models import CalendarFeed
from icaforum.words.forms import Ticks


class FeedForm(forms.Form):
    """Which events, and of which themes."""

    scope = forms.ChoiceField(
        label=_("Which events"),
        choices=CalendarFeed.Scope.choices,
        widget=forms.RadioSelect,
        initial=CalendarFeed.Scope.PLACES,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Only these themes"),
        queryset=Theme.objects.all(),
        required=False,
        widget=Ticks,
    )
