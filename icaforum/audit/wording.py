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
from icaforum.words.languages import own_name

Tracked = TypeVar("Tracked", bound=type[models.Model])

SIGNER = Signer(salt="icaforum.audit.wording")
# Versions shown of one thing; all are kept.
SHOWN = 50


@dataclass(frozen=True)
class Version:
    """Words that stood in a field of a row before, and what came after them.

    `language` is set for a column that holds a text by language. `page` is where the form for the row is, if
    that is not the form for the thing whose words are listed.
    """

    row: models.Model
    field: str
    text: str
    after: str
    at: datetime
    person: str
    key: int
    language: str = ""
    page: str = ""

    @property
    def label(self) -> str:
        """The words for the field."""
        return words_for(type(self.row), self.field, self.language)

    @property
    def name(self) -> str:
        """The name of the field in a form."""
        return f"{BY_LANGUAGE[type(self.row)][self.field]}_{self.language}" if self.language else self.field

    @property
    def parts(self) -> list[Part]:
        """The old words, with what replaced them taken away."""
        return marked(self.after, self.text)

    @property
    def token(self) -> str:
        """What an address carries to bring these words back."""
        return SIGNER.sign(f"{self.row._meta.label_lower}:{self.key}:{self.field}:{self.language}")


# Columns that hold a text by language, by model: how the fields of their form begin («name» of «name_en»).
BY_LANGUAGE: dict[type[models.Model], Mapping[str, str]] = {}


def keeps_words(*fields: str, by_language: Mapping[str, str] | None = None) -> Callable[[Tracked], Tracked]:
    """Have all versions of these texts of a model kept, from the first on; a decorator of its class.

    `by_language` names those that hold a text by language, with how the fields of their form begin.
    """
    fields = (*fields, *(by_language or {}))

    def decorate(model: Tracked) -> Tracked:
        BY_LANGUAGE[model] = by_language or {}
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


def words_for(model: type[models.Model], field: str, language: str) -> str:
    """Return the words for a text of a model; of a text by language with the language."""
    words = str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # a column
    return f"{words} ({own_name(language)})" if language else words


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
        # The language is left out of addresses that an earlier release has signed.
        label, key, field, language = f"{SIGNER.unsign(token)}:".split(":")[:4]
    except (BadSignature, ValueError):
        return {}
    model = apps.get_model(label)
    versions = _versions_of(model)
    found = versions._default_manager.filter(pk=key).first() if versions else None
    if not found:
        return {}
    name = f"{BY_LANGUAGE[model][field]}_{language}" if language else field
    return {f"{label}:{found.pgh_obj_id}": {name: texts_of(model, found)[field, language]}}


@transaction.atomic
def forget_words_of(keys: Iterable[int]) -> None:
    """Delete all versions that these people wrote, since the people are erased; what stands now stays.

    Their words are taken out of the versions of others too, each of which holds all texts of its row.
    """
    own = Context.objects.filter(metadata__user__in=list(keys))
    contexts = set(own.values_list("pk", flat=True))
    for model, versions in all_versions():
        theirs = versions._default_manager.filter(pgh_context__in=contexts)
        touched = set(theirs.values_list("pgh_obj_id", flat=True))
        for key in touched:
            kept = versions._default_manager.filter(pgh_obj_id=key).order_by("pgh_id")
            _take_out(model, list(kept), contexts)
        theirs.delete()
    own.delete()


def _take_out(model: type[models.Model], oldest_first: list[Any], contexts: set[Any]) -> None:
    """Empty the texts that were written in these contexts, in the versions of others that followed."""
    before: dict[tuple[str, str], str] = {}
    theirs: dict[tuple[str, str], bool] = {}
    for version in oldest_first:
        texts, is_theirs = texts_of(model, version), version.pgh_context_id in contexts
        theirs |= {name: is_theirs for name, text in texts.items() if text != before.get(name)}
        before = texts
        gone = [name for name, text in texts.items() if text and theirs[name] and not is_theirs]
        for field, language in gone:
            value = getattr(version, field) | {language: ""} if language else ""
            setattr(version, field, value)
        if gone:
            version.save(update_fields={field for field, _language in gone})


def _earlier(model: type[models.Model], rows: list[models.Model]) -> Iterator[Version]:
    kept = _versions_of(model)._default_manager.filter(pgh_obj_id__in=[row.pk for row in rows])
    oldest_first = list(kept.select_related("pgh_context").order_by("pgh_id"))
    names = _names_of(oldest_first)
    for row in rows:
        # A version holds all texts of the row: a text is of the one who wrote the first that has it.
        begun: dict[tuple[str, str], tuple[str, Any]] = {}
        for it in [*(version for version in oldest_first if version.pgh_obj_id == row.pk), row]:
            texts = texts_of(model, it)
            for field, language in {**begun, **texts}:
                text, version = begun.get((field, language), ("", None))
                now = texts.get((field, language), "")
                if now == text:
                    continue
                begun[field, language] = now, it
                if text:
                    yield Version(
                        row=row,
                        field=field,
                        text=text,
                        after=now,
                        at=version.pgh_created_at,
                        person=names.get(_person_of(version), ""),
                        key=version.pk,
                        language=language,
                    )


def texts_of(model: type[models.Model], row: Any) -> dict[tuple[str, str], str]:
    """Return the texts of a row of a model, or of a version of it, by column and language."""
    texts: dict[tuple[str, str], str] = {}
    for field in words_kept_of(model):
        value = getattr(row, field)
        if field in BY_LANGUAGE[model]:
            texts |= {(field, language): text for language, text in value.items()}
        else:
            texts[field, ""] = value
    return texts


def _versions_of(model: type[models.Model]) -> Any:
    return next(iter(getattr(model, "pgh_event_models", {}).values()), None)


def all_versions() -> Iterator[tuple[type[models.Model], Any]]:
    """Yield each model that keeps its words, with the model of its versions."""
    return ((model, found) for model in apps.get_models() if (found := _versions_of(model)))


def _person_of(version: Any) -> int | None:
    return version.pgh_context.metadata.get("user") if version.pgh_context else None


def _names_of(versions: Iterable[Any]) -> Mapping[int | None, str]:
    keys = {key for version in versions if (key := _person_of(version))}
    people = get_user_model()._default_manager.filter(pk__in=keys) if keys else ()
    return {person.pk: str(person) for person in people}
