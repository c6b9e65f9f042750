"""The forms of an import: a file, an answer, and what goes with the invitations."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cities.launch.reading import MOST_BYTES
from icaforum.words.forms import Prose
from icaforum.words.text import one_line
from icaforum.words.uploads import LostUpload


class SheetForm(forms.Form):
    """The file with the cities and people."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_(
            "An Excel file (.xlsx) or a CSV file, at most 2,000 rows. "
            "It is checked first: nothing is saved yet."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read, and what could not be laid aside."""
        file: UploadedFile = self.cleaned_data["file"]
        if isinstance(file, LostUpload):
            raise forms.ValidationError(_("The file could not be taken in just now. Please try again later."))
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 5 MB. A list of cities and people is far smaller.")
            )
        file.name = Path(one_line(file.name or "")).name[-200:] or "list"
        return file


class Rows(forms.CharField):
    """The numbers of rows, with commas between."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]  # a list of a text
        """Return the numbers. Raises ValidationError for what is none."""
        numbers = [part for part in (super().to_python(value) or "").split(",") if part]
        if len(numbers) > 2000 or not all(
            part.isascii() and part.isdigit() and len(part) < 8 for part in numbers
        ):
            raise forms.ValidationError(_("There is no such row."))
        return [int(part) for part in numbers]


class AnswerForm(forms.Form):
    """One answer for some rows: a value, «That is right», or leaving them out."""

    rows = Rows(max_length=20_000, required=False)
    column = forms.CharField(max_length=20, required=False)
    value = forms.CharField(max_length=4000, required=False)
    # Which button was pressed, each with its value.
    offer = forms.CharField(max_length=4000, required=False)
    right = forms.CharField(max_length=20, required=False)
    out = Rows(max_length=20_000, required=False)
    take_in = Rows(max_length=20_000, required=False)
    days = forms.ChoiceField(choices=[("day", ""), ("month", ""), ("ask", "")], required=False)
    # An answer is taken back: the one of `column`, or that the problem `code` is none.
    undo = forms.BooleanField(required=False)
    code = forms.CharField(max_length=20, required=False)


class SendForm(forms.Form):
    """What stands in every invitation of an import."""

    note = Prose(
        label=_("Your note"),
        help_text=_("It goes in every invitation."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    origin = forms.CharField(
        label=_("Where we have the addresses from"),
        help_text=_("It goes in every invitation: people have a right to know."),
        max_length=200,
        initial=_("the list of contacts that C40 keeps for its work with your city"),
    )
    most = forms.IntegerField(min_value=1, max_value=2000, required=False, widget=forms.HiddenInput)
