"""The form for what themes and kinds are called: a field for each language of the library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from icaforum.words.forms import Prose
from resources.library import languages
from resources.library.models.searchwords import SearchWords

LONGEST = 1_000


def _field(language: str, label: str) -> forms.Field:
    """The field for the words of one language."""
    example = _(
        "With semicolons between: “energy poverty; fuel poverty”. The search knows them within minutes."
    )
    return Prose(
        label=label,
        required=False,
        max_length=LONGEST,
        help_text=example if language == "en" else "",
        widget=forms.Textarea({"rows": 2, "lang": language, "dir": "auto"}),
    )


WORD_FIELDS = {f"words_{language}": _field(language, label) for language, label in languages.CHOICES}
# A class made at run time is nothing a type checker can follow, hence Any.
Words: Any = type("Words", (forms.Form,), dict(WORD_FIELDS))


class SearchWordsForm(Words, forms.ModelForm):
    """What one theme or kind is called; the model keeps all languages as JSON."""

    class Meta:
        model = SearchWords
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.words
        self.initial.update({f"words_{code}": stored.get(code, "") for code in languages.LANGUAGES})

    def clean(self) -> None:
        """Put the words where they are stored; a language without any is left out."""
        super().clean()
        typed = {code: self.cleaned_data.get(f"words_{code}", "") for code in languages.LANGUAGES}
        self.instance.words = {code: text for code, text in typed.items() if text}
