"""Two people, one form: what each of them changed is kept, and where both changed the same, one chooses.

A page sends along what it showed, signed. So a save knows what the person really changed, which is compared
with what stands by then: under the lock of the row (`locks.lock_row`), or two could compare at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from icaforum.audit.meeting import BOTH, MINE, THEIRS, Meeting, MergedField, choice_name
from icaforum.audit.models import Entry
from icaforum.audit.shown import (
    Plain,
    has_lines,
    in_words,
    is_compared,
    is_many,
    is_text,
    offered,
    plain,
    rows_of,
)
from icaforum.audit.wording import words_to_bring_back
from icaforum.words.differences import together

SALT = "icaforum.audit.merging"
TOKEN = "_shown"  # noqa: S105 -- the name of a hidden input, no secret


class Merging(forms.BaseForm):
    """A form for something that stands already; a mixin before `Form` or `ModelForm`.

    `row` is what it changes, for a model form its instance; without one, or with one that is not stored, it
    is a form like any other. `history` is the object whose history tells who changed it, where that is
    another, and `within` the object in whose page it is a row.
    `brings_back` are earlier words that stand in the fields of a fresh page instead of those of now,
    by the row and the field, as `wording.words_to_bring_back` reads them from an address; a view that cannot
    hand it over makes it an attribute of the class. The page must hold `{{ form.shown }}` and show
    `form.meetings`: `components/meanwhile.html`.

    What is put together without a question may be wrong together (an end before its start), and then the page
    shows what was made of both, not what was sent, so that it can be mended. With `shows_merged` it always
    shows that before it is saved, for what nobody should give without having seen it.
    """

    bound_field_class = MergedField
    shows_merged = False
    brings_back: Mapping[str, Mapping[str, str]] = {}

    def __init__(
        self,
        *args: Any,
        row: models.Model | None = None,
        history: models.Model | None = None,
        brings_back: Mapping[str, Mapping[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.brings_back = self.brings_back if brings_back is None else brings_back
        found = row or getattr(self, "instance", None)
        self.row = found if found is not None and found.pk else None
        self.history = history or self.row
        self.within: models.Model | None = None
        self.meetings: list[Meeting] = []
        self._really_changed: list[str] | None = None
        # What the page is to send along next: all that it shows, and what stood before where both changed.
        self._shows: dict[str, Plain] = {}
        self._was: dict[str, Plain] = {}
        # What was put together without a question, and the part of it that the page is to show.
        self._put_in: dict[str, Any] = {}
        self.merged_values: dict[str, Any] = {}

    # The page -------------------------------------------------------------------------------------------

    @property
    def shown(self) -> str:
        """The hidden input that says what this page shows; empty for a form like any other."""
        if self.row is None:
            return ""
        shows = self._shows if self.is_bound and self._shows else self._shows_now
        told = {"of": _key(self.row), "shown": shows, "was": self._was, "beside": self.beside()}
        value = signing.dumps(told, salt=SALT, compress=True)
        return format_html('<input type="hidden" name="{}" value="{}">', self.add_prefix(TOKEN), value)

    def beside(self) -> dict[str, str]:
        """Return what a page made now shows and no field can hold, such as which file stands there."""
        return {}

    @property
    def beside_has_changed(self) -> bool:
        """Whether something of that was changed since the page was made."""
        showed = self._told.get("beside", {})
        return any(showed.get(name, now) != now for name, now in self.beside().items())

    @cached_property
    def changed_by(self) -> tuple[str, datetime | None]:
        """Who changed it last, by name, and when; «Somebody» where the history does not know."""
        # A row within another's page has no history of its own: that of the page tells of it.
        found = (Entry.objects.about(each).first() for each in (self.history, self.within) if each)
        entry = next((each for each in found if each), None)
        names = Entry.names([entry]) if entry else {}
        return names.get(entry.actor_id or 0, "") if entry else "", entry.at if entry else None

    @property
    def brought_back(self) -> list[str]:
        """The labels of the fields in which earlier words stand, which are saved only when one saves."""
        return [] if self.is_bound else [str(self[name].label) for name in self._earlier]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return what a field begins with: earlier words, where they are to be brought back."""
        return self._earlier.get(field_name) or super().get_initial_for_field(field, field_name)

    @property
    def _earlier(self) -> Mapping[str, str]:
        found = self.brings_back.get(_key(self.row), {}) if self.row and not self.is_bound else {}
        return {name: words for name, words in found.items() if name in self.fields}

    def _initial(self, name: str) -> Any:
        """What stands now, without microseconds that no widget shows."""
        return self[name].initial if self.is_bound else super().get_initial_for_field(self.fields[name], name)

    # What was changed -----------------------------------------------------------------------------------

    @property
    def changed_data(self) -> list[str]:
        """The names of the fields that the person changed, compared with what the page showed."""
        if self._really_changed is None:
            return super().changed_data
        return self._really_changed

    def changed_values(self) -> dict[str, Any]:
        """Return the cleaned values of the fields that the person changed: what a verb is given to write."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def full_clean(self) -> None:
        """Clean as ever; what was put together and is wrong, or is to be seen first, is shown as it is."""
        super().full_clean()
        if self._put_in and not self._is_asking and (self.errors or self.shows_merged):
            self.merged_values = self._put_in
            self._shows |= {name: self._shows_now[name] for name in self._put_in}
            self.add_error(None, self._words_of_merge())

    def clean(self) -> dict[str, Any] | None:
        """Put what others changed meanwhile in place of what the page still showed, then clean as ever."""
        if self.row is not None:
            self._merge()
        return super().clean()

    @cached_property
    def _compared(self) -> list[str]:
        return [name for name, field in self.fields.items() if is_compared(field)]

    @cached_property
    def _stands(self) -> dict[str, Plain]:
        """What stands now, by field: all of it, also what the form does not offer."""
        return {name: plain(self.fields[name], self._initial(name)) for name in self._compared}

    @cached_property
    def _shows_now(self) -> dict[str, Plain]:
        """What a page made now shows of it."""
        return {name: offered(self.fields[name], value) for name, value in self._stands.items()}

    @property
    def kept(self) -> list[tuple[str, bool]]:
        """The labels of what only one of the two changed, and whether that was the person at hand."""
        asked = {meeting.bound.name for meeting in self.meetings}
        names = [name for name in self._shows if name not in asked and not self.fields[name].widget.is_hidden]
        by_others = [name for name in names if self._shows_now[name] != self._shows[name]]
        labels = [(str(self[name].label), False) for name in by_others]
        return labels + [(str(self[name].label), True) for name in self.changed_data if name in names]

    @property
    def is_older(self) -> bool:
        """Whether the page was made before somebody else changed something that it shows."""
        is_older = any(self._shows_now[name] != value for name, value in self._shows.items())
        return is_older or self.beside_has_changed

    def show_what_stands(self) -> None:
        """Have the page send along what stands now, since it says what was changed."""
        self._shows = dict(self._shows_now)

    def _merge(self) -> None:
        showed, self._was = self._sent_along()
        self._shows = {**self._shows_now, **showed}
        changed = [
            name
            for name, field in self.fields.items()
            if not is_compared(field) and field.has_changed(self[name].initial, self[name].data)
        ]
        for name in self._compared:
            field = self.fields[name]
            changes = self._merge_many if is_many(field) else self._merge_one
            if changes(name, self._shows[name]):
                changed.append(name)
        self._really_changed = changed
        if self._is_asking:
            self.add_error(None, self._words_of_meeting())

    @property
    def _is_asking(self) -> bool:
        """Whether a choice is left between what two people want."""
        return any(not meeting.choice for meeting in self.meetings)

    def _merge_many(self, name: str, showed: Any) -> bool:
        """Put in what was ticked and take out what was unticked; everything else stays as it stands.

        What the page did not offer cannot have been unticked.
        """
        if name not in self.cleaned_data:
            return True
        field, stands = self.fields[name], cast(list[str], self._stands[name])
        typed = cast(list[str], plain(field, self.cleaned_data[name]))
        taken, put_in = set(showed) - set(typed), [key for key in typed if key not in showed]
        result = [key for key in stands if key not in taken]
        result += [key for key in put_in if key not in result]
        if set(result) != set(typed):
            self.cleaned_data[name] = rows_of(field, result)
        if self._shows_now[name] != showed:
            self._put_in[name] = self.cleaned_data[name]
        return set(result) != set(stands)

    def _merge_one(self, name: str, showed: Plain) -> bool:
        field, stands = self.fields[name], self._shows_now[name]
        choice = self.data.get(choice_name(self[name]), "") if name in self._was else ""
        if choice == THEIRS:
            self.errors.pop(name, None)
            self._put_back(name)
        elif choice == BOTH:
            self._clean_both(name)
        if name not in self.cleaned_data:
            return True
        mine = plain(field, self.cleaned_data[name])
        if mine == showed and choice not in {MINE, BOTH}:
            # Not typed by this person: what stands is kept, whoever has written it.
            if mine != self._stands[name]:
                self._put_back(name)
            if stands != showed:
                self._put_in[name] = self.cleaned_data[name]
            return False
        met = stands not in (showed, mine)
        if met or (name in self._was and choice not in {THEIRS, MINE, BOTH} and mine != stands):
            self._was.setdefault(name, showed)
            self._shows[name], choice = stands, ""
        if name in self._was:
            self._meet(name, mine=mine, choice=choice)
        return mine != stands

    def _put_back(self, name: str) -> None:
        """Have the field hold what stands."""
        instance = getattr(self, "instance", None)
        if instance is not None and hasattr(instance, name):
            self.cleaned_data[name] = getattr(instance, name)
            return
        field, initial = self.fields[name], self._initial(name)
        try:
            self.cleaned_data[name] = field.clean(field.prepare_value(initial))
        except ValidationError:  # it stood there before the rules of today
            self.cleaned_data[name] = initial

    def _clean_both(self, name: str) -> None:
        """Take what was typed in the box for both texts."""
        self.errors.pop(name, None)
        self.cleaned_data.pop(name, None)
        try:
            text = self.data.get(f"{choice_name(self[name])}-both", "")
            self.cleaned_data[name] = self.fields[name].clean(text)
        except ValidationError as error:
            self.add_error(name, error)

    def _meet(self, name: str, *, mine: Plain, choice: str) -> None:
        """Note a field on which both have to be seen, and one of them chosen."""
        field, bound = self.fields[name], self[name]
        before, theirs, own = (in_words(field, value) for value in (self._was[name], self._shows[name], mine))
        both, proposed = None, None
        if is_text(field):
            texts = (str(self._was[name]), str(self._shows[name]), str(mine))
            proposed = together(*texts)
            both = self.data.get(f"{choice_name(bound)}-both") if choice == BOTH else None
            # On one line two titles would make no title.
            side_by_side = f"{texts[1]}\n\n{texts[2]}" if has_lines(field) else None
            both = both or proposed or side_by_side
        self.meetings.append(Meeting(bound, before, theirs, own, choice, both, proposed is not None))

    # What is sent along ---------------------------------------------------------------------------------

    def _sent_along(self) -> tuple[dict[str, Plain], dict[str, Plain]]:
        """Return what the page showed, and what stood before where both had changed; empty where unknown."""
        known = set(self._compared)
        showed, was = (
            {name: value for name, value in self._told.get(part, {}).items() if name in known}
            for part in ("shown", "was")
        )
        return showed, was

    @cached_property
    def _told(self) -> dict[str, Any]:
        """What the page that was sent told of itself; empty where that is not known, or of another row."""
        try:
            told: dict[str, Any] = signing.loads(self.data.get(self.add_prefix(TOKEN), ""), salt=SALT)
        except signing.BadSignature:
            return {}
        return told if self.row is not None and told["of"] == _key(self.row) else {}

    def _words_of_merge(self) -> str:
        person, _at = self.changed_by
        names = _labels(self[name] for name in self._put_in)
        words = _(
            "Nothing is lost. %(person)s has changed this meanwhile: %(fields)s. Below stands what becomes "
            "of both: look at it, then save."
        )
        return words % {"person": person or _("Somebody"), "fields": names}

    def _words_of_meeting(self) -> str:
        person, _at = self.changed_by
        names = _labels(meeting.bound for meeting in self.meetings if not meeting.choice)
        words = _("Nothing is lost. %(person)s has changed this too: %(fields)s. Choose for each, then save.")
        return words % {"person": person or _("Somebody"), "fields": names}


def _labels(fields: Iterable[forms.BoundField]) -> str:
    """Name fields within a sentence: a label that is one itself loses its end."""
    return ", ".join(str(field.label).rstrip(".:?") for field in fields)


def merging(form: type[forms.BaseForm]) -> type[Any]:
    """Return the class of a form that merges, made of one that does not."""
    return form if issubclass(form, Merging) else type(form.__name__, (Merging, form), {})


def bringing_back(form: type[Any], request: HttpRequest) -> type[Any]:
    """Return the class of a form that begins with the earlier words that the address asks for."""
    token = request.GET.get("words", "") if request.method == "GET" else ""
    return type(form.__name__, (form,), {"brings_back": words_to_bring_back(token)}) if token else form


def shown_of(form: Any, model: type[models.Model], key: str) -> dict[str, Any]:
    """Return what the page showed in a form whose row is gone by now, as the fields would clean it.

    `model` and `key` are those of the row; nothing for what the page showed of another one.
    """
    try:
        told = signing.loads(form.data.get(form.add_prefix(TOKEN), ""), salt=SALT)
    except signing.BadSignature:
        return {}
    if told["of"] != f"{model._meta.label_lower}:{key}":
        return {}
    sent = told["shown"]
    values = {}
    for name in sent.keys() & form.fields.keys():
        try:
            values[name] = form.fields[name].clean(sent[name])
        except ValidationError:
            values[name] = sent[name]
    return values


def _key(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
