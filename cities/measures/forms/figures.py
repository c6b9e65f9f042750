"""The table in which figures are typed, and the file in which they come."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures import wording
from cities.measures.forms.fields import Amount, People, Time, time_of
from cities.measures.gaps import Figure
from cities.measures.models import MOST_FIGURES, Indicator, Observation
from cities.measures.reading import MOST_BYTES
from cities.measures.rules import problems_of, twice
from icaforum.audit.merging import TOKEN, Merging, shown_of
from icaforum.words.forms import Day
from icaforum.words.uploads import LostUpload

NEW_ROWS = 5
"""In a table without figures, where most years are yet to be typed."""
SPARE = 1
"""Beside the years that are due, in a table with figures."""


class FigureForm(Merging, forms.Form):
    """One row: the figures of a year or a day. A new one in which nothing but its year stands is none."""

    when = Time(label=gettext_lazy("Year or day"), max_length=40, required=False)
    group = Amount()
    comparison = Amount()
    group_n = People(label=gettext_lazy("People in the group"))
    comparison_n = People(label=gettext_lazy("People in the comparison"))
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    source_day = forms.DateField(label=gettext_lazy("Date of the source"), widget=Day, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        seen: Observation | None = None,
        when: str = "",
        **options: Any,
    ) -> None:
        self.indicator, self.seen = indicator, seen
        if seen is not None:
            initial = {name: getattr(seen, name) for name in self.base_fields if name != "when"}
            options["initial"] = initial | {"when": str(seen.day or seen.year)}
        elif when:
            options["initial"] = {"when": when}
        super().__init__(*args, row=seen, history=indicator.measure, **options)
        group, comparison, _gap = wording.heads(indicator.series_of(()))
        self.fields["group"].label, self.fields["comparison"].label = group, comparison
        if not indicator.comparison:
            del self.fields["comparison"], self.fields["comparison_n"]

    @property
    def is_blank(self) -> bool:
        """Whether it is a new row in which nothing was typed but a year."""
        sent = (self[name].data for name in self.fields if name != "when")
        return self.seen is None and not any(str(it or "").strip() for it in sent)

    def clean(self) -> dict[str, Any]:
        """Return the row; adds an error for a figure that cannot be."""
        cleaned = super().clean() or self.cleaned_data
        if not self.is_blank and not cleaned.get("when") and "when" not in self.errors:
            self.add_error("when", _("There is no year."))
        if self.is_blank or self.errors:
            return cleaned
        # A year to come was refused by its field.
        for name, words in problems_of(self.figure, self.indicator.series_of(()), date.max):
            self.add_error(name if name in self.fields else "when", words)
        return cleaned

    @property
    def figure(self) -> Figure:
        """What was typed; only where the row has a year."""
        facts: dict[str, Any] = {name: self.cleaned_data.get(name) for name in self.fields if name != "when"}
        year, day = time_of(self.cleaned_data["when"])
        return Figure(year, day=day, **facts)


class FigureTable:
    """All figures of an indicator as rows of one form, and some new ones.

    Each row that stands already merges what colleagues changed meanwhile. One that somebody took out
    meanwhile is gone, unless something else was typed in it: then it is asked about once, and kept as new.
    A new row that says what stands there already is none: the form was sent twice.
    """

    def __init__(self, indicator: Indicator, data: Mapping[str, Any] | None, *, today: date) -> None:
        self.indicator, self.data = indicator, data
        rows = {row.pk: row for row in indicator.observations.all()}
        self.forms = [self._form(f"f{key}", seen=row) for key, row in rows.items()]
        # Beside each row that was sent stands which it was: some may be gone by now.
        sent = [name for name in (data or {}) if name.startswith("f") and name.endswith("-when")]
        gone = [name.removesuffix("-when") for name in sent if name[1:-5] not in {str(key) for key in rows}]
        # No page had more rows than an indicator can have figures, so nothing that was typed is cut off.
        prefixes = [prefix for prefix in gone if prefix[1:].isdigit()][:MOST_FIGURES]
        self.gone = [form for form in map(self._form, prefixes) if _is_typed_in(form)]
        self._stand = {row.figure for row in rows.values()}
        years = list(self._years(rows, today))
        # As many as were sent, where a colleague has begun meanwhile.
        count = max((at + 1 for at in range(NEW_ROWS) if f"n{at}-when" in (data or {})), default=len(years))
        years += [""] * (count - len(years))
        self.new = [self._form(f"n{at}", when=when) for at, when in enumerate(years)]
        self.is_bound = data is not None

    def _form(self, prefix: str, **options: Any) -> FigureForm:
        # What a colleague added meanwhile was not sent, and stands as it is.
        sent = self.data if f"{prefix}-when" in (self.data or {}) else None
        return FigureForm(sent, indicator=self.indicator, prefix=prefix, **options)

    def _years(self, rows: Mapping[int, Observation], today: date) -> Iterator[str]:
        """Yield the years that new rows begin with: those that are due, or the newest; then some without."""
        every = self.indicator.every
        last = max((row.year for row in rows.values()), default=None)
        begin = last + every if last else today.year - (NEW_ROWS - 2) * every
        years = list(range(begin, today.year + 1, every))[: NEW_ROWS - 1]
        yield from (str(year) for year in years)
        yield from [""] * (SPARE if rows else NEW_ROWS - len(years))

    def __iter__(self) -> Iterator[FigureForm]:
        return iter([*self.forms, *self.gone, *self.new])

    @cached_property
    def is_valid(self) -> bool:
        """Whether every row can be taken, also beside the others."""
        if not self.is_bound:
            return False
        # Each is asked, so that each says what is wrong.
        valid = [form.is_valid() for form in self._rows]
        if self._ask_about_gone() or not all(valid):
            return False
        rows, others = self._rows, self.unsent
        for at in twice([*others, *(form.figure for form in rows)]):
            form = rows[at - len(others)]
            words = _("“%(value)s” stands there already, or a figure of the whole year does.")
            form.add_error("when", words % {"value": form.cleaned_data["when"]})
        return not any(form.errors for form in rows)

    @property
    def _rows(self) -> list[FigureForm]:
        return [form for form in self if form.is_bound and not form.is_blank and not self._stands(form)]

    def _ask_about_gone(self) -> bool:
        """Say of rows that are gone what keeping them means; whether there is one of which it was not said.

        The page that says so no longer sends what it showed of them: sent again it is the answer.
        """
        asked = [form for form in self.gone if not form.is_blank and form.add_prefix(TOKEN) in form.data]
        for form in asked:
            words = _(
                "A colleague has taken this row out, and you have changed it. Keep the figures again to put "
                "it back, or empty it."
            )
            form.add_error(None, words)
        return bool(asked)

    def _stands(self, form: FigureForm) -> bool:
        return form.seen is None and form.is_valid() and form.figure in self._stand

    @property
    def unsent(self) -> list[Figure]:
        """Figures that stand and were not sent."""
        return [form.seen.figure for form in self.forms if form.seen and not form.is_bound]

    @property
    def figures(self) -> list[tuple[int | None, Figure]]:
        """What the verb takes: each row that was sent, with the key of what it replaces."""
        return [(form.seen.pk if form.seen else None, form.figure) for form in self._rows]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Where something needs another look: the id of the field, which row it is, and the words."""
        found: list[tuple[str, str, str]] = []
        for form in self._rows:
            when = form["when"].value() or _("a new row")
            found += [("", when, str(error)) for error in form.non_field_errors()]
            found += [(bound.id_for_label, when, str(error)) for bound in form for error in bound.errors]
        return found


def _is_typed_in(form: FigureForm) -> bool:
    """Whether a row that is gone by now holds something else than the page showed in it."""
    form.initial = {**form.initial, **shown_of(form, Observation, (form.prefix or "")[1:])}
    return form.has_changed()


class UploadForm(forms.Form):
    """A file with figures."""

    file = forms.FileField(
        label=gettext_lazy("Your figures"),
        help_text=gettext_lazy("A CSV file. It is checked first: nothing is written yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read, and what could not be laid aside."""
        file: UploadedFile = self.cleaned_data["file"]
        if isinstance(file, LostUpload):
            raise forms.ValidationError(_("The file could not be taken in just now. Please try again later."))
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 500 kB. Two hundred rows are far smaller.")
            )
        return file
