"""Which lines of the history are about a city, a person, an event: by what belongs to it.

An entry holds the key of its own target alone. Each app says beside its verbs what its things belong to, as
it says the words of its verbs, and here one statement finds all lines from that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from icaforum.audit.details import DETAILS
from icaforum.audit.models import Entry, EntryQuerySet
from icaforum.words.unions import union_of

# More things than this at once are not asked for: a search that finds more should say more.
MOST_THINGS = 20


@dataclass(frozen=True)
class Belonging:
    """Rows of `model` belong to a thing by a path of fields; `key` is the column of the thing it holds.

    `within`: they are edited as a part of the thing, and the entry of the edit is about the thing. `detail`
    is the keyword under which that entry holds the key of the row; empty where it holds none.
    """

    model: type[models.Model]
    path: str
    key: str
    within: bool
    detail: str

    def rows_of(self, owner: type[models.Model], keys: Iterable[Any]) -> models.QuerySet[Any]:
        """Return the rows that belong to these things of `owner`."""
        held: Any = list(keys)
        if self.key != "pk":
            held = owner._default_manager.filter(pk__in=held).order_by().values(self.key)
        return self.model._default_manager.filter(**{f"{self.path}__in": held}).order_by()


BELONGINGS: dict[type[models.Model], list[Belonging]] = {}
# Keys in details that stand for a thing by another of its columns: by the thing, the keyword and the column.
MENTIONS: dict[type[models.Model], list[tuple[str, str]]] = {}


def belongs(
    model: type[models.Model],
    *paths: str,
    to: type[models.Model],
    key: str = "pk",
    within: bool = False,
    detail: str = "",
) -> None:
    """Say that rows of a model belong to a thing by these paths: what is done to them is about it too.

    `key`, `within` and `detail` are as in `Belonging`.
    """
    BELONGINGS.setdefault(to, []).extend(Belonging(model, path, key, within, detail) for path in paths)


def mentioned_by(model: type[models.Model], detail: str, *, column: str) -> None:
    """Say that a detail of entries holds this column of a thing, where it does not hold its key."""
    MENTIONS.setdefault(model, []).append((detail, column))


def gathers(model: type[models.Model]) -> bool:
    """Return whether more is about a thing of this model than what was done to itself."""
    return concrete(model) in BELONGINGS


def concrete(model: type[models.Model]) -> type[models.Model]:
    """Return what a proxy stands for: the history knows nothing else."""
    return model._meta.concrete_model or model


def about_any(
    found: Sequence[tuple[type[models.Model], Sequence[Any]]], *more: EntryQuerySet
) -> EntryQuerySet:
    """Return the entries about any of these things (models, each with keys of its rows), and `more` of them.

    About a thing is what was done to it and to what belongs to it, what names it in its details, and of a
    person what the person did. One statement, each part of which reads an index.
    """
    about = [part for model, keys in found if keys for part in _parts(concrete(model), keys)]
    parts = [part.order_by().values("pk") for part in (*about, *more)]
    if not parts:
        return Entry.objects.none()
    # A union and not one condition: PostgreSQL would go through the whole history for «or» with subqueries.
    return Entry.objects.filter(pk__in=union_of(parts, doubles=True))


def _parts(model: type[models.Model], keys: Sequence[Any]) -> Iterator[EntryQuerySet]:
    yield Entry.objects.filter(target_type=model._meta.label_lower, target_id__in=[str(key) for key in keys])
    if not gathers(model):
        return
    keys = keys[:MOST_THINGS]
    if issubclass(model, get_user_model()):
        yield Entry.objects.filter(actor_id__in=keys)
    for belonging in BELONGINGS.get(model, ()):
        rows = belonging.rows_of(model, keys).values(_key=Cast("pk", models.CharField()))
        yield Entry.objects.filter(target_type=belonging.model._meta.label_lower, target_id__in=rows)
    if named := list(_named(model, keys)):
        yield Entry.objects.filter(reduce(or_, named))


def _named(model: type[models.Model], keys: Sequence[Any]) -> Iterator[Q]:
    """Yield the conditions of entries whose details hold one of the things, alone or in a list."""
    for name in (name for name, detail in DETAILS.items() if detail.model is model):
        yield from _holds(name, keys)
    for name, column in MENTIONS.get(model, ()):
        held = model._default_manager.filter(pk__in=keys).order_by().values_list(column, flat=True)
        yield from _holds(name, [key for key in held if key is not None])


def _holds(name: str, keys: Iterable[Any]) -> Iterator[Q]:
    for key in keys:
        yield Q(details__contains={name: key}) | Q(details__contains={name: [key]})
