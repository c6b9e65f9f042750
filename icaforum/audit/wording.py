"""What a text said before: who wrote which words, and when, kept by triggers of the database.

django-pghistory writes a row for each version of the texts of a model that says `keeps_words`; decision 8
says why, and what is outside. This module names the models, reads the versions, and forgets a person's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from pghistory.models import Context

from icaforum.words.differences import Part, marked

Tracked = TypeVar("Tracked", bound=type[models.Model])

SIGNER = Signer(salt="icaforum.audit.wording")
# Versions shown of one thing; all are kept.
SHOWN = 50


@dataclass(frozen=True)
class Version:
    """Words that stood in a field of a row before, and what came after them."""

    row: models.Model
    field: str
    text: str
    after: str
    at: datetime
    person: str
    key: int

    @property
    def label(self) -> str:
        """The words for the field."""
        return str(self.row._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]  # a column

    @property
    def parts(self) -> list[Part]:
        """The old words, with what replaced them taken away."""
        return marked(self.after, self.text)

    @property
    def token(self) -> str:
        """What an address carries to bring these words back."""
        return SIGNER.sign(f"{self.row._meta.label_lower}:{self.key}:{self.field}")


def keeps_words(*fields: str) -> Callable[[Tracked], Tracked]:
    """Have all versions of these texts of a model kept, from the first on; a decorator of its class."""

    def decorate(model: Tracked) -> Tracked:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pghistory.AnyChange(*fields)),
            fields=list(fields),
            obj_field=pghistory.ObjForeignKey(related_name="words_before"),
            model_name=f"{model.__name__}Words",
        )(model)

    return decorate


def words_kept_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of the texts of a model whose versions are kept; none for most models."""
    versions = _versions_of(model)
    if versions is None:
        return ()
    return tuple(it.name for it in versions._meta.fields if not it.name.startswith("pgh_"))


def earlier_words(rows: Iterable[models.Model]) -> list[Version]:
    """Return what stood in the texts of these rows before, the newest first, at two statements a model."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        if _versions_of(type(row)):
            by_model.setdefault(type(row), []).append(row)
    found = [version for model, some in by_model.items() for version in _earlier(model, some)]
    return sorted(found, key=lambda version: (version.at, version.key), reverse=True)[:SHOWN]


def words_to_bring_back(token: str) -> dict[str, dict[str, str]]:
    """Return the words that an address carries: by the label and key of their row, the text of a field.

    Nothing for an address that is none of ours, or whose words are gone.
    """
    try:
        label, key, field = SIGNER.unsign(token).split(":")
    except (BadSignature, ValueError):
        return {}
    versions = _versions_of(apps.get_model(label))
    found = versions._default_manager.filter(pk=key).first() if versions else None
    return {f"{label}:{found.pgh_obj_id}": {field: getattr(found, field)}} if found else {}


@transaction.atomic
def forget_words_of(keys: Iterable[int]) -> None:
    """Delete all versions that these people wrote, since the people are erased; what stands now stays."""
    own = Context.objects.filter(metadata__user__in=list(keys))
    for versions in _all_versions():
        versions._default_manager.filter(pgh_context__in=own).delete()
    own.delete()


def _earlier(model: type[models.Model], rows: list[models.Model]) -> Iterator[Version]:
    versions = _versions_of(model)
    by_key = {row.pk: row for row in rows}
    kept = versions._default_manager.filter(pgh_obj_id__in=by_key).select_related("pgh_context")
    newest_first = list(kept.order_by("-pgh_id"))
    names = _names_of(newest_first)
    for field in words_kept_of(model):
        after = {key: getattr(row, field) for key, row in by_key.items()}
        for kept_row in newest_first:
            text, key = getattr(kept_row, field), kept_row.pgh_obj_id
            if text and text != after[key]:
                yield Version(
                    row=by_key[key],
                    field=field,
                    text=text,
                    after=after[key],
                    at=kept_row.pgh_created_at,
                    person=names.get(_person_of(kept_row), ""),
                    key=kept_row.pk,
                )
            after[key] = text


def _versions_of(model: type[models.Model]) -> Any:
    return next(iter(getattr(model, "pgh_event_models", {}).values()), None)


def _all_versions() -> Iterator[Any]:
    return (found for model in apps.get_models() if (found := _versions_of(model)))


def _person_of(version: Any) -> int | None:
    return version.pgh_context.metadata.get("user") if version.pgh_context else None


def _names_of(versions: Iterable[Any]) -> Mapping[int | None, str]:
    keys = {key for version in versions if (key := _person_of(version))}
    people = get_user_model()._default_manager.filter(pk__in=keys) if keys else ()
    return {person.pk: str(person) for person in people}
