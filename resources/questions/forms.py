"""The forms of questions and answers."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Theme, User
from cities.talking.anonymity import member_cities
from cities.talking.forms import Unnamed, WriterForm
from icaforum.audit.merging import Merging
from icaforum.words.forms import Prose, Ticks
from icaforum.words.languages import LANGUAGE_CHOICES
from resources.questions.asked import AskedOf
from resources.questions.models import Answer, Question
from resources.questions.papers import telling

MOST_LETTERS = 200
MOST_THEMES = 5


def _title() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy("One sentence that a colleague in another city understands."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2, "class": "ask-form__title"}),
    )


def _details() -> Prose:
    return Prose(
        label=gettext_lazy("What exactly do you want to know?"),
        help_text=gettext_lazy("The place, the people, the money, the date by which you must decide."),
        max_length=4000,
        required=False,
    )


def _tried() -> Prose:
    return Prose(
        label=gettext_lazy("What have you tried?"),
        help_text=gettext_lazy("What did not work saves others the same way."),
        max_length=4000,
        required=False,
    )


def _themes() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("Themes"),
        help_text=gettext_lazy(
            "People who follow them hear of your question. Some may be ticked already, from your words."
        ),
        required=False,
        to_field_name="slug",
        widget=Ticks,
    )


class _Telling(Unnamed):
    """A form whose text may also point to a paper of the city that is not named."""

    def telling(self, city: City, texts: Sequence[str]) -> list[str]:
        """Return the names of the city in these texts, and the papers of its own."""
        return telling(city, texts)


class _OfUnnamed(_Telling, forms.Form):
    """A form for a text that stands, of a city that may be not named."""

    row: Any

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error where the text tells of a city that is not named."""
        cleaned = super().clean() or self.cleaned_data
        if not self.row.is_named:
            said = [text for text in cleaned.values() if isinstance(text, str)]
            self.note_names(self.row.city, said, writers=[self.row.author, self.person])
        return cleaned


class _Themed(forms.Form):
    """A form in which some themes are chosen."""

    def clean_title(self) -> str:
        """Return the sentence on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_themes(self) -> list[Theme]:
        """Return the themes; raises ValidationError for so many that they say nothing."""
        themes = list(self.cleaned_data["themes"])
        if len(themes) > MOST_THEMES:
            raise ValidationError(_("Choose five themes at most, so that those who know hear of it."))
        return themes


class AskForm(_Telling, WriterForm, _Themed):
    """A question: what, for whom, in which language, with the city's name or without."""

    texts = ("title", "details", "tried")

    title = _title()
    details = _details()
    tried = _tried()
    themes = _themes()
    asked_of = forms.ChoiceField(
        label=gettext_lazy("Who is asked"),
        help_text=gettext_lazy("They, and nobody else, can see the question and its answers."),
        choices=AskedOf,
        widget=forms.RadioSelect,
        initial=AskedOf.ALL,
    )
    one_city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("Which city?"),
        help_text=gettext_lazy("Where one city is asked."),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("Choose a city"),
    )
    asks_partners = forms.BooleanField(
        label=gettext_lazy("Also partners with this expertise"),
        help_text=gettext_lazy("Organisations that say they can help with one of these themes."),
        required=False,
    )

    field_order = (
        *("title", "city", "details", "tried", "themes", "asked_of", "one_city", "asks_partners"),
        *("language", "show_name", "quotable"),
    )

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, viewer=viewer, **options)
        # Where nobody could read it, asking would be refused.
        others = member_cities().filter(pk__in=City.objects.taking_part().order_by().values("pk"))
        others = others.filter(pk__in=City.objects.reached()).exclude(pk__in=viewer.city_ids)
        self.fields["one_city"].conditional = True  # type: ignore[attr-defined]  # for its template
        cast(forms.ModelChoiceField, self.fields["one_city"]).queryset = others.order_by("sort_name")

    def clean(self) -> dict[str, Any]:
        """Return the answers; raises ValidationError where nobody would be asked."""
        cleaned = super().clean()
        asked_of = cleaned.get("asked_of")
        if asked_of == AskedOf.CITY and not cleaned.get("one_city") and "one_city" not in self.errors:
            self.add_error("one_city", _("Choose the city that you want to ask."))
        needs_themes = asked_of == AskedOf.THEMES or cleaned.get("asks_partners")
        if needs_themes and not cleaned.get("themes") and "themes" not in self.errors:
            self.add_error("themes", _("Choose a theme, since it says who is asked."))
        if asked_of != AskedOf.CITY:
            cleaned["one_city"] = None
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what `actions.asking.ask` takes, the city apart."""
        cleaned = self.cleaned_data
        names = ("title", "details", "tried", "themes", "asked_of", "one_city", "asks_partners", "language")
        return {name: cleaned[name] for name in names} | {
            "is_named": self.is_named(cleaned),
            "use": self.use(cleaned),
        }


class ChangeForm(_OfUnnamed, Merging, _Themed):
    """The words of a question that stands."""

    title = _title()
    details = _details()
    tried = _tried()
    themes = _themes()

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        initial = {
            "title": question.title,
            "details": question.details,
            "tried": question.tried,
            "themes": [theme.slug for theme in question.themes.all()],
        }
        super().__init__(*args, initial=initial, row=question, **options)


class SumUpForm(_OfUnnamed, Merging, forms.Form):
    """What a city took from the answers."""

    summary = Prose(
        label=gettext_lazy("What did you take from it?"),
        help_text=gettext_lazy("Two or three points. All who could read the question read this first."),
        max_length=4000,
    )


class AnswerForm(_Telling, WriterForm):
    """An answer, or what the city that asked adds to `question`, shown there as it is shown above."""

    texts = ("text",)

    text = Prose(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy(
            "What you did, for whom, what came of it. Three sentences are enough. To point to a paper, put "
            "in its address."
        ),
        max_length=20_000,
    )
    did_not_work = forms.BooleanField(
        label=gettext_lazy("It did not work for us"),
        help_text=gettext_lazy("Worth as much here as a success. It is shown above your answer."),
        required=False,
    )

    field_order = ("text", "did_not_work", "city", "language", "show_name", "quotable")

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        if self.is_own:
            # Whoever asked is shown as at the question, and answers nothing.
            self.asks_for_name = False
            hidden = ("language",) if not question.is_named else ()
            for name in ("did_not_work", "show_name", "quotable", *hidden):
                self.fields.pop(name, None)
            self.fields["text"].label = _("Ask back, or add what you found out since")
            self.fields["text"].help_text = _("Those who answered get it by mail.")

    @property
    def is_own(self) -> bool:
        """Whether the city that asked adds to its question."""
        return self.speaks_for.pk == self.question.city_id

    def is_named(self, cleaned: dict[str, Any]) -> bool:
        """Whether the city's name is shown: of the one that asked, as above."""
        return self.question.is_named if self.is_own else super().is_named(cleaned)


class ChangeAnswerForm(_OfUnnamed, Merging, forms.Form):
    """The words of an answer that stands."""

    text = Prose(label=gettext_lazy("Your answer"), max_length=20_000)
    did_not_work = forms.BooleanField(label=gettext_lazy("It did not work for us"), required=False)

    def __init__(self, *args: Any, answer: Answer, **options: Any) -> None:
        initial = {"text": answer.text, "did_not_work": answer.did_not_work}
        super().__init__(*args, initial=initial, row=answer, **options)


class ListForm(forms.Form):
    """What the list is asked for; what makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=MOST_LETTERS)
    state = forms.MultipleChoiceField(
        required=False, choices=[("waiting", ""), ("answered", ""), ("summed-up", "")]
    )
    theme = forms.ModelMultipleChoiceField(Theme.objects.all(), required=False, to_field_name="slug")
    language = forms.MultipleChoiceField(required=False, choices=LANGUAGE_CHOICES)
    mine = forms.MultipleChoiceField(required=False, choices=[("yes", ""), ("followed", "")])
    after = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def clean_theme(self) -> list[str]:
        """Return the words of the themes, as they stand in the address."""
        return [theme.slug for theme in self.cleaned_data["theme"]]
