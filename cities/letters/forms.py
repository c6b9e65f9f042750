"""The forms of letters."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.directory.viewer import Viewer
from cities.people.models import Officer, OfficerQuerySet
from icaforum.words.forms import Prose

TO_CITY = "city"


class AnswerForm(forms.Form):
    """What somebody adds to a thread: an answer, or one more letter where nobody else has written yet."""

    text = Prose(label=gettext_lazy("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, answers: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not answers:
            self.fields["text"].label = _("Your message")


class LetterForm(forms.Form):
    """A letter to a city: to its lead contacts, to one of them alone, or to a second city as well."""

    text = Prose(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Say who you are, what you work on, and what you would like to know."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Who reads it?"),
        choices=[],
        widget=forms.RadioSelect,
    )
    also = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("Also to a second city, to introduce the two"),
        help_text=gettext_lazy("One letter to both. They read it together, and answer you and each other."),
        to_field_name="slug",
        empty_label=gettext_lazy("No other city"),
        required=False,
    )
    from_city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, city: City, viewer: Viewer, leads: OfficerQuerySet, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.leads = {str(seat.pk): seat for seat in leads.select_related("person")}
        everybody = _(
            "The lead contacts of %(city)s. The letters belong to both cities: their lead contacts can read "
            "them, and go on when somebody leaves."
        )
        alone = _("%(name)s alone. It is personal: nobody but the two of you reads it.")
        cast(forms.ChoiceField, self.fields["to"]).choices = [
            (TO_CITY, everybody % {"city": city}),
            *((key, alone % {"name": seat.person.name}) for key, seat in self.leads.items()),
        ]
        self.initial.setdefault("to", TO_CITY)
        # Only those in which a letter finds somebody: else what was written would be refused.
        reached = Officer.objects.standing().leads().filter(person__is_active=True).values("city")
        others = City.objects.taking_part().filter(pk__in=reached).exclude(pk__in=[city.pk, *viewer.city_ids])
        cast(forms.ModelChoiceField, self.fields["also"]).queryset = others.order_by("sort_name")
        mine = cast(forms.ModelChoiceField, self.fields["from_city"])
        mine.queryset = City.objects.of(viewer).order_by("sort_name")
        if len(viewer.city_ids) <= 1:
            del self.fields["from_city"]

    def clean(self) -> dict[str, Any]:
        """Return what the verb takes; adds an error for a personal letter to two cities."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["to"] = self.leads.get(cleaned.get("to", ""))
        if cleaned["to"] and cleaned.get("also"):
            self.add_error("also", _("A personal letter goes to one person. Choose the lead contacts."))
        return cleaned


class IntroduceForm(forms.Form):
    """A letter of the secretariat to two cities."""

    other = forms.ModelChoiceField(
        City.objects.taking_part().order_by("sort_name"), label=gettext_lazy("To which city?")
    )
    text = Prose(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy(
            "Say why the two should talk. The lead contacts of both get it; you do not read their answers."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
