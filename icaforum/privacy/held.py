"""What the table of rows that are a person's is made of (`icaforum.privacy.rows`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from icaforum.audit.verbs import Words
from icaforum.privacy.subjects import Subject, whole


@dataclass(frozen=True)
class Rows:
    """The rows of one kind that are a person's.

    `empties` are the columns that are emptied where the rows stay; without `stays`, which says why they do,
    they go. `typed` are columns of JSON in which an address may stand anywhere. `shows` are the columns of
    the readable page; the file has all.
    """

    model: type[Model]
    title: Words
    of: Callable[[Subject], Q]
    shows: str
    empties: Mapping[str, Any] = field(default_factory=dict)
    stays: Words = ""
    typed: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Whether erasing deletes these rows."""
        return not self.stays

    def held(self, subject: Subject) -> QuerySet[Any]:
        """Return the rows of a person, the newest first."""
        rows = self.model._base_manager.annotate(
            **{f"_{name}": Lower(Cast(name, TextField())) for name in self.typed}
        )
        mine = self.of(subject)
        for name in self.typed:
            for address in subject.addresses:
                mine |= Q(**{f"_{name}__regex": whole(address)})
        return rows.filter(mine).order_by("-pk")


def by_person(subject: Subject) -> Q:
    """Return the condition of the rows that name the person in `person`."""
    return Q(person=subject.key)


def by_user(subject: Subject) -> Q:
    """Return the condition of the rows that name the person in `user`."""
    return Q(user=subject.key)
