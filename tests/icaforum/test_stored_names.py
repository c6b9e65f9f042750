"""Names that were stored before their columns cleaned them are cleaned by migrations."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from cities.models import AccessRequest, Application, Invitation, User
from events.models import Speaker
from icaforum.words import name_fields
from tests.factories import make_application, make_city, make_event, make_user

pytestmark = pytest.mark.django_db

RAW = "\u202e Ada\u200b \u2066Byron  "
JOINED = "نیما\u200cپور"  # the joiner between letters is a part of the name


def stored(row, column, name):
    """Write a name as it stood before the column cleaned it; return the row."""
    type(row).objects.filter(pk=row.pk).update(**{column: name})
    return row


def clean_all():
    import_module("cities.migrations.0016_clean_names").clean(apps, None)
    import_module("events.migrations.0007_clean_names").clean(apps, None)


def names(model, column):
    return list(model.objects.order_by("pk").values_list(column, flat=True))


def test_every_name_of_a_person_is_cleaned():
    city, event = make_city(), make_event()
    offer = Invitation.objects.create(city=city, email="a@city.example", expires_at="2031-01-01T00:00Z")
    asked = AccessRequest.objects.create(city=city, email="a@city.example", name="x")
    rows = [
        (make_user(), "name"),
        (make_user(), "greeting"),
        (offer, "name"),
        (asked, "name"),
        (make_application(), "person_name"),
        (Speaker.objects.create(event=event, name="x"), "name"),
    ]
    for row, column in rows:
        stored(row, column, RAW)

    clean_all()

    for row, column in rows:
        row.refresh_from_db()
        assert (column, getattr(row, column)) == (column, "Ada Byron")


def test_what_belongs_to_a_name_stays():
    good = ["Ada Byron", "José Ångström", JOINED, "Đặng", "O’Neill", ""]
    for name in good:
        stored(make_user(), "name", name)

    clean_all()

    assert names(User, "name") == good


def test_a_name_of_invisible_signs_alone_is_no_name():
    person = stored(make_user(), "name", "\u200b\u2800")
    speaker = stored(Speaker.objects.create(event=make_event(), name="x"), "name", "\u200b")

    clean_all()

    person.refresh_from_db()
    speaker.refresh_from_db()
    assert (person.name, str(person), speaker.name) == ("", person.email, "–")


def test_it_goes_on_over_the_end_of_a_batch(monkeypatch):
    monkeypatch.setattr(name_fields, "BATCH", 2)
    for _ in range(5):
        stored(make_user(), "name", RAW)

    clean_all()

    assert names(User, "name") == ["Ada Byron"] * 5


def test_a_name_that_somebody_saves_meanwhile_stays(monkeypatch):
    """As a process of today's release saves it, after the batch was read."""
    person = stored(make_user(), "name", RAW)
    clean = name_fields.clean_name

    def saved_meanwhile(name):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cities_user SET name = 'Grace Hopper' WHERE id = %s", [person.pk])
        return clean(name)

    monkeypatch.setattr(name_fields, "clean_name", saved_meanwhile)
    name_fields.clean_stored_names(User, "name")

    person.refresh_from_db()
    assert person.name == "Grace Hopper"


def test_nothing_is_left_to_clean_by_a_second_run():
    stored(make_application(), "person_name", RAW)

    assert name_fields.clean_stored_names(Application, "person_name") == 1
    assert name_fields.clean_stored_names(Application, "person_name") == 0
