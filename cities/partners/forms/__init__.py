"""The forms of what partners know: of the list, of the partner itself, of the secretariat."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region, Theme
from cities.partners.asked import takers
from cities.partners.models import Expertise, PartnerTerms
from cities.partners.models.expertise import ANSWER_DAYS, MOST_PEOPLE
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day, Prose, Ticks, WrittenIn
from icaforum.words.languages import LANGUAGE_CHOICES
from icaforum.words.times import reader_today

MOST_LETTERS = 200


class ListForm(forms.Form):
    """What the list is asked for; what makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=MOST_LETTERS)
    theme = forms.ModelMultipleChoiceField(Theme.objects.all(), required=False, to_field_name="slug")
    language = forms.MultipleChoiceField(required=False, choices=LANGUAGE_CHOICES)
    region = forms.MultipleChoiceField(required=False, choices=Region)
    now = forms.MultipleChoiceField(required=False, choices=[("yes", "")])
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def clean_theme(self) -> list[str]:
        """Return the words of the themes, as they stand in the address."""
        return [theme.slug for theme in self.cleaned_data["theme"]]


class ExpertiseForm(Merging, forms.Form):
    """What a partner can help with on one theme; the fields are named as those of `Expertise`."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.all())
    text = Prose(
        label=_("What exactly?"),
        help_text=_("In a sentence or two: what you do with a city, and what it has in hand afterwards."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    people = forms.IntegerField(
        label=_("How many of you know this?"), min_value=1, max_value=MOST_PEOPLE, required=False
    )
    is_offered = forms.BooleanField(
        label=_("We offer this now"),
        help_text=_("Without the tick it is shown to your team and the secretariat only."),
        required=False,
    )

    def __init__(self, *args: Any, partner: City, row: Expertise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        others = partner.expertise.exclude(pk=row.pk) if row else partner.expertise.all()
        said = others.order_by().values("theme")
        cast(forms.ModelChoiceField, self.fields["theme"]).queryset = Theme.objects.exclude(pk__in=said)


class TermsForm(Merging, forms.Form):
    """On which terms a partner helps; the fields are named as those of `PartnerTerms`."""

    answer_days = forms.IntegerField(
        label=_("Working days until your first answer"),
        help_text=_("A promise to the cities that ask. If it takes longer, the secretariat steps in."),
        min_value=ANSWER_DAYS[0],
        max_value=ANSWER_DAYS[1],
    )
    is_paused = forms.BooleanField(
        label=_("We take no requests just now"),
        help_text=_("Your page stays, and says so. What was asked before goes on."),
        required=False,
    )
    price = Prose(
        label=_("What does a day cost, and who pays?"),
        help_text=_("For example: free for member cities up to three days of work."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    interests = Prose(
        label=_("Interests you declare"),
        help_text=_("What you sell to cities, who pays you, on what you give no advice."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    regions = forms.MultipleChoiceField(
        label=_("Regions you work in"),
        help_text=_("None ticked: everywhere."),
        choices=Region,
        required=False,
        widget=Ticks,
    )


class _OfPartners(forms.ModelForm):
    """A form of the admin for something of a partner, which is chosen among the partners."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "city" in self.fields:
            field = cast(forms.ModelChoiceField, self.fields["city"])
            field.queryset = City.objects.filter(kind=City.Kind.PARTNER)


class StaffExpertiseForm(_OfPartners):
    """The same, as the secretariat enters it for a partner."""

    class Meta:
        model = Expertise
        fields = ("city", "theme", "text", "language", "people", "is_offered")


class StaffTermsForm(_OfPartners):
    """The terms, as the secretariat enters them for a partner."""

    regions = forms.MultipleChoiceField(
        label=_("Regions it works in"),
        help_text=_("None ticked: everywhere."),
        choices=Region,
        required=False,
        widget=Ticks,
    )

    class Meta:
        model = PartnerTerms
        fields = ("city", "answer_days", "is_paused", "price", "interests", "language", "regions")


class HelpForm(forms.Form):
    """A city asks for help: what, until when; `partner` is None where the secretariat finds one."""

    title = forms.CharField(
        label=_("What do you need?"),
        help_text=_("One sentence, such as: read over our tender before it goes out."),
        max_length=MOST_LETTERS,
    )
    text = Prose(
        label=_("What exactly?"),
        help_text=_("The place, the people, what you have in hand, what you want to have afterwards."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=_("Themes"), required=False, to_field_name="slug", widget=Ticks
    )
    needed_by = forms.DateField(label=_("Needed by"), required=False, widget=Day)
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args: Any, cities: list[City], partner: City | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [city.pk for city in cities]
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = City.objects.filter(pk__in=keys)
        if len(cities) == 1:
            del self.fields["city"]
        if partner is not None:
            offered = Theme.objects.filter(expertise__in=partner.expertise.shown())
            cast(forms.ModelChoiceField, self.fields["themes"]).queryset = offered
            if not offered:
                del self.fields["themes"]

    def clean_title(self) -> str:
        """Return the sentence on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_needed_by(self) -> date | None:
        """Return the day; raises ValidationError for one that is over."""
        day: date | None = self.cleaned_data["needed_by"]
        if day is not None and day < reader_today():
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."))
        return day


class YesForm(forms.Form):
    """A partner says yes."""

    text = Prose(
        label=_("Who does it, and from when?"),
        help_text=_("The city gets this by mail."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = WrittenIn()


class ReasonForm(forms.Form):
    """A partner, or the secretariat, says no."""

    text = Prose(
        label=_("Why not?"),
        help_text=_("The city gets this by mail. A reason helps it to find somebody else."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = WrittenIn()


class SilentForm(forms.Form):
    """The secretariat takes a request from a partner that does not answer."""

    text = Prose(
        label=_("What do you tell both sides?"),
        help_text=_("Such as: there was no answer in time, so we look for another partner."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = WrittenIn()


class OutcomeForm(forms.Form):
    """A city says what came of a help."""

    outcome = Prose(
        label=_("What came of it?"),
        help_text=_("Two or three sentences. What did not work is worth as much."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = WrittenIn()
    ended_early = forms.BooleanField(label=_("It ended early"), required=False)
    is_shown = forms.BooleanField(
        label=_("Show this on the page of the partner"),
        help_text=_(
            "Members then read what you needed and what came of it, with the name of your city. "
            "You can take it off later."
        ),
        required=False,
    )


class WordsForm(forms.Form):
    """Something that is added to a request."""

    text = Prose(
        label=_("Add something"),
        help_text=_("The other side gets it by mail. The secretariat reads along."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = WrittenIn()


class StaffWordsForm(WordsForm):
    """The same, as the secretariat writes to both sides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("The city, and the partner once it is asked, get it by mail.")


class PutForm(forms.Form):
    """The partner to which a request is put."""

    partner = forms.ModelChoiceField(
        City.objects.none(),
        label=_("Partner"),
        help_text=_("Those that take requests now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["partner"]).queryset = takers()


class NeedForm(forms.Form):
    """An expertise that a city needs, and perhaps who has it."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.all())
    text = Prose(
        label=_("What do you need to know, or to be able to do?"),
        help_text=_("In a sentence or two, with the date by which you need it, if there is one."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    suggests = forms.CharField(
        label=_("Do you know an organisation that could help?"),
        help_text=_("Its name and address on the web. The secretariat decides whom it invites."),
        max_length=300,
        required=False,
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args: Any, cities: list[City], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [city.pk for city in cities]
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = City.objects.filter(pk__in=keys)
        if len(cities) == 1:
            del self.fields["city"]


class SettleNeedForm(forms.Form):
    """What came of a need."""

    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("The city reads this, such as: we have invited the Shade Institute."),
        max_length=300,
    )
