"""Asks organisations again at the table of a thing that has become another: a new version, another title."""

from typing import Any

from django.db import models, transaction

from cities.partners.links import mail_the_link, objects_to
from cities.partners.models import AtTable, table_of
from cities.partners.rules import is_another_title
from cities.people.models import User
from icaforum.audit.record import record

State = AtTable.State


def ask_anew_if_another(thing: models.Model, *, was: str, now: str, by: User) -> None:
    """Ask those at the table of a thing again whose title has become another one."""
    if is_another_title(was, now):
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
            _mail(row)
    return len(agreed)


@transaction.atomic
def ask_those_left(thing: models.Model) -> None:
    """Ask those at the table of a thing that is out again whom nobody asked while it was not."""
    rows = table_of(thing).objects
    for key in (
        rows.filter(thing=thing.pk, state=State.NOT_ASKED).exclude(email="").values_list("pk", flat=True)
    ):
        _mail(rows.locked(key))


def _mail(row: Any) -> None:
    if row.email and not row.hidden_at and not objects_to(row):
        mail_the_link(row)
        row.save(update_fields=["state", "asked_at", "reminded_at", "answered_at"])
