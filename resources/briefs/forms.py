"""The forms of texts in short: write one, check it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.talking.forms import BecauseForm, Unnamed, WriterForm
from icaforum.words.forms import Prose
from resources.briefs.models import LONGEST, Brief


def _text(help_text: Any) -> Prose:
    return Prose(
        label=gettext_lazy("In short"),
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class BriefForm(WriterForm):
    """What a text says, in some sentences of another language; the writer's city is always named."""

    texts = ("text",)

    text = _text(gettext_lazy("Three or four sentences: what it is about, and what one learns from it."))
    field_order = ("language", "text", "city", "quotable")

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["language"])
        field.label, field.help_text = gettext_lazy("Language"), ""
        field.choices = [("", _("Choose a language")), *languages]


class CheckForm(forms.Form):
    """The words of a text in short, as they shall stand."""

    text = _text(gettext_lazy("Correct what is not right. You need not be asked again."))


class YesForm(Unnamed, forms.Form):
    """Yes to a text in short of a city that is not named, which puts no word of its own into it.

    Warns once where these words, which another city wrote, tell which city it is.
    """

    tells = gettext_lazy(
        "These words tell which city you are: %(words)s. Say that they cannot stand, or press again to let "
        "them stand so."
    )

    def __init__(self, *args: Any, brief: Brief, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.brief, self.person = brief, person

    def clean(self) -> dict[str, Any]:
        """Return nothing: the words are the other city's."""
        self.note_names(self.brief.whole.city, [self.brief.text], writers=[self.person])
        return {}


class UnnamedBecauseForm(Unnamed, BecauseForm):
    """Why a text in short cannot stand, said by a city that is not named to the one that wrote it."""

    def __init__(self, *args: Any, brief: Brief, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.brief, self.person = brief, person

    def clean(self) -> dict[str, Any]:
        """Return the reason."""
        cleaned = super().clean() or self.cleaned_data
        self.note_names(self.brief.whole.city, [cleaned.get("because", "")], writers=[self.person])
        return cleaned
