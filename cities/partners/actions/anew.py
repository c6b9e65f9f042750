"""Asks organisations again at the table of a thing that has become another: a new version, another title."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from cities.partners.links import ask_if_possible
from cities.partners.models import AtTable, table_of
from cities.partners.rules import is_called_otherwise
from cities.people.models import User
from icaforum.audit.record import record

State = AtTable.State


def ask_anew_if_another(
    thing: models.Model, *, was: Mapping[str, str], now: Mapping[str, str], by: User
) -> None:
    """Ask those at the table of a thing again whose title has become another one in some language.

    `was` and `now` are its titles by language, of a thing with one title by any word. For each way in which a
    title changes, after it is written.
    """
    if is_called_otherwise(was, now):
        ask_anew(thing, by=by)


@transaction.atomic
def ask_anew(thing: models.Model, *, by: User) -> int:
    """Ask each organisation again that agreed to stand at this thing as it was; return how many.

    It agreed to have taken part in that; until it agrees again its kind alone stands there. One without an
    address can still agree by its link. While the thing is not out nobody is mailed: the link would lead
    nowhere, and `ask_those_left` asks them once it is.
    """
    table = table_of(thing)
    is_out = table.things().filter(table.things().in_force(), pk=thing.pk).exists()
    agreed = list(table.objects.filter(thing=thing.pk, state=State.AGREED).values_list("pk", flat=True))
    for key in agreed:
        row: Any = table.objects.locked(key)
        row.keep_what_was_agreed()
        row.before["thing"] = True
        row.state, row.agreed_seal, row.they_say, row.nothing_so_far = State.NOT_ASKED, "", "", False
        row.save(update_fields=["state", "agreed_seal", "they_say", "nothing_so_far", "before"])
        record("organisation changed", row, by=by, fields=["thing"])
        if is_out:
            ask_if_possible(row)
    return len(agreed)
