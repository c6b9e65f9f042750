"""The forms of organisations at the table: of those who write them down, and of the organisation itself."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.partners.models import AtTable
from icaforum.audit.merging import Merging
from icaforum.words.forms import MailAddress, OrganisationName, Prose
from icaforum.words.languages import LANGUAGE_CHOICES


class WriteDownForm(forms.Form):
    """An organisation at the table; the fields are named as the columns of `AtTable`."""

    name = OrganisationName(
        label=gettext_lazy("Which organisation?"),
        help_text=gettext_lazy(
            "Others read the name once the organisation has agreed. Name no single person."
        ),
        max_length=120,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("This alone stands there until it agrees."),
        choices=lambda: [("", _("Choose")), *((it.value, capfirst(it.label)) for it in AtTable.Kind)],
    )
    place = forms.CharField(
        label=gettext_lazy("Where is it?"),
        help_text=gettext_lazy("A quarter, a city, a country: what helps to know it."),
        max_length=100,
        required=False,
    )
    took_part = Prose(
        label=gettext_lazy("How did it take part?"),
        help_text=gettext_lazy("Such as: 11 meetings, paid by the hour."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    changed = Prose(
        label=gettext_lazy("What changed because of it?"),
        help_text=gettext_lazy("What would be otherwise without it. Leave it empty if nothing has so far."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Its language"),
        help_text=gettext_lazy("Write in it, since the organisation agrees to exactly these words."),
        choices=LANGUAGE_CHOICES,
        initial="en",
    )
    email = MailAddress(
        label=gettext_lazy("Its mail address"),
        help_text=gettext_lazy(
            "We ask there, once and once again, whether it may be named in these words. Your team and the "
            "secretariat see the address, nobody else. Without one its name is not shown."
        ),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class WriteForCityForm(WriteDownForm):
    """The same, by somebody who may write for several cities at this table."""

    city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("For which of your cities?"),
        help_text=gettext_lazy(
            "The organisation reads that this city wrote it; only this city can change it."
        ),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, cities: QuerySet[City], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(cities) > 1:
            cast(forms.ModelChoiceField, self.fields["city"]).queryset = cities
        else:
            del self.fields["city"]


class ChangeForm(Merging, WriteDownForm):
    """What is written of an organisation, which others of the city may change meanwhile."""


class AnswerForm(forms.Form):
    """The yes of an organisation, with what it says itself. `seal` is that of the words it has read."""

    class Change(TextChoices):
        """What it says to what changed because of it."""

        AS_WRITTEN = "as-written", gettext_lazy("What is written above")
        NOTHING = "nothing", gettext_lazy("Nothing so far")

    changed = forms.ChoiceField(
        label=gettext_lazy("What changed because of you?"),
        help_text=gettext_lazy("Your answer stands there."),
        choices=Change.choices,
        widget=forms.RadioSelect,
    )
    they_say = Prose(
        label=gettext_lazy("Do you want to say something yourselves?"),
        help_text=gettext_lazy("It stands below as “They say”, in your words. Name no single person."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seal = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: AtTable, **options: Any) -> None:
        nothing = self.Change.NOTHING if row.nothing_so_far else self.Change.AS_WRITTEN
        # What it said before the words changed stands in the box: it decides whether it still says so.
        initial = {"changed": nothing, "they_say": row.they_say or row.said_before, "seal": row.seal}
        super().__init__(*args, **{"initial": initial} | options)
        if not row.changed:  # it says so already
            del self.fields["changed"]

    def facts(self) -> dict[str, Any]:
        """Return what was said as the verb takes it."""
        cleaned = self.cleaned_data
        return {
            "seal": cleaned["seal"],
            "they_say": cleaned["they_say"],
            "nothing_so_far": cleaned.get("changed") == self.Change.NOTHING,
        }
