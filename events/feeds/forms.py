"""The form of what a calendar reads."""

from django import forms

from cities.models import Theme
from events.feeds.models import CalendarFeed
from icaforum.words.forms import Ticks


class FeedForm(forms.Form):
    """Which events, and of which themes."""

    scope = forms.ChoiceField(
        label=CalendarFeed._meta.get_field("scope").verbose_name,
        choices=CalendarFeed.Scope.choices,
        widget=forms.RadioSelect,
        initial=CalendarFeed.Scope.PLACES,
    )
    themes = forms.ModelMultipleChoiceField(
        label=CalendarFeed._meta.get_field("themes").verbose_name,
        queryset=Theme.objects.all(),
        required=False,
        widget=Ticks,
    )
