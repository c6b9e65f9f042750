"""The form of a comment."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from cities.models import City
from icaforum.words.forms import Prose, WrittenIn


class CommentForm(forms.Form):
    """What somebody says, in which language; for which city is asked of those alone who are in several."""

    text = Prose(label=gettext_lazy("Your comment"), max_length=4000)
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    language = WrittenIn()

    def __init__(self, *args: Any, cities: Sequence[City] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.only = cities[0] if len(cities) == 1 else None
        if len(cities) > 1:
            found = City.objects.filter(pk__in=[city.pk for city in cities]).order_by("sort_name")
            cast(forms.ModelChoiceField, self.fields["city"]).queryset = found
        else:
            del self.fields["city"]

    def clean(self) -> dict[str, Any]:
        """Return the answers, with the one city where none is asked for."""
        cleaned = super().clean() or self.cleaned_data
        return {"city": self.only, **cleaned} if self.only else cleaned
