"""Forms for what readers send to the library: words and filters of the list, the language of a page."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from resources.library import languages
from resources.library.facets import CURSOR, LAST_PAGE
from resources.library.models.kind import Kind

# More than a reader ticks; an address with thousands would make a statement with thousands.
MAX_CHOICES = 40
NOT_OURS = _("This filter is not one of ours.")
WORD = re.compile(r"[a-z0-9_-]{1,120}")


class WordsField(forms.MultipleChoiceField):
    """Several words of addresses, such as slugs of themes; one that names nothing finds nothing."""

    def validate(self, value: list[str]) -> None:
        """Look at the form of the words alone. Raises ValidationError for too many, or for no such word."""
        if len(value) > MAX_CHOICES or not all(WORD.fullmatch(it) for it in value):
            raise ValidationError(NOT_OURS, code="invalid")


class LibraryForm(forms.Form):
    """The query of the list. All of it is optional, and none of it reaches the database unchecked."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    theme = WordsField(required=False)
    kind = forms.MultipleChoiceField(
        choices=Kind.choices, required=False, error_messages={"invalid_choice": NOT_OURS}
    )
    language = forms.MultipleChoiceField(
        choices=languages.CHOICES, required=False, error_messages={"invalid_choice": NOT_OURS}
    )
    city = WordsField(required=False)
    mine = forms.ChoiceField(
        choices=[("kept", "")], required=False, error_messages={"invalid_choice": NOT_OURS}
    )
    sort = forms.ChoiceField(choices=[("", ""), ("best", ""), ("newest", "")], required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)
    # Cursors, bounded here already: neither Python nor PostgreSQL knows moments of any size.
    before = forms.RegexField(CURSOR, max_length=40, required=False)
    after = forms.RegexField(CURSOR, max_length=40, required=False)


class LanguageForm(forms.Form):
    """The language a page is wanted in."""

    lang = forms.ChoiceField(choices=languages.CHOICES, required=False)
