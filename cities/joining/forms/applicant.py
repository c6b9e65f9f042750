"""What applicants type."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Theme
from cities.joining.models import Application
from cities.joining.rules import count_words
from icaforum.words.forms import Prose, WebAddress
from icaforum.words.names import validate_name

EVIDENCE_WORDS = 40


MOST_LINKS = 10


class Links(forms.CharField):
    """Addresses of web pages, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "inputmode": "url", "spellcheck": "false"})

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).split()
        addresses = list(dict.fromkeys(line if "://" in line else f"https://{line}" for line in lines))
        if len(addresses) > MOST_LINKS:
            raise ValidationError(_("At most %(number)s links, please.") % {"number": MOST_LINKS})
        check = URLValidator(schemes=["http", "https"])
        for address in addresses:
            try:
                check(address)
            except ValidationError:
                message = _("“%(line)s” is not the address of a page. Please write one address a line.")
                raise ValidationError(message % {"line": address[:80]}) from None
            if len(address) > 500:
                raise ValidationError(_("A link is longer than 500 letters. Please find a shorter one."))
        return addresses

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class JoinForm(forms.ModelForm):
    """What every applicant is asked. A subclass names its sections and adds its own questions."""

    template_sections: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()
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
        fields = ("interest", "commitment", "lessons", "person_name", "position", "email")
        field_classes = {"interest": Prose, "commitment": Prose, "lessons": Prose}
        labels = {
            "interest": _("Why does your city want to take part?"),
            "commitment": _("What will your city put into it?"),
            "lessons": _("What did not work so far?"),
            "person_name": _("Your name"),
            "position": _("Your position"),
            "email": _("Your e-mail address at work"),
        }
        help_texts = {
            "interest": _(
                "What you want to learn or share about inclusion and equity. A few sentences are enough."
            ),
            "commitment": _("For example people, hours a month, the backing of the mayor or a department."),
            "lessons": _("An honest answer helps others. The secretariat alone reads it."),
            "person_name": _("As colleagues in other cities should see it."),
            "position": _("What you do in your city, in your own words."),
            "email": _("We send you a link to confirm it. Please use an address of your city."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for _title, _text, names in self.template_sections for name in names])
        for name, field in self.fields.items():
            field.required = name not in self.may_be_empty
        self.fields["person_name"].validators.append(validate_name)
        self.fields["position"].validators.append(validate_name)
        self.fields["language"].initial = (get_language() or "en").split("-")[0]
        hints = {"person_name": "name", "position": "organization-title", "email": "email"}
        for name in hints.keys() & self.fields.keys():
            self.fields[name].widget.attrs["autocomplete"] = hints[name]

    def sections(self) -> Iterator[tuple[Any, Any, list[BoundField]]]:
        """The form as the page shows it: title, sentence, fields."""
        for title, text, names in self.template_sections:
            yield title, text, [self[name] for name in names]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


WHY = (_("Why you want to join"), "", ("interest", "commitment", "experience", "themes", "lessons"))


YOU = (
    _("You"),
    _("You become the lead contact of your city, and can hand that over later."),
    ("person_name", "position", "email", "language"),
)


class C40Form(JoinForm):
    """A C40 member city chooses itself from the directory and says why it wants to join."""

    template_sections = ((_("Your city"), "", ("city",)), WHY, YOU)

    class Meta(JoinForm.Meta):
        fields = ("city", *JoinForm.Meta.fields)
        labels = JoinForm.Meta.labels | {"city": _("Which city is yours?")}
        help_texts = JoinForm.Meta.help_texts | {"city": _("All C40 member cities are in the list.")}

    def __init__(self, *args: Any, cities: Any, members: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["city"]
        field.queryset = cities
        inside = {city.pk for city in members}
        groups = {_("Not in the Forum yet"): False, _("In the Forum already"): True}
        field.choices = [("", _("Choose your city"))] + [
            (label, [(city.pk, city.name) for city in cities if (city.pk in inside) is wanted])
            for label, wanted in groups.items()
        ]


class OtherCityForm(JoinForm):
    """A city outside C40 shows its leadership in inclusion and equity."""

    template_sections = (
        (_("Your city"), "", ("city_name", "country", "website")),
        (
            _("What you have done"),
            _("Some cities outside C40 join when they show strong leadership in inclusion and equity."),
            ("evidence", "links"),
        ),
        WHY,
        YOU,
    )

    links = Links(
        label=_("Where can we see it?"),
        help_text=_("At least one link to a page, report or decision that shows it. One address a line."),
        max_length=6000,
        error_messages={"required": _("Give at least one link that shows it.")},
    )

    class Meta(JoinForm.Meta):
        fields = ("city_name", "country", "website", "evidence", "links", *JoinForm.Meta.fields)
        field_classes = JoinForm.Meta.field_classes | {"evidence": Prose, "website": WebAddress}
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city_name"].validators.append(validate_name)
        self.fields["evidence"].widget.attrs |= {"data-min-words": EVIDENCE_WORDS, "rows": 8}

    def clean_evidence(self) -> str:
        words = count_words(self.cleaned_data["evidence"])
        if words < EVIDENCE_WORDS:
            message = _("Say what changed for people, in at least %(least)s words. You have %(words)s.")
            raise ValidationError(message % {"least": EVIDENCE_WORDS, "words": words})
        return self.cleaned_data["evidence"]


class PartnerForm(JoinForm):
    """A partner answers the invitation of the secretariat. Its address stands in the invitation."""

    template_sections = (
        (_("Your organisation"), "", ("city_name", "country", "website")),
        (WHY[0], "", ("interest", "commitment", "experience", "themes", "lessons")),
        (
            YOU[0],
            _("You become the lead contact of your organisation, and can hand that over later."),
            ("person_name", "position", "language"),
        ),
    )
    may_be_empty = JoinForm.may_be_empty | {"country"}

    class Meta(JoinForm.Meta):
        fields = (
            "city_name",
            "country",
            "website",
            *(name for name in JoinForm.Meta.fields if name != "email"),
        )
        field_classes = JoinForm.Meta.field_classes | {"website": WebAddress}
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city_name"].validators.append(validate_name)

    clean_email = None


class LostLinkForm(forms.Form):
    """An address to send a link to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one you applied with, or were invited at."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AnswerForm(forms.Form):
    """The applicant's answer to our question."""

    text = Prose(
        label=_("Your answer"),
        max_length=4000,
        error_messages={"required": _("Please write an answer.")},
    )
