"""Cities in the words of the reader's language, on pages and in mails."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from cities.models import City
from icaforum.words.places import LOCAL_NAMES, local_name
from icaforum.words.times import in_place
from icaforum.words.zones import zone_choices, zone_label
from tests.factories import make_city, make_resource

pytestmark = pytest.mark.django_db


def test_a_name_is_said_in_the_language_of_its_reader():
    with translation.override("de"):
        assert (local_name("Athens"), local_name("Accra"), str(City(name="Rome"))) == (
            "Athen",
            "Accra",
            "Rom",
        )
        assert ("Asia/Tokyo", "Tokio (UTC+9)") in dict(zone_choices())["Asien"]
        assert (zone_label("Asia/Tokyo"), in_place("Europe/Warsaw")) == ("Tokio (UTC+9)", "in Warschau")
    with translation.override("en-gb"):
        assert ("Asia/Tokyo", "Tokyo (UTC+9)") in dict(zone_choices())["Asia"]
        assert (local_name("Athens"), str(City(name="Rome"))) == ("Athens", "Rome")


@pytest.mark.parametrize(
    ("language", "names"),
    [("es", ["Atenas", "Lima"]), ("fr", ["Athènes", "Lima"]), ("pt", ["Atenas", "Lima"])],
)
def test_a_language_without_a_table_calls_cities_as_its_time_zones_are_called(language, names):
    with translation.override(language):
        assert [local_name("Athens"), local_name("Lima")] == names


def test_pages_in_german_say_cities_and_languages_in_german(client):
    lisbon = make_city(name="Lisbon", languages=["pt", "ar"])
    make_resource(level=0, cities=[lisbon])

    for path in (
        lisbon.get_absolute_url(),
        reverse("cities:list"),
        reverse("resources:list"),
        "/cities/map/",
    ):
        page = client.get(path, headers={"accept-language": "de"}).text
        assert "Lissabon" in page, path
        assert "Lisbon" not in page.replace(lisbon.slug, ""), path
    page = client.get(lisbon.get_absolute_url(), headers={"accept-language": "de"}).text
    assert "Portugiesisch, Arabisch" in page
    assert "Englisch" in client.get(reverse("resources:list"), headers={"accept-language": "de"}).text


def test_whoever_types_such_a_name_finds_the_city():
    call_command("load_reference", stdout=StringIO())
    cities = City.objects.filter(name__in=LOCAL_NAMES["de"])

    found = {city.name: City.objects.named(LOCAL_NAMES["de"][city.name], kind=city.kind) for city in cities}

    assert len(found) >= 18
    assert [name for name, city in found.items() if city is None or city.name != name] == []
