"""The order of rows that people put in order: «first», or after another one, in place of a number.

Rows have a column `position`, by which their class orders them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.locks import locking

FIRST, LAST = "first", "last"
COMES = "comes"
"""The name of the field in forms."""


def order_field() -> forms.ChoiceField:
    """Return the field that says where a row stands; `offer_places` fills it for one row."""
    return forms.ChoiceField(label=gettext_lazy("Order"), required=False)


def offer_places(form: forms.BaseForm, rows: Iterable[Any], pk: int | None) -> None:
    """Offer the places among `rows`, which are in order, to the row of the key; a new one comes last."""
    others = [row for row in rows if row.pk != pk]
    choices = [(FIRST, _("first")), *((str(row.pk), _("after %(row)s") % {"row": row}) for row in others)]
    if pk is None:
        choices.append((LAST, _("last")))
    field = form.fields[COMES]
    field.choices = choices  # type: ignore[attr-defined]  # a field of choices, as `order_field` makes it
    field.initial = form.initial[COMES] = _place_of(rows, pk)


def _place_of(rows: Iterable[Any], pk: int | None) -> str:
    before = LAST if pk is None else FIRST
    for row in rows:
        if row.pk == pk:
            return before
        before = str(row.pk) if pk is not None else before
    return before


def put_in_order(rows: QuerySet[Any], moves: Mapping[int, str]) -> None:
    """Move the rows of these keys to their places among `rows`, and number all of them anew from 1.

    A row whose place is after one that is gone stays where it is. Raises as `locking`.
    """
    with locking():
        found = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("position", "pk")}
    order = [pk for pk in found if moves.get(pk) != LAST]
    order += [pk for pk in found if moves.get(pk) == LAST]
    for pk, place in moves.items():
        if place == FIRST:
            order.remove(pk)
            order.insert(0, pk)
        elif place.isdigit() and int(place) in order and int(place) != pk:
            order.remove(pk)
            order.insert(order.index(int(place)) + 1, pk)
    changed = []
    for number, pk in enumerate(order, start=1):
        if found[pk].position != number:
            found[pk].position = number
            changed.append(found[pk])
    rows.model._default_manager.bulk_update(changed, ["position"])
