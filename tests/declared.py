"""What the tests of declared fields (`icaforum.words.fields`) ask of each class in the same way."""

from datetime import date, time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cities.models import City, Theme
from tests.factories import make_city, make_theme

MAKE = {City: make_city, Theme: make_theme}
BY_TYPE = {
    ArrayField: ["de"],
    models.BooleanField: True,
    models.DateField: date(2030, 1, 2),
    models.PositiveIntegerField: 77,
    models.PositiveSmallIntegerField: 77,
    models.SlugField: "another-word",
    models.TimeField: time(7, 30),
    models.URLField: "https://example.org/another",
}
BY_NAME = {"language": "de", "time_zone": "Europe/Madrid"}
"""Texts for which a form has choices and the model has none."""


def each_field(*declared):
    """The fields of pairs of a model and its declaration."""
    return [(model, field) for model, declaration in declared for field in declaration.fields]


def forgotten(model, declared):
    """The editable fields of a model that its declaration does not name."""
    every = (*model._meta.fields, *model._meta.many_to_many)
    editable = {field.name for field in every if field.editable and not field.primary_key}
    return editable - set(declared.names) - set(declared.not_typed)


def a_value(model, name):
    """Something to set a field to that it does not have by itself."""
    field = model._meta.get_field(name)
    if field.many_to_many:
        return [MAKE[field.related_model]()]
    if field.choices:
        return field.choices[-1][0]
    return BY_NAME.get(name) or BY_TYPE.get(type(field), "Zitronenbaum")


def stored(row, name):
    value = getattr(type(row).objects.get(pk=row.pk), name)
    return list(value.all()) if type(row)._meta.get_field(name).many_to_many else value
