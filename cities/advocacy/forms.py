"""The forms of joint calls: their words, comments, signatures, and what is asked of the list."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy.models import JointCall, Reading, Signature
from cities.advocacy.models.call import MOST_LETTERS
from cities.directory.models import City
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day, Prose
from icaforum.words.languages import LANGUAGE_CHOICES

# A list is open for so many days at least.
SHORTEST = 5


def end_of(day: date) -> datetime:
    """Return the last minute of a day in UTC, in which a list closes."""
    return datetime.combine(day, time(23, 59), UTC)


class OfCity(forms.Form):
    """A form that is filled in for one of these cities; where it is one, nothing is asked."""

    city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("For which of your cities?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, cities: Sequence[City], **options: Any) -> None:
        super().__init__(*args, **options)
        self.cities = list(cities)
        if len(self.cities) > 1:
            found = City.objects.filter(pk__in=[city.pk for city in self.cities]).order_by("sort_name")
            cast(forms.ModelChoiceField, self.fields["city"]).queryset = found
            self.initial.setdefault("city", self.cities[0].slug)
        else:
            del self.fields["city"]

    @property
    def chosen(self) -> City | None:
        """The city it is filled in for, once it is valid; None for the secretariat."""
        return self.cleaned_data.get("city") or next(iter(self.cities), None)


class CallForm(Merging, OfCity):
    """The words of a call, of a new one or of `call`."""

    title = forms.CharField(
        label=gettext_lazy("What you ask for, in one line"),
        help_text=gettext_lazy("Such as: Retrofit loans that let people stay in their homes afterwards."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    addressee = forms.CharField(
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("Such as: To the board of the Sample Development Bank."),
        max_length=200,
    )
    decides = forms.CharField(
        label=gettext_lazy("What they decide, and when"),
        help_text=gettext_lazy("This stands below the title and is no part of the text that is signed."),
        max_length=300,
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language that is signed"),
        help_text=gettext_lazy("Exactly one. Other languages can be added for reading."),
        choices=LANGUAGE_CHOICES,
    )
    text = Prose(
        label=gettext_lazy("The exact text"),
        help_text=gettext_lazy(
            "Paragraphs, and points that begin with a number and a dot. Cities sign exactly this."
        ),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    closes = forms.DateField(
        label=gettext_lazy("Last day to sign"),
        help_text=gettext_lazy("The list closes at 23:59 UTC. Councils need weeks to decide."),
        widget=Day,
    )

    field_order = ("city", "title", "addressee", "decides", "language", "text", "closes")

    def __init__(self, *args: Any, call: JointCall | None = None, today: date, **options: Any) -> None:
        self.today = today
        if call is not None:
            names = ("title", "addressee", "decides", "language", "text")
            options["initial"] = {name: getattr(call, name) for name in names}
            options["initial"]["closes"] = call.last_day
        super().__init__(*args, row=call, **options)

    def clean_closes(self) -> date:
        """Return the day; raises ValidationError for one that leaves no days to sign."""
        day: date = self.cleaned_data["closes"]
        if day < self.today + timedelta(days=SHORTEST) and day != self.initial.get("closes"):
            raise forms.ValidationError(_("Give cities five days at least."))
        if day > self.today + timedelta(days=730):
            raise forms.ValidationError(_("Choose a day within two years."))
        return day

    def facts(self, names: Sequence[str] = ()) -> dict[str, Any]:
        """Return what `drafting` takes, all of it or the columns of these fields."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "city"}
        cleaned = {name: value for name, value in cleaned.items() if not names or name in names}
        if "closes" in cleaned:
            cleaned["sign_by"] = end_of(cleaned.pop("closes"))
        return cleaned


class ReadingForm(Merging, forms.Form):
    """The text of a call in another language, for reading."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=())
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = Prose(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("For reading alone: it says above it that another text is signed."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def __init__(self, *args: Any, call: JointCall, reading: Reading | None = None, **options: Any) -> None:
        if reading is not None:
            options["initial"] = {it: getattr(reading, it) for it in ("language", "title", "text")}
        super().__init__(*args, row=reading, **options)
        choices = [(code, name) for code, name in LANGUAGE_CHOICES if code != call.language]
        cast(forms.ChoiceField, self.fields["language"]).choices = choices


class CommentForm(OfCity):
    """A comment on a draft."""

    text = Prose(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy("What would keep your city from signing? Which words would you change?"),
        max_length=4000,
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=LANGUAGE_CHOICES)

    field_order = ("text", "city", "language")


class SignForm(OfCity):
    """For which city somebody signs, and who decided that; `fingerprint` is of the text they have read."""

    decided_by = forms.ChoiceField(
        label=gettext_lazy("Who decided it in your city?"),
        choices=Signature.DecidedBy.choices,
        widget=forms.RadioSelect,
    )
    decided_by_whom = forms.CharField(
        label=gettext_lazy("Which office"),
        help_text=gettext_lazy(
            "For a department, or somebody else. The list says it, such as: the head of housing."
        ),
        max_length=200,
        required=False,
    )
    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=Day)
    agrees_public = forms.BooleanField(
        label=gettext_lazy("Our name may stand on the web"),
        help_text=gettext_lazy(
            "Two working days after you sign at the earliest, and only if the secretariat shows the call "
            "there. You can take it off at any time."
        ),
        required=False,
    )
    confirmed = forms.BooleanField()
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

    field_order = ("city", "decided_by", "decided_by_whom", "decided_on", "agrees_public", "confirmed")

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        super().__init__(*args, **options)
        # Asked for where neither mayor nor council decided.
        self.fields["decided_by_whom"].conditional = True  # type: ignore[attr-defined]
        words = {"number": number, "city": self.cities[0]}
        if len(self.cities) > 1:
            said = _("Our city has decided to sign exactly this text, version %(number)s.")
        elif self.cities[0].is_partner:
            said = _("%(city)s has decided to support exactly this text, version %(number)s.")
        else:
            said = _("%(city)s has decided to sign exactly this text, version %(number)s.")
        self.fields["confirmed"].label = said % words
        if all(city.is_partner for city in self.cities):
            self._ask_an_organisation()

    def _ask_an_organisation(self) -> None:
        """Ask who decided without mayor and council, which partners do not have."""
        del self.fields["decided_by"]
        whom = self.fields["decided_by_whom"]
        whom.conditional, whom.required = False, True  # type: ignore[attr-defined]
        whom.label = _("Who decided it in your organisation?")
        whom.help_text = _("Such as: the board. The list says it.")
        self.fields["agrees_public"].help_text = _(
            "Two working days from now at the earliest, and only if the secretariat shows the call there. "
            "You can take it off at any time."
        )

    def clean(self) -> dict[str, Any]:
        """Return the answers; the office is asked for where neither mayor nor council decided."""
        cleaned = super().clean() or self.cleaned_data
        DecidedBy = Signature.DecidedBy  # noqa: N806 -- a class
        if "decided_by" not in self.fields:
            cleaned["decided_by"] = DecidedBy.OTHER
            return cleaned
        if cleaned.get("decided_by") in {DecidedBy.MAYOR, DecidedBy.COUNCIL}:
            cleaned["decided_by_whom"] = ""
        elif cleaned.get("decided_by") and not cleaned.get("decided_by_whom", "").strip():
            self.add_error("decided_by_whom", _("Say which office decided."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what `signing.sign` takes."""
        names = ("decided_by", "decided_by_whom", "decided_on", "agrees_public", "fingerprint")
        return {name: self.cleaned_data[name] for name in names}


class LaterForm(OfCity):
    """When somebody wants to be reminded."""

    remind_on = forms.DateField(
        label=gettext_lazy("Not decided yet: remind me on"),
        help_text=gettext_lazy("You get one mail on that day."),
        widget=Day,
    )


class ListForm(forms.Form):
    """What the list is asked for; what makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.MultipleChoiceField(
        required=False, choices=[(it, "") for it in ("draft", "open", "handed-over", "answered", "over")]
    )
    mine = forms.MultipleChoiceField(required=False, choices=[("written", ""), ("signed", "")])
    after = forms.IntegerField(required=False, min_value=1, max_value=2**31)
