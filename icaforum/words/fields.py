"""What a model is made of, declared once for its form, its actions, its admin page and its search.

An app declares its fields in its `fields.py`. `form.Meta` takes `names` and `widgets`, the actions put what
they are given through `split`, the admin page takes `fieldsets()` and the search `weights`. So a new field is
named in the model, its migration, the declaration, the template that shows it, and the translation.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db import models
from django.forms import Widget
from django.utils.functional import Promise

from icaforum.words.languages import LANGUAGE_CHOICES

Weight = Literal["A", "B", "C"]  # PostgreSQL has a fourth, D, which is left to the words of files


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages that a reader can have. By a function, so that one more needs no migration."""
    return settings.LANGUAGES


def language_of_text(label: Any) -> "models.CharField[str, str]":
    """Return the field of the language of a text; empty where it was written before the portal asked."""
    return models.CharField(
        label, max_length=10, choices=LANGUAGE_CHOICES, blank=True, default="", db_default=""
    )


@dataclass(frozen=True)
class Field:
    """One field, by the name it has in the model.

    - `many`: it links to many rows of another table, which is written once its own row is there;
    - `weight`: how much its words count in the search, A most; without one it is not searched;
    - `widget`: in place of the one that the admin chooses, as in `Meta.widgets` of a form;
    - `beside`: on the page it stands on the same line as the field before it;
    - `only_on_page`: the page shows it or the form asks for it by itself, and no action takes it as a field.
    """

    name: str
    many: bool = False
    weight: Weight | None = None
    widget: Widget | type[Widget] | None = None
    beside: bool = False
    only_on_page: bool = False


@dataclass(frozen=True)
class Section:
    """Fields that stand together on the admin page, in this order; one that is `folded` opens on a click."""

    title: str | Promise | None
    fields: tuple[Field, ...]
    folded: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that people fill in and actions take."""
        return tuple(field.name for field in self.fields if not field.only_on_page)


@dataclass(frozen=True)
class Declaration:
    """All fields of a model: those that people fill in, by section, and the names of those `not_typed`.

    What is not typed is written by verbs or by the database. It is named so that a test can tell it from a
    field that was forgotten here.
    """

    sections: tuple[Section, ...]
    not_typed: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that people fill in, in the order of the page."""
        every = (field for section in self.sections for field in section.fields)
        return tuple(field for field in every if not field.only_on_page)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names: `Meta.fields` of the form."""
        return tuple(field.name for field in self.fields)

    @property
    def widgets(self) -> dict[str, Widget | type[Widget]]:
        """The widgets that were chosen here: `Meta.widgets` of the form."""
        return {field.name: field.widget for field in self.fields if field.widget}

    @property
    def weights(self) -> dict[Weight, tuple[str, ...]]:
        """The names of the fields that are searched, by their weight, the heaviest first."""
        # Sorted, because a set of texts has another order in each process.
        used = sorted({field.weight for field in self.fields if field.weight})
        return {weight: tuple(it.name for it in self.fields if it.weight == weight) for weight in used}

    def split(self, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Iterable[Any]]]:
        """Split what an action was given into the columns of the row and the links to many other rows.

        The links apart, because they can be written only once the row has its key.

        Raises TypeError for a name that is not declared, which is a mistake in the code of the caller.
        """
        if unknown := set(facts) - set(self.names):
            raise TypeError(f"There is no field {', '.join(sorted(unknown))} to set here.")
        links = {field.name: facts[field.name] for field in self.fields if field.many and field.name in facts}
        return {name: value for name, value in facts.items() if name not in links}, links

    def fieldsets(
        self, *, without: Collection[str] = (), unfolded: Collection[Section] = ()
    ) -> list[tuple[Any, Any]]:
        """Return the sections as `ModelAdmin.fieldsets`.

        `without` are names of fields to leave out, `unfolded` sections to show open all the same.
        """
        made = []
        for section in self.sections:
            options: dict[str, Any] = {
                "fields": _lines(it for it in section.fields if it.name not in without)
            }
            if section.folded and section not in unfolded:
                options["classes"] = ("collapse",)
            made.append((section.title, options))
        return made


def _lines(fields: Iterable[Field]) -> tuple[str | tuple[str, ...], ...]:
    """Return the names as Django's admin takes them: a tuple within for those that share a line."""
    lines: list[list[str]] = []
    for field in fields:
        if field.beside and lines:
            lines[-1].append(field.name)
        else:
            lines.append([field.name])
    return tuple(line[0] if len(line) == 1 else tuple(line) for line in lines)
