from io import StringIO

import pytest
from django.core.management import call_command

from cities.directory.actions import edit_city
from cities.models import City, Theme
from icaforum.audit.models import Entry
from pilots.models import PilotProject

pytestmark = pytest.mark.django_db


def load():
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def loaded(lasting_rows):
    """What a first run said; its rows last for all tests of this file."""
    return load()


def test_a_first_run_creates_and_says_so(loaded):
    assert loaded == [
        "themes: 24 created, 0 changed, 0 unchanged",
        "cities: 100 created, 0 changed, 0 unchanged",
        "pledge: 0 created, 41 changed, 0 unchanged",
        "pilot projects: 5 created, 0 changed, 0 unchanged",
        "words for the search: 47 created, 0 changed, 0 unchanged",
    ]


def test_a_second_run_changes_nothing(loaded):
    lines = Entry.objects.count()

    assert load() == [
        "themes: 0 created, 0 changed, 24 unchanged",
        "cities: 0 created, 0 changed, 100 unchanged",
        "pledge: 0 created, 0 changed, 41 unchanged",
        "pilot projects: 0 created, 0 changed, 5 unchanged",
        "words for the search: 0 created, 0 changed, 47 unchanged",
    ]
    assert Entry.objects.count() == lines


def test_a_changed_fact_is_put_right_and_what_a_city_wrote_is_kept(loaded):
    City.objects.filter(slug="accra").update(time_zone="UTC", about="Our own words.")

    assert load()[1] == "cities: 0 created, 1 changed, 99 unchanged"

    accra = City.objects.get(slug="accra")
    assert (accra.time_zone, accra.about) == ("Africa/Accra", "Our own words.")


def test_every_city_has_a_circle_and_a_place(loaded):
    assert City.objects.filter(circle__isnull=True).count() == 0
    assert City.objects.filter(latitude__isnull=True).count() == 0
    assert City.objects.filter(kind=City.Kind.C40).count() == 97


def test_nine_cities_deliver_five_projects(loaded):
    assert City.objects.filter(pilot_projects__isnull=False).distinct().count() == 9
    assert {project.texts.count() for project in PilotProject.objects.all()} == {2}


def test_every_theme_is_named_in_english_and_german(loaded):
    assert {frozenset(theme.names) for theme in Theme.objects.all()} == {frozenset({"en", "de"})}


def test_an_entry_that_was_renamed_is_found_by_its_other_name(loaded):
    edit_city(City.objects.get(name="Washington, DC"), name="Washington D.C.", by=None)
    durban = City.objects.get(name="Durban (eThekwini)")
    edit_city(durban, name="eThekwini", by=None)
    project = PilotProject.objects.get(hosts=durban)
    project.delete()

    assert load()[1:4] == [
        "cities: 0 created, 0 changed, 100 unchanged",
        "pledge: 0 created, 0 changed, 41 unchanged",
        "pilot projects: 1 created, 0 changed, 4 unchanged",
    ]
    assert PilotProject.objects.filter(slug=project.slug, hosts=durban).exists()
