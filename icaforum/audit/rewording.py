"""Which words an edit in the history took away, and which it put in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Cast

from icaforum.audit.belonging import BELONGINGS
from icaforum.audit.models import Entry
from icaforum.audit.wording import all_versions, texts_of, words_for, words_kept_of
from icaforum.words.differences import Part, marked

Place = tuple[str, str, Any]
"""The kind and the key of a thing, and a moment: an edit and the versions of one transaction share it."""


@dataclass(frozen=True)
class Reworded:
    """One text that an edit changed: the words for its field, what it said before, and what it says then."""

    label: str
    before: str
    after: str

    @property
    def parts(self) -> list[Part]:
        """The new words, with those that they replaced taken away."""
        return marked(self.before, self.after)


def rewordings(entries: Iterable[Entry], *, readable: set[str]) -> dict[int, list[Reworded]]:
    """Return, by the key of each entry, the texts that this edit changed; at most a statement a model.

    `readable` holds the labels of the kinds that the reader may open: texts of other kinds are left out.
    What is confidential or never changes keeps no versions (`icaforum.audit.wording`), and so is not here.
    """
    edits: dict[Place, list[Entry]] = {}
    for entry in entries:
        if "fields" in entry.details:
            edits.setdefault((entry.target_type, entry.target_id, entry.at), []).append(entry)
    found: dict[int, list[Reworded]] = {}
    for model, versions in all_versions():
        if model._meta.label_lower not in readable:
            continue
        for label, (path, detail) in _owners(model).items():
            for place, key, texts in _changed(model, versions, label, path, list(edits)):
                for field, reworded in texts:
                    for entry in _edits_of(field, key, detail, edits.get(place, ())):
                        found.setdefault(entry.pk, []).append(reworded)
    return found


def _edits_of(field: str, key: Any, detail: str, edits: Sequence[Entry]) -> Sequence[Entry]:
    """Return which of the edits of one moment changed this field of the row with this key."""
    # An entry that an earlier release wrote may not hold the key of the row.
    own = [it for it in edits if field in it.details["fields"] and it.details.get(detail, key) == key]
    return own or edits


def _owners(model: type[models.Model]) -> dict[str, tuple[str, str]]:
    """Return the kinds of things whose edits change texts of this model.

    With the path from it to them, and the detail of their entries that holds its key.
    """
    owners = {model._meta.label_lower: ("pk", "")}
    for owner, belongings in BELONGINGS.items():
        for it in belongings:
            if it.model is model and it.within:
                owners[owner._meta.label_lower] = it.path, it.detail
    return owners


def _changed(
    model: type[models.Model], versions: Any, label: str, path: str, edits: Sequence[Place]
) -> Iterable[tuple[Place, Any, list[tuple[str, Reworded]]]]:
    """Yield the place of each edit of this kind of thing, with a row of the model and what it changed there.

    That is the key of the row, and each text with the name of its field.
    """
    keys = {key for kind, key, _at in edits if kind == label}
    if not keys:
        return
    same = versions._default_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"))
    before = same.filter(pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    fields = words_kept_of(model)
    rows = (
        versions._default_manager.filter(pgh_created_at__in={at for *_thing, at in edits})
        .filter(Q(**{f"pgh_obj__{path}__in": keys}))
        .annotate(_owner=Cast(f"pgh_obj__{path}", models.CharField()))
        .annotate(**{f"_was_{name}": Subquery(before.values(name)[:1]) for name in fields})
        .order_by("pgh_id")
    )
    for row in rows:
        was = SimpleNamespace(**{name: getattr(row, f"_was_{name}") for name in fields})
        # A row's first version replaced nothing.
        if all(getattr(was, name) is None for name in fields):
            continue
        yield (label, row._owner, row.pgh_created_at), row.pgh_obj_id, _differences(model, was, row)


def _differences(model: type[models.Model], was: Any, now: Any) -> list[tuple[str, Reworded]]:
    old, new = texts_of(model, was), texts_of(model, now)
    return [
        (name[0], Reworded(words_for(model, *name), old.get(name, ""), new.get(name, "")))
        for name in {**old, **new}
        if old.get(name, "") != new.get(name, "")
    ]
