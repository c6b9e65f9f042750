"""Rows that are typed in the admin within the page of the thing they belong to."""

from typing import Any, cast

from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from icaforum.audit.choices import PlainChoices
from icaforum.audit.merging import TOKEN, Merging, bringing_back, merging, shown_of
from icaforum.audit.ordering import COMES, LAST, offer_places, put_in_order


class MergedRows(BaseInlineFormSet):
    """Rows of which two people may change different ones at once, and nothing is lost.

    A row that somebody else took away is left out; where something was typed in it here, it stands as a new
    row, and the page says so. A row that somebody else changed is not deleted before that was said.
    """

    named_by = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.put_back: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            self._leave_out_what_is_gone()

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add Django's fields to a row's form, and let it know the object in whose page it stands."""
        super().add_fields(form, index)
        if isinstance(form, Merging):
            form.within = self.instance if self.instance.pk else None

    def clean(self) -> None:
        """Raise ValidationError once for each row that somebody else took away, or changed and is deleted."""
        super().clean()
        words = [
            _(
                "Somebody else took the row “%(row)s” away while you were writing in it. It stands below as "
                "a new row: press again to put it back, or leave it out."
            )
            % {"row": row}
            for row in self.put_back
        ]
        for form in self.initial_forms:
            is_deleted = form[DELETION_FIELD_NAME].data if self.can_delete else False
            if is_deleted and isinstance(form, Merging) and form.row and form.is_older:
                form.show_what_stands()
                said = _(
                    "Somebody else changed the row “%(row)s” while you were writing. "
                    "Press again to delete it all the same."
                )
                words.append(said % {"row": form.instance})
        if words:
            raise ValidationError(words)

    def _leave_out_what_is_gone(self) -> None:
        """Number the rows that were sent anew, as if the page had been made without those that are gone."""
        here = {str(row.pk) for row in self.get_queryset()}
        pk = f"-{cast(Any, self.model)._meta.pk.name}"
        count = self.total_form_count()
        # Django cuts the count of all rows to what is allowed, and not that of the stored ones.
        first = min(self.initial_form_count(), count)
        sent = [self.data.get(self.add_prefix(index) + pk, "") for index in range(first)]
        gone = [index for index, key in enumerate(sent) if key and key not in here]
        if not gone:
            return
        typed = [index for index in gone if self._is_typed_in(index)]
        order = [index for index in range(first) if index not in gone]
        stored = len(order)
        order += [*typed, *range(first, count)]
        data, self.files = self._renumbered(self.data, order), self._renumbered(self.files, order)
        for number in range(stored, stored + len(typed)):
            prefix = self.add_prefix(number)
            for name in (prefix + pk, f"{prefix}-{TOKEN}"):
                data.pop(name, None)
            # As in a list, its first field names it where no other is said to.
            name = self.named_by or next(iter(self.form.base_fields))
            self.put_back.append(data.get(f"{prefix}-{name}", ""))
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(order))
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(stored)
        self.data = data
        del self.management_form  # the next reader makes it of the new numbers

    def _is_typed_in(self, index: int) -> bool:
        """Whether a row holds something else than the page showed in it, and is not to be deleted."""
        prefix = self.add_prefix(index)
        if self.data.get(f"{prefix}-{DELETION_FIELD_NAME}"):
            return False
        form = self.form(self.data, self.files, prefix=prefix)
        key = self.data.get(f"{prefix}-{cast(Any, self.model)._meta.pk.name}", "")
        form.initial = {**form.initial, **shown_of(form, cast(Any, self.model), key)}
        return form.has_changed()

    def _renumbered(self, sent: Any, order: list[int]) -> Any:
        """Return what was sent with the rows in this order, and nothing of the others."""
        if not sent:
            return sent
        made = MultiValueDict() if sent is self.files else QueryDict(mutable=True)
        number_of = {str(index): number for number, index in enumerate(order)}
        for name, values in sent.lists():
            start, _dash, rest = name.removeprefix(f"{self.prefix}-").partition("-")
            if not name.startswith(f"{self.prefix}-") or not start.isdigit():
                made.setlist(name, values)
            elif start in number_of:
                made.setlist(f"{self.prefix}-{number_of[start]}-{rest}", values)
        return made


class FewRows(PlainChoices, InlineModelAdmin):
    """Base of inlines: never more than `max_num` rows, whatever count a form sends; two people may save.

    Django alone would build a thousand more of them before it says no: half a minute for one request.
    """

    max_num = 40
    formset = MergedRows

    def get_formset(
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        """Return the formset as Django's; `absolute_max` is what its count of forms is cut to."""
        formset = super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)
        formset.form = bringing_back(merging(formset.form), request)
        return formset


class OrderedRows(MergedRows):
    """Rows in an order that people choose, by the field `comes`, of a class with a column `position`."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the fields as elsewhere, and offer the places among the stored rows."""
        super().add_fields(form, index)
        if COMES in form.fields:
            offer_places(form, list(self.get_queryset()), form.instance.pk)

    def save(self, commit: bool = True) -> Any:
        """Save the rows, and put them in the order that was chosen; new ones come last where nobody chose."""
        new = {id(form) for form in self.extra_forms}
        saved = super().save(commit=commit)
        gone = {id(form) for form in self.deleted_forms}
        kept = [form for form in self.forms if form.has_changed() and id(form) not in gone]
        moves = {
            form.instance.pk: form.cleaned_data.get(COMES) or LAST
            for form in kept
            if id(form) in new or COMES in form.changed_data
        }
        if commit and moves:
            rows = cast(Any, self.model)._default_manager.filter(**{self.fk.name: self.instance})
            put_in_order(rows, moves)
        return saved
