"""The columns of names: a person's, cleaned when it is written, and what other names are compared by."""

from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models

from icaforum.words.forms import Name
from icaforum.words.names import SORT_KEY_LENGTH, clean_name, name_keys, refuse_domains, validate_name


class NameField(models.CharField):
    """The name of a person, without signs that nobody sees (`icaforum.words.names.clean_name`)."""

    default_validators = [validate_name, refuse_domains]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 -- Django's signature
        """Clean the name on the object as well, so that it shows what the row holds."""
        value = getattr(model_instance, self.attname)
        if not isinstance(value, str):
            return value  # an expression, such as the default that the database knows
        value = clean_name(value)
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        """Return the form field that cleans, and refuses in our words."""
        return super().formfield(**{"form_class": Name} | options)


class NameKeysField(ArrayField):
    """What a name in the column `of` is compared by (`icaforum.words.names.name_keys`), made at each save."""

    def __init__(self, *, of: str, **options: Any) -> None:
        """Take the column of the name; the keys themselves are never given."""
        self.of = of
        fixed: dict[str, Any] = {"default": list, "db_default": [], "editable": False}
        super().__init__(models.CharField(max_length=SORT_KEY_LENGTH), **options | fixed)

    def deconstruct(self) -> Any:
        """Return what a migration writes down: the column of the name alone."""
        name, path, args, options = super().deconstruct()
        made = {"base_field", "size", "default", "db_default", "editable"}
        return name, path, args, {key: it for key, it in options.items() if key not in made} | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 -- Django's signature
        """Make the keys of the name as it is written now."""
        keys = name_keys(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, keys)
        return keys


# Names that may hold a sign to clean: with other letters than ASCII's, or with spaces that are one too many.
_MAY_BE_UNCLEAN = r"[^ -~]|^ | $|  "
BATCH = 500
NAMELESS = "–"


def clean_stored_names(model: type[models.Model], column: str) -> int:
    """Clean the names in a column that were stored before it was a `NameField`; return how many changed.

    For migrations: it reads in batches, and writes a row only where the name is still the one it read, so
    that a name which somebody saves meanwhile stays. One that holds no visible sign is empty then, or a dash
    where the column needs a name.
    """
    field = cast(models.CharField, model._meta.get_field(column))
    changed, last = 0, 0
    unclean = model._base_manager.filter(**{f"{column}__regex": _MAY_BE_UNCLEAN}).order_by("pk")
    while batch := list(unclean.filter(pk__gt=last).values_list("pk", column)[:BATCH]):
        last = batch[-1][0]
        for key, name in batch:
            cleaned = clean_name(name)[: field.max_length] or ("" if field.blank else NAMELESS)
            if cleaned != name:
                row = model._base_manager.filter(**{"pk": key, column: name})
                changed += row.update(**{column: cleaned})
    return changed


def fill_name_keys(model: type[models.Model], column: str, of: str) -> int:
    """Fill in the keys of names that were stored before the column stood beside them; return of how many.

    For migrations, in batches as above. A name is changed by a save, which makes its keys.
    """
    filled, last = 0, 0
    unfilled = model._base_manager.filter(**{column: []}).order_by("pk")
    while batch := list(unfilled.filter(pk__gt=last).values_list("pk", of)[:BATCH]):
        last = batch[-1][0]
        for key, name in batch:
            filled += unfilled.filter(**{"pk": key, of: name}).update(**{column: name_keys(name)})
    return filled
