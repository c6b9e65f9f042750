"""What people choose on the pages of events."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from events.programme.models import Event

UPCOMING, PAST = "upcoming", "past"
MOST_LETTERS = 200


class FilterForm(forms.Form):
    """Which events are listed. What cannot be read is left out, so that any address gives a page."""

    q = forms.CharField(max_length=MOST_LETTERS, required=False)
    when = forms.ChoiceField(choices=[(UPCOMING, _("Coming")), (PAST, _("Past"))], required=False)
    kind = forms.MultipleChoiceField(label=_("Kind"), choices=Event.Kind.choices, required=False)
    theme = forms.MultipleChoiceField(label=_("Theme"), required=False)
    after = forms.RegexField(r"^\d{1,11}-\d{1,18}$", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # At each request, not at import: the secretariat adds themes while the portal runs.
        self.themes = [(theme.slug, theme.name) for theme in Theme.objects.all()]
        cast(forms.ChoiceField, self.fields["theme"]).choices = self.themes


class PlaceForm(forms.Form):
    """An answer to an event; for which city is asked only of those who have several."""

    TAKE, RECORDING, GIVE_UP = "take", "recording", "give_up"

    answer = forms.ChoiceField(choices=[(TAKE, TAKE), (RECORDING, RECORDING), (GIVE_UP, GIVE_UP)])
    city = forms.ModelChoiceField(City.objects.none(), label=_("For which city?"), required=False)

    def __init__(self, data: Any, *, cities: QuerySet[City]) -> None:
        super().__init__(data)
        # The person's own cities only, so that no other one can be posted.
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = cities
