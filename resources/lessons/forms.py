"""The forms of lessons-learned drafts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.talking.forms import Unnamed
from icaforum.words.forms import Prose
from resources.lessons.actions import Words
from resources.lessons.models import LONGEST, Quote
from resources.library import languages
from resources.questions.models import Answer, Question


def _begun(question: Question, language: str) -> str:
    """Return what the city that asked may say first: what it asked, and apart from it the result."""
    with translation.override(language if translation.check_for_language(language) else "en"):
        parts = [_("What we asked:"), question.title, question.details]
        if question.summary:
            parts += [_("What we took from it:"), question.summary]
    return "\n\n".join(filter(None, parts))


class LessonForm(Unnamed, forms.Form):
    """A draft of a question: its title, what the city that asked says, and which answers it quotes how.

    Each answer has a box `quote_<key>` and its words in `words_<key>`.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What a reader learns, in one line."),
        max_length=200,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Written in"),
        help_text=gettext_lazy("Words in another language you may translate: each city agrees to yours."),
        choices=languages.CHOICES,
    )
    own = Prose(
        label=gettext_lazy("What was asked, and what came of it"),
        help_text=gettext_lazy("In the words of the city that asked. It stands first."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(
        self,
        *args: Any,
        question: Question,
        answers: Sequence[Answer],
        language: str,
        person: User,
        **options: Any,
    ) -> None:
        self.question, self.answers, self.person = question, answers, person
        helped = any(answer.helped_at for answer in answers)
        code = question.language if question.language in languages.LANGUAGES else language
        initial: dict[str, Any] = {
            "title": question.title,
            "language": code if code in languages.LANGUAGES else "en",
            "own": _begun(question, code),
        }
        for answer in answers:
            initial[f"quote_{answer.pk}"] = bool(answer.helped_at) or not helped
            initial[f"words_{answer.pk}"] = answer.text
        super().__init__(*args, **{"initial": initial} | options)
        for answer in answers:
            self.fields[f"quote_{answer.pk}"] = forms.BooleanField(
                label=_("Quote %(who)s") % {"who": answer.speaker}, required=False
            )
            words = Prose(label=_("In these words"), max_length=LONGEST, required=False)
            words.conditional = True  # type: ignore[attr-defined]  # for its template
            self.fields[f"words_{answer.pk}"] = words

    @property
    def head(self) -> list[Any]:
        """The fields of the draft as a whole."""
        return [self["title"], self["language"], self["own"]]

    @property
    def rows(self) -> list[tuple[Answer, Any, Any]]:
        """Each answer with its box and its words."""
        return [(it, self[f"quote_{it.pk}"], self[f"words_{it.pk}"]) for it in self.answers]

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error for a chosen answer without words, or a text that names."""
        cleaned = super().clean() or self.cleaned_data
        for answer in self.answers:
            if cleaned.get(f"quote_{answer.pk}") and not cleaned.get(f"words_{answer.pk}", "").strip():
                self.add_error(f"words_{answer.pk}", _("Leave some words, or take the tick off."))
        if not self.question.is_named:
            said = [text for text in cleaned.values() if isinstance(text, str)]
            self.note_names(self.question.city, said, writers=[self.question.author, self.person])
        return cleaned

    def quotes(self) -> list[Words]:
        """Return what is quoted, the city that asked first."""
        cleaned = self.cleaned_data
        chosen = [it for it in self.answers if cleaned[f"quote_{it.pk}"]]
        return [Words(None, cleaned["own"]), *(Words(it, cleaned[f"words_{it.pk}"]) for it in chosen)]


def _writer_of(quote: Quote) -> User | None:
    """Return who wrote what is quoted."""
    return quote.answer.author if quote.answer else quote.lesson.question.author


class RewordForm(Unnamed, forms.Form):
    """Other words of a quote; of the own city (`own`) it says once where they tell which one it is."""

    words = Prose(
        label=gettext_lazy("Words"),
        help_text=gettext_lazy("The city is asked again, since it agrees to exactly these."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args: Any, quote: Quote, own: bool, person: User, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"words": quote.words}} | options)
        self.quote, self.own, self.person = quote, own, person
        self.fields["words"].widget.attrs |= {"lang": quote.words_language, "dir": "auto"}

    def clean(self) -> dict[str, Any]:
        """Return the words; adds an error where those of an unnamed own city tell which one it is."""
        cleaned = super().clean() or self.cleaned_data
        # Another city is asked again, and told then; what its words tell would tell whoever changes them.
        if self.own and not self.quote.is_named:
            self.note_names(
                self.quote.city, [cleaned.get("words", "")], writers=[_writer_of(self.quote), self.person]
            )
        return cleaned


class ConsentForm(Unnamed, forms.Form):
    """The yes of a city: in which words, with its name or not. `unnamed` is what else is shown, if anything.

    `seal` is that of the words on the page, as `Quote.seal` gives it.
    """

    words = Prose(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("Exactly these go into the paper. Change them here if you want others."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    show_name = forms.ChoiceField(
        label=gettext_lazy("Show our city’s name"),
        help_text=gettext_lazy("Those who read the question know whose answer it is."),
        choices=[],
        widget=forms.RadioSelect,
    )
    seal = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, quote: Quote, unnamed: str, person: User, **options: Any) -> None:
        initial = {"words": quote.words, "show_name": self.YES, "seal": quote.seal}
        super().__init__(*args, **{"initial": initial} | options)
        self.quote, self.person = quote, person
        self.fields["words"].widget.attrs |= {"lang": quote.words_language, "dir": "auto"}
        if unnamed:
            self.offer_names(quote.city, unnamed)
        else:
            del self.fields["show_name"]

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error where words of an unnamed city tell which one it is."""
        cleaned = super().clean() or self.cleaned_data
        if self.quote.is_named and self.refuses_no(self.quote.words_language):
            return cleaned
        if not self.is_named(cleaned):
            self.note_names(
                self.quote.city, [cleaned.get("words", "")], writers=[_writer_of(self.quote), self.person]
            )
        return cleaned

    def is_named(self, cleaned: dict[str, Any]) -> bool:
        """Whether the city's name is to stand there."""
        return self.quote.is_named and cleaned.get("show_name", self.YES) != self.NO
