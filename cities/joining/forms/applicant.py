"""The forms of applicants: one for each way in, asked in steps.

Their fields are named as those of `Application`, and `cleaned_data` goes to the verbs as it is.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, CityQuerySet, Theme
from cities.joining.models import Application
from cities.joining.rules import count_words
from icaforum.audit.verbs import Words
from icaforum.words.forms import MailAddress, Name, OrganisationName, Prose, WebAddress
from icaforum.words.languages import reader_language


class Step(NamedTuple):
    """One part of a form, which is a page: its word in the address, its title, the names of its fields."""

    slug: str
    title: Words
    names: tuple[str, ...]


# The shortest text that shows leadership; the help of the field tells the number too.
MIN_EVIDENCE_WORDS = 40


# Together with LINK_LENGTH the bound of what a stranger can store here.
MAX_LINKS = 10


# What a row of `Application.links` holds.
LINK_LENGTH = 500


class LinksField(forms.CharField):
    """Addresses of web pages, one a line, cleaned to a list without doubles; https if no scheme is typed."""

    widget = forms.Textarea(attrs={"rows": 3, "inputmode": "url", "spellcheck": "false"})

    def clean(self, value: Any) -> list[str]:
        """Return the addresses; raises ValidationError for too many, a bad or a too long one."""
        lines = super().clean(value).split()
        typed = {line if "://" in line else f"https://{line}": line for line in lines}
        addresses = list(typed)
        if len(addresses) > MAX_LINKS:
            raise ValidationError(_("At most %(number)s links, please.") % {"number": MAX_LINKS})
        # Django's default would also allow ftp, which no browser opens any more.
        check = URLValidator(schemes=["http", "https"])
        for address in addresses:
            try:
                check(address)
            except ValidationError:  # Django's sentence would not tell which of the lines is meant
                message = _("“%(line)s” is not the address of a page. Please write one address a line.")
                raise ValidationError(message % {"line": typed[address][:80]}) from None
            if len(address) > LINK_LENGTH:
                raise ValidationError(_("A link is longer than 500 letters. Please find a shorter one."))
        return addresses

    def prepare_value(self, value: Any) -> Any:
        """Return a stored list as lines; what was typed stays as it is."""
        return "\n".join(value) if isinstance(value, list) else value


class JoinForm(forms.ModelForm):
    """What every applicant is asked.

    A subclass names its steps in their order, adds its own questions, and says which answers may be empty;
    all others are required, whatever the model allows.
    """

    steps: tuple[Step, ...] = ()
    may_be_empty = frozenset({"lessons", "website"})

    themes = forms.ModelMultipleChoiceField(
        label=_("Which themes matter most to you?"),
        help_text=_("Tick what you work on, or want to. It helps us find cities and webinars for you."),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one theme.")},
    )
    experience = forms.ChoiceField(
        label=_("Where do you stand?"),
        help_text=_("Both are welcome. It changes nothing about the answer."),
        choices=Application.Experience,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you start out or have experience to share.")},
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Application
        fields: tuple[str, ...] = ("interest", "commitment", "lessons", "person_name", "position", "email")
        field_classes: dict[str, type[forms.Field]] = {
            "interest": Prose,
            "commitment": Prose,
            "lessons": Prose,
            # What a stranger types as a name may stand in mails to others, which carry no advertisement.
            "position": Name,
            "email": MailAddress,
        }
        labels: dict[str, Words] = {
            "interest": _("Why does your city want to take part?"),
            "commitment": _("What will your city put into it?"),
            "lessons": _("What did not work so far?"),
            "person_name": _("Your name"),
            "position": _("Your position"),
            "email": _("Your e-mail address at work"),
        }
        help_texts: dict[str, Words] = {
            "interest": _(
                "What you want to learn or share about inclusion and equity. A few sentences are enough."
            ),
            "commitment": _("For example people, hours a month, the backing of the mayor or a department."),
            "lessons": _("An honest answer helps others. The secretariat alone reads it."),
            "person_name": _("As colleagues in other cities should see it."),
            "position": _("What you do in your city, in your own words."),
            "email": _("We send you a link to confirm it. Please use an address of your city."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # So that the summary of errors at the top names them in the order of the page.
        self.order_fields([name for step in self.steps for name in step.names])
        for name, field in self.fields.items():
            field.required = name not in self.may_be_empty
        # The language of the page that they read; «de-at» is mailed in «de».
        self.fields["language"].initial = reader_language()
        # WCAG 1.3.5: browsers fill in what people type of themselves. A partner's form has no address.
        hints = {"person_name": "name", "position": "organization-title", "email": "email"}
        for name in hints.keys() & self.fields.keys():
            self.fields[name].widget.attrs["autocomplete"] = hints[name]

    @classmethod
    def begun(cls, answers: Mapping[str, list[str]], *, bound: bool, **more: Any) -> Self:
        """Return the form with what was typed so far: `bound`, so that it says what is wrong, or not yet."""
        if bound:
            return cls(MultiValueDict(answers), **more)
        lists = {"themes"}
        known = {name: values if name in lists else values[-1] for name, values in answers.items() if values}
        return cls(initial=known, **more)

    def only(self, step: Step) -> Self:
        """Ask the questions of one step alone; return the form."""
        for name in self.fields.keys() - set(step.names):
            del self.fields[name]
        return self

    def step_of(self, name: str) -> Step:
        """Return the step in which a field is asked."""
        return next(step for step in self.steps if name in step.names)

    def open_step(self) -> Step | None:
        """Return the first step with an answer that is missing or wrong; None where all are right."""
        return next((step for step in self.steps if self.errors.keys() & set(step.names)), None)

    def answered(self) -> list[tuple[Step, list[tuple[Words, list[str]]]]]:
        """Return for each step what was answered, in words: the question, and the lines of the answer."""
        return [(step, [self._in_words(name) for name in step.names]) for step in self.steps]

    def _in_words(self, name: str) -> tuple[Words, list[str]]:
        field, value = self.fields[name], self.cleaned_data[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            lines = [", ".join(str(one) for one in value)]
        elif isinstance(field, forms.ModelChoiceField):
            lines = [str(value)]
        elif isinstance(field, forms.ChoiceField):
            lines = [str(dict(cast(Iterable[tuple[Any, Any]], field.choices)).get(value, ""))]
        else:
            lines = value if isinstance(value, list) else [str(value)]
        return cast(Words, field.label), [line for line in lines if line]


WHY = Step("why", _("Why you want to join"), ("interest", "commitment", "experience", "themes", "lessons"))


PEOPLE = Step("people", _("People"), ("person_name", "position", "email", "language"))


class C40Form(JoinForm):
    """The form of a C40 member city, which chooses itself from the directory.

    `cities` are the entries to choose from, `members` those of them that are in the Forum already.
    """

    steps = (Step("city", _("Your city"), ("city",)), WHY, PEOPLE)

    class Meta(JoinForm.Meta):
        fields = ("city", *JoinForm.Meta.fields)
        labels = JoinForm.Meta.labels | {"city": _("Which city is yours?")}
        help_texts = JoinForm.Meta.help_texts | {"city": _("All C40 member cities are in the list.")}

    def __init__(self, *args: Any, cities: CityQuerySet, members: Iterable[City], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["city"])
        field.queryset = cities
        # Members can be chosen too, and are then told how to get access: left out, they would seem unknown.
        inside = {city.pk for city in members}
        groups = {_("Not in the Forum yet"): False, _("In the Forum already"): True}
        field.choices = [("", _("Choose your city"))] + [
            (label, [(city.pk, str(city)) for city in cities if (city.pk in inside) is wanted])
            for label, wanted in groups.items()
        ]


class OtherCityForm(JoinForm):
    """The form of a city outside C40, which has to show its leadership in inclusion and equity."""

    steps = (
        Step("city", _("Your city"), ("city_name", "country", "website")),
        WHY._replace(names=("interest", "commitment", "experience", "themes")),
        Step("done", _("What you have done"), ("evidence", "links", "lessons")),
        PEOPLE,
    )

    links = LinksField(
        label=_("Where can we see it?"),
        help_text=_("At least one link to a page, report or decision that shows it. One address a line."),
        max_length=6000,  # room for MAX_LINKS of LINK_LENGTH
        error_messages={"required": _("Give at least one link that shows it.")},
    )

    class Meta(JoinForm.Meta):
        fields = ("city_name", "country", "website", "evidence", "links", *JoinForm.Meta.fields)
        field_classes = JoinForm.Meta.field_classes | {
            "city_name": Name,
            "evidence": Prose,
            "website": WebAddress,
        }
        labels = JoinForm.Meta.labels | {
            "city_name": _("Name of your city"),
            "country": _("Country"),
            "website": _("Website of your city"),
            "evidence": _("What changed for people?"),
        }
        help_texts = JoinForm.Meta.help_texts | {
            "website": "",
            "evidence": _(
                "One measure you are proud of: climate action that reached people who are often left out. "
                "Who was reached, how many, and how you know. Plain words are best. At least 40 words."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read by a script that counts while one types; without it only the error below tells the number.
        self.fields["evidence"].widget.attrs |= {"data-min-words": MIN_EVIDENCE_WORDS, "rows": 8}

    def clean_evidence(self) -> str:
        """Return the text; raises ValidationError, with the number of words, where it is too short."""
        words = count_words(self.cleaned_data["evidence"])
        if words < MIN_EVIDENCE_WORDS:
            message = _("Say what changed for people, in at least %(least)s words. You have %(words)s.")
            raise ValidationError(message % {"least": MIN_EVIDENCE_WORDS, "words": words})
        return self.cleaned_data["evidence"]


class PartnerForm(JoinForm):
    """The form of a partner that the secretariat invited; its mail address is known and not asked."""

    steps = (
        Step("city", _("Your organisation"), ("city_name", "country", "website")),
        WHY,
        PEOPLE._replace(names=("person_name", "position", "language")),
    )
    # An organisation, unlike a city, need not belong to one country.
    may_be_empty = JoinForm.may_be_empty | {"country"}

    class Meta(JoinForm.Meta):
        fields = (
            "city_name",
            "country",
            "website",
            *(name for name in JoinForm.Meta.fields if name != "email"),
        )
        field_classes = JoinForm.Meta.field_classes | {"city_name": OrganisationName, "website": WebAddress}
        labels = JoinForm.Meta.labels | {
            "city_name": _("Name of your organisation"),
            "website": _("Website of your organisation"),
            "interest": _("How can you help with this?"),
            "commitment": _("What will your organisation put into it?"),
        }
        help_texts = JoinForm.Meta.help_texts | {
            "website": "",
            "interest": _("What you know and have done, for cities and with people who are often left out."),
            "commitment": _("For example people, hours a month, material you can share."),
            "position": _("What you do there, in your own words."),
        }
