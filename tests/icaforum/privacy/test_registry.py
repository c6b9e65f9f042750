"""Every field of every model says what it tells of a person."""

import pytest
from django.utils.functional import Promise

from icaforum.privacy.classes import Classes, label_of_texts, stored_models, unclassed
from icaforum.privacy.handing_out import LABELS
from icaforum.privacy.registry import FIELDS
from icaforum.privacy.rows import ACCOUNT, ROWS

MODELS = {model._meta.label: model for model in stored_models()}


def test_every_field_has_exactly_one_class():
    wrong = {label: unclassed(model, FIELDS) for label, model in MODELS.items()}

    assert {label: fields for label, fields in wrong.items() if fields} == {}
    assert FIELDS.keys() == {label_of_texts(model) for model in MODELS.values()}


@pytest.mark.parametrize(
    ("label", "classes", "wrong"),
    [
        (
            "cities.CityNote",
            Classes(notes="text", plain="id city written_at"),
            {"written_by": "has no class"},
        ),
        (
            "cities.CityNote",
            Classes(notes="text", person="written_by", plain="id city written_at read_at text"),
            {"read_at": "is no field", "text": "has two classes"},
        ),
        ("cities.CityWords", Classes(plain="other_names"), {"about": "has no class"}),
    ],
)
def test_a_field_without_a_class_is_found(label, classes, wrong):
    assert unclassed(MODELS[label], {label_of_texts(MODELS[label]): classes}) == wrong


def test_a_model_without_classes_is_found():
    assert unclassed(MODELS["cities.Letter"], {}) == {"": "the model has no classes"}


def test_whatever_is_personal_stands_in_rows_that_erasing_reaches():
    """A new model with something personal has to be found from its person, not only classed."""
    reached = {rows.model._meta.label_lower for rows in (ACCOUNT, *ROWS)}
    personal = {label for label, classes in FIELDS.items() if classes.of("personal", "private")}

    assert personal - reached == set()


def test_what_a_page_shows_of_a_row_is_named_in_the_reader_s_language():
    unnamed = {
        (rows.model._meta.label, name)
        for rows in (ACCOUNT, *ROWS)
        for name in rows.shows.split()
        if (rows.model._meta.model_name, name) not in LABELS
        and not isinstance(rows.model._meta.get_field(name).verbose_name, Promise)
    }

    assert unnamed == set()


def test_rows_that_stay_have_nothing_personal_left():
    left = {
        rows.model._meta.label: set(FIELDS[rows.model._meta.label_lower].of("personal", "private"))
        - rows.empties.keys()
        for rows in (ACCOUNT, *ROWS)
        if not rows.goes
    }

    assert {label: fields for label, fields in left.items() if fields} == {
        "cities.User": {"email"},  # replaced by a number
    }
