"""The classes of fields: what a field says of a person, and so what happens to it when one is erased."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Classes:
    """The fields of one model by their class, as names with spaces between.

    - `personal`: says something of the person whose row it is; handed out, and gone after erasing;
    - `private`: as `personal`, and nobody but the person themselves reads it;
    - `names`: holds names and nothing else, of people with or without an account; theirs is taken out;
    - `words`: what people wrote to each other, in which somebody may be named; names and addresses are
      taken out;
    - `notes`: as `words`, and for the secretariat alone;
    - `works`: what the Forum or a city publishes; it stays, and whoever erases is told where it names one;
    - `person`: the key of a person; it stays, and leads to a row without a name;
    - `opens`: opens a door, such as the number in a link; it is never shown, and gone after erasing;
    - `plain`: says nothing of a person.
    """

    personal: str = ""
    private: str = ""
    names: str = ""
    words: str = ""
    notes: str = ""
    works: str = ""
    person: str = ""
    opens: str = ""
    plain: str = ""

    def of(self, *classes: str) -> list[str]:
        """Return the names of the fields of these classes."""
        return [name for it in classes for name in getattr(self, it).split()]


CLASSES = tuple(field.name for field in fields(Classes))


def stored_models() -> Iterator[type[models.Model]]:
    """Yield each model with a table that Django keeps, those between two others too."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def label_of_texts(model: type[models.Model]) -> str:
    """Return the label under which a model's fields are classed; old wordings have that of their texts."""
    return getattr(model, "pgh_tracked_model", model)._meta.label_lower


def classes_of(model: type[models.Model], table: Mapping[str, Classes]) -> Classes:
    """Return the classes of a model's fields. Raises KeyError where the table has none.

    Old wordings (`icaforum.audit.wording`) have those of the texts, and columns of their own that are plain.
    """
    found = table[label_of_texts(model)]
    if not hasattr(model, "pgh_tracked_model"):
        return found
    kept = {field.name for field in model._meta.concrete_fields}
    own = " ".join(sorted(name for name in kept if name.startswith("pgh_")))
    texts = {it: " ".join(name for name in found.of(it) if name in kept) for it in CLASSES}
    return Classes(**texts | {"plain": f"{texts['plain']} {own}"})


def unclassed(model: type[models.Model], table: Mapping[str, Classes]) -> dict[str, str]:
    """Return what is wrong with the classes of a model, by the name of a field; nothing where all is well."""
    try:
        named = classes_of(model, table).of(*CLASSES)
    except KeyError:
        return {"": "the model has no classes"}
    stored = {field.name for field in model._meta.concrete_fields}
    wrong = dict.fromkeys(sorted(stored - set(named)), "has no class")
    wrong |= dict.fromkeys(sorted(set(named) - stored), "is no field")
    return wrong | {name: "has two classes" for name in named if named.count(name) > 1}
