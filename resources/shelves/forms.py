"""Forms of the secretariat: a shelf in each language, and a paper by its address."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from icaforum.audit.ordering import offer_places, order_field
from icaforum.words.languages import own_name
from resources.library.models.resource import Resource
from resources.shelves.models import Shelf, ShelfPaper

LANGUAGES = {code: own_name(code) for code, _name in settings.LANGUAGES}
# The column of the model, and how its fields begin.
TEXTS = {"titles": "title", "sentences": "sentence"}
ADDRESS = re.compile(r"(?:.*/library/)?([\w-]{1,80})/?(?:[?#].*)?", re.ASCII)


def _text(word: Any, code: str, *, longest: int, required: bool = False) -> forms.Field:
    return forms.CharField(
        label=format_lazy("{} ({})", word, LANGUAGES[code]), max_length=longest, required=required
    )


TEXT_FIELDS = {
    f"title_{code}": _text(_("Title"), code, longest=100, required=code == "en") for code in LANGUAGES
}
TEXT_FIELDS |= {f"sentence_{code}": _text(_("One sentence"), code, longest=200) for code in LANGUAGES}
# A class made at run time is nothing a type checker can follow, hence Any.
Texts: Any = type("Texts", (forms.Form,), dict(TEXT_FIELDS))


class ShelfForm(Texts, forms.ModelForm):
    """A shelf, with a field for each text in each language; the model keeps both as JSON."""

    comes = order_field()

    class Meta:
        model = Shelf
        fields = ("slug", "on_front")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for texts, name in TEXTS.items():
            stored = getattr(self.instance, texts)
            self.initial.update({f"{name}_{code}": stored.get(code, "") for code in LANGUAGES})
        offer_places(self, Shelf.objects.all(), self.instance.pk)

    def clean(self) -> None:
        """Put the texts where they are stored; what stands there in languages without a field stays."""
        super().clean()
        for texts, name in TEXTS.items():
            typed = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in LANGUAGES}
            together = getattr(self.instance, texts) | typed
            setattr(self.instance, texts, {code: text for code, text in together.items() if text})


class PaperForm(forms.ModelForm):
    """A paper on the shelf, named by its address: with thousands of them a list to choose from is no help."""

    paper = forms.CharField(
        label=_("Address of the paper"),
        max_length=300,
        help_text=_("Copy it from the page of the paper, or type its last word."),
    )
    comes = order_field()

    class Meta:
        model = ShelfPaper
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["paper"] = self.instance.resource.slug

    def clean_paper(self) -> str:
        """Find the paper. Raises ValidationError where no address is of one."""
        typed = self.cleaned_data["paper"].strip()
        match = ADDRESS.fullmatch(typed)
        found = Resource.objects.defer("search").filter(slug=match[1]).first() if match else None
        if found is None:
            raise forms.ValidationError(_("No paper has this address. Copy it from the page of the paper."))
        self.instance.resource = found
        return found.slug
