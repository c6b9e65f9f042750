"""What everybody who writes is asked, and the forms of reports."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.directory.viewer import Viewer
from cities.people.models import User
from cities.talking.anonymity import names_itself, names_writer
from cities.talking.models import Use
from icaforum.words.forms import Prose
from icaforum.words.languages import LANGUAGE_CHOICES, own_name


class ReportForm(forms.Form):
    """What is wrong with something that another wrote."""

    reason = Prose(
        label=gettext_lazy("What is wrong with it?"),
        help_text=gettext_lazy("One sentence is enough. The secretariat alone reads it, and sees your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BecauseForm(forms.Form):
    """Why the secretariat hides what somebody wrote."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Whoever wrote it reads this in a mail."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(forms.Form):
    """What a city should change in what it sent in, before the secretariat publishes it."""

    note = Prose(
        label=gettext_lazy("What should be changed?"),
        help_text=gettext_lazy("The city reads this in a mail and above its text. Begin with what is good."),
        max_length=2000,
    )


class SettleForm(forms.Form):
    """What came of a report."""

    outcome = forms.CharField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("For the secretariat, such as: hidden, or: it can stay."),
        max_length=300,
    )


class Unnamed(forms.BaseForm):
    """A form for a text of a city that is not named: it says once where the text tells which city it is.

    `noted` is what it has said, which its page sends along: pressed again it takes the text as it is.
    """

    YES, NO = "yes", "no"

    noted = ""
    tells: Any = gettext_lazy(
        "Your text tells which city you are: %(words)s. Take it out, or press again to send it so."
    )

    def offer_names(self, who: Any, unnamed: str) -> None:
        """Ask whether the name is shown as `who`, or these words in its place."""
        cast(forms.ChoiceField, self.fields["show_name"]).choices = [
            (self.YES, _("Yes: %(who)s") % {"who": who}),
            (self.NO, _("No. We show “%(words)s”") % {"words": unnamed}),
        ]

    def refuses_no(self, language: str) -> bool:
        """Add an error where the name was to be left off, which is not offered here; return whether it was.

        A «No» is never taken for a «Yes»: others may have answered since the page was made, or another
        language was chosen.
        """
        if "show_name" in self.fields or self.data.get("show_name") != self.NO:
            return False
        words = _(
            "Your city’s name cannot be left off: too few member cities could have written this in "
            "%(language)s, so it would tell who you are. Nothing is sent. Choose another language, or press "
            "again to show the name."
        )
        self.add_error(None, words % {"language": own_name(language)})
        return True

    def telling(self, city: City, texts: Sequence[str]) -> list[str]:
        """Return what in these texts tells which city writes; a subclass may know more."""
        return names_itself(city, texts)

    def note_names(self, city: City, texts: Sequence[str], *, writers: Iterable[User | None]) -> None:
        """Add an error that names the words which tell the city, unless it was seen before.

        `writers` are who wrote the text and who changes it now: their own names tell the city as well, and so
        do their other cities. The secretariat's name tells nothing.
        """
        people = {it.pk: it for it in writers if it is not None and not it.acts_as_staff}.values()
        found = [it for person in people for it in names_writer(person, texts)]
        told = dict.fromkeys([*self.telling(city, texts), *found])
        self.noted = ", ".join(told)[:300]
        if self.noted and self.data.get("noted") != self.noted:
            self.add_error(None, str(self.tells) % {"words": self.noted})


class WriterForm(Unnamed, forms.Form):
    """Base of a form for a text: for which city, in which language, with its name or not, for which use.

    `speaks_for` is the city where none is asked for, `unnamed` the words that stand in place of its name;
    empty where it cannot be left out, and then nothing is asked. `texts` names the fields that others read.
    """

    texts: tuple[str, ...] = ()
    # Off where the name is shown, or not, whatever anybody chooses.
    asks_for_name = True

    city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Written in"),
        help_text=gettext_lazy("Answers may come in any language."),
        choices=LANGUAGE_CHOICES,
    )
    show_name = forms.ChoiceField(
        label=gettext_lazy("Show our city’s name"),
        help_text=gettext_lazy("The secretariat always sees who writes."),
        choices=[],
        widget=forms.RadioSelect,
    )
    quotable = forms.BooleanField(
        label=gettext_lazy("Others may use it with our name"),
        help_text=gettext_lazy("Without this it may be used, but not attributed."),
        required=False,
    )

    def __init__(
        self, *args: Any, viewer: Viewer, person: Any, speaks_for: City, unnamed: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.initial = {"language": person.language, "show_name": self.YES, **self.initial}
        self.unnamed, self.speaks_for, self.writer = unnamed, speaks_for, person
        cities = City.objects.of(viewer).order_by("sort_name")
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = cities
        if len(viewer.city_ids) <= 1:
            del self.fields["city"]
        if unnamed:
            self.offer_names(f"{person.name}, {speaks_for}", unnamed)
        elif not self.is_bound and self.initial["show_name"] == self.NO:
            # Chosen while it could be; sent along, so that the name does not stand there without a word.
            self.fields["show_name"].widget = forms.HiddenInput()
        else:
            del self.fields["show_name"]

    def for_cities(self, cities: Sequence[City]) -> None:
        """Offer these cities alone; where it is one, nothing is asked."""
        if "city" not in self.fields:
            return
        if len(cities) == 1:
            del self.fields["city"]
            return
        field = cast(forms.ModelChoiceField, self.fields["city"])
        field.queryset = City.objects.filter(pk__in=[city.pk for city in cities]).order_by("sort_name")

    def clean(self) -> dict[str, Any]:
        """Return the answers; whoever is not named is not quoted by name either."""
        cleaned = super().clean() or self.cleaned_data
        if self.asks_for_name and self.refuses_no(cleaned.get("language") or ""):
            return cleaned
        if not self.is_named(cleaned):
            cleaned["quotable"] = False
            self.note_names(
                cleaned.get("city") or self.speaks_for,
                [cleaned.get(name, "") for name in self.texts],
                writers=[self.writer],
            )
        return cleaned

    @property
    def has_to_be_named(self) -> bool:
        """Whether a city, which could be unnamed elsewhere, cannot be here: too few could have written it."""
        return not self.unnamed and not self.speaks_for.is_partner

    def is_named(self, cleaned: dict[str, Any]) -> bool:
        """Whether the city's name is shown."""
        return cleaned.get("show_name", self.YES) != self.NO

    def use(self, cleaned: dict[str, Any]) -> str:
        """Return for which use the text is."""
        return Use.NAMED if cleaned.get("quotable") else Use.UNATTRIBUTED
