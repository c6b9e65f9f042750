"""A city has other names: whoever writes one of them, with whatever signs, means this city."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cities.directory.actions import AlreadyInDirectory, add_city, edit_city
from cities.joining.actions.applying import apply_to_join
from cities.joining.actions.memberships import AlreadyMember
from cities.joining.background import backgrounds_of
from cities.joining.refusals import WrongWayIn
from cities.models import City
from icaforum.words.names import name_keys
from tests.factories import make_application, make_city, make_staff

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[3] / "cities" / "data" / "other_names.csv"


@pytest.fixture(scope="module")
def directory(lasting_rows):
    call_command("load_reference", stdout=StringIO())


@pytest.mark.parametrize(
    ("typed", "country", "name"),
    [
        ("Washington DC", "US", "Washington, DC"),
        ("Washington D.C.", "US", "Washington, DC"),
        ("washington,dc", "", "Washington, DC"),
        ("Tel Aviv Yafo", "IL", "Tel Aviv-Yafo"),
        ("תל אביב", "IL", "Tel Aviv-Yafo"),
        ("City of Cape Town", "ZA", "Cape Town"),
        ("Kaapstad", "ZA", "Cape Town"),
        ("eThekwini", "ZA", "Durban (eThekwini)"),
        ("Bombay", "IN", "Mumbai"),
        ("मुंबई", "IN", "Mumbai"),
        ("Saigon", "VN", "Ho Chi Minh City"),
        ("TP.HCM", "VN", "Ho Chi Minh City"),
        ("Ciudad de Mexico", "MX", "Mexico City"),
        ("CDMX", "MX", "Mexico City"),
        ("Warszawa", "PL", "Warsaw"),
        ("København", "DK", "Copenhagen"),
        ("Kobenhavn", "DK", "Copenhagen"),
        ("東京都", "JP", "Tokyo"),
        ("서울", "KR", "Seoul"),
        ("İSTANBUL", "TR", "Istanbul"),
        ("Montreal", "CA", "Montréal"),
        ("Bogotá, D.C.", "CO", "Bogotá"),
        ("New York", "US", "New York City"),
        ("الدار البيضاء", "MA", "Casablanca"),
        ("Αθήνα", "GR", "Athens"),
        ("Peking", "CN", "Beijing"),
        ("Paris, France", "FR", "Paris"),
        ("Heidelberg (Deutschland)", "DE", "Heidelberg"),
        ("London - England", "GB", "London"),
        ("Addis Ababa City Administration", "ET", "Addis Ababa"),
        ("Municipalidad de Lima", "PE", "Lima"),
        ("İstanbul Büyükşehir Belediyesi", "TR", "Istanbul"),
        ("Ville d’Abidjan", "CI", "Abidjan"),
        ("Paris, Texas", "US", None),
        ("Portland, Maine", "US", None),
        ("London", "CA", None),
        ("Springfield", "US", None),
        ("---", "US", None),
        ("", "US", None),
    ],
)
def test_a_name_finds_its_city(directory, typed, country, name):
    found = City.objects.named(typed, kind=City.Kind.OTHER, country=country)

    assert (found and found.name) == name


def test_the_file_knows_each_city_and_no_name_means_two(directory):
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
    cities = {city.name: city for city in City.objects.exclude(kind=City.Kind.PARTNER)}
    owners = {}
    for city in cities.values():
        for key in city.keys:
            owners.setdefault((str(city.country), key), set()).add(city.name)

    assert {row["name"] for row in rows} <= set(cities)
    assert len(rows) == 100
    assert [it for it in owners.items() if len(it[1]) > 1] == []


def test_the_rules_of_joining_know_other_names(directory):
    application = make_application(
        kind=City.Kind.OTHER, city_name="Washington DC", country="US", email="a@dc.gov"
    )

    background = backgrounds_of([application])[application.pk]

    assert background.in_directory.name == "Washington, DC"
    answers = {"email": "b@dc.example", "interest": "x", "commitment": "x", "experience": "starting"}
    with pytest.raises(WrongWayIn):
        apply_to_join(kind=City.Kind.OTHER, themes=[], city_name="washington dc", country="US", **answers)


def test_a_member_is_told_so_by_any_of_its_names():
    city = make_city(name="Hillford", kind=City.Kind.OTHER, country="GB")
    edit_city(city, other_names="Hügelfurt", by=None)

    with pytest.raises(AlreadyMember):
        apply_to_join(
            kind=City.Kind.OTHER, themes=[], city_name="Hugelfurt", country="GB", email="b@dc.example"
        )


def test_the_directory_and_the_lists_of_staff_find_other_names(client, directory):
    city = City.objects.get(name="Copenhagen")
    page = client.get(reverse("admin:login"))
    assert page.status_code in {200, 302}
    client.force_login(make_staff())

    answer = client.get(reverse("admin:cities_city_changelist"), {"q": "kobenhavn"})

    assert [row.name for row in answer.context["cl"].result_list] == [city.name]


def test_visitors_find_a_member_by_another_name(client):
    city = make_city(name="Cologne", sort_name="cologne")
    edit_city(city, other_names="Köln\nCologne (Germany)", by=None)

    for typed in ("Köln", "koln", "cologne germany", "colo"):
        page = client.get(reverse("cities:list"), {"q": typed})
        assert [it.name for it in page.context["page"]] == ["Cologne"], typed


def test_a_second_entry_under_another_name_is_refused():
    first = add_city(kind=City.Kind.OTHER, name="Cologne", country="DE", other_names="Köln", by=None)

    with pytest.raises(AlreadyInDirectory, match="another name of Cologne"):
        add_city(kind=City.Kind.OTHER, name="KÖLN", country="DE", by=None)
    second = add_city(kind=City.Kind.OTHER, name="Bonn", country="DE", by=None)
    with pytest.raises(AlreadyInDirectory):
        edit_city(second, other_names="Cologne", by=None)
    # Cologne says so itself; of Vienna it is known of cities of the world.
    add_city(kind=City.Kind.OTHER, name="Vienna", country="AT", by=None)
    with pytest.raises(AlreadyInDirectory, match="another name of Vienna"):
        add_city(kind=City.Kind.OTHER, name="Wien", country="AT", by=None)
    assert add_city(kind=City.Kind.OTHER, name="Köln", country="US", by=None).pk != first.pk


def test_a_second_run_keeps_what_the_secretariat_wrote(directory):
    city = City.objects.get(name="Accra")
    edit_city(city, other_names="Our own", by=None)

    call_command("load_reference", stdout=StringIO())

    city.refresh_from_db()
    assert (city.other_names, city.keys) == ("Our own", ["accra", "ourown"])


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Washington, D.C.", ["washingtondc"]),
        ("City of Cape Town", ["cityofcapetown", "capetown"]),
        ("City of ", ["cityof"]),
        ("Columbus, Georgia", ["columbusgeorgia"]),
        ("Wien, Österreich", ["wienosterreich", "wien"]),
        ("(France)", ["france"]),
        ("Freetown City Council", ["freetowncitycouncil", "freetown"]),
        ("Stadtallendorf", ["stadtallendorf"]),
        ("…", []),
        ("A\u200bB", ["ab"]),
    ],
)
def test_names_are_compared_by_letters_and_digits(name, keys):
    assert name_keys(name) == keys
