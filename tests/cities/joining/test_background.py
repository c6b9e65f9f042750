"""What stands around applications, read for many at once: the same as for each alone."""

from importlib import import_module

import pytest
from django.apps import apps

from cities.directory.actions import edit_city
from cities.joining.background import backgrounds_of
from cities.joining.duplicates import possible_duplicates
from cities.joining.refusals import entry_of
from cities.models import Application, City
from tests.factories import make_application, make_city

pytestmark = pytest.mark.django_db


def test_for_many_it_is_what_it_is_for_each_alone():
    facts = {"kind": City.Kind.OTHER, "country": "TR"}
    for name in ("İzmir", "İzmir", "IZMIR", "izmir", "Smyrna", "Straße", "STRASSE"):
        make_application(city_name=name, **facts)
    make_application(city_name="izmir", kind=City.Kind.OTHER, country="GR")
    known = make_city(name="Izmir", sort_name="izmir", kind=City.Kind.OTHER, country="TR")
    make_application(state=Application.State.DECLINED, city_name="izmir", **facts)
    applications = list(Application.objects.all())

    around = backgrounds_of(applications)

    undecided = Application.objects.undecided()
    for application in applications:
        alone = set(undecided.of_same_city(application, entry_of(application)))
        assert set(around[application.pk].same_city) == alone, application.city_name
    smyrna = next(it for it in applications if it.city_name == "Smyrna")
    assert around[smyrna.pk].in_directory == known
    assert {other.city_name for other in around[smyrna.pk].same_city} == {"İzmir", "IZMIR", "izmir"}


OTHER, PARTNER = City.Kind.OTHER, City.Kind.PARTNER


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        (("St. Gallen", "CH"), ("st gallen", "CH"), True),
        (("Wien", "AT"), ("VIENNA", "AT"), True),
        (("Wien", "AT"), ("Stadt Wien", "AT"), True),
        (("Breslau", "PL"), ("Wrocław", "PL"), True),
        (("Pressburg", ""), ("Bratislava", "SK"), True),
        (("京都", "JP"), ("Kyoto", "JP"), True),
        (("Riverport-on-Sea", "GB"), ("Riverport on Sea", ""), True),
        (("Ri\u200bverport", "GB"), ("Riverport", "GB"), True),
        (("Riverport", "GB"), ("Riverport", "US"), False),
        (("Frankfurt (Oder)", "DE"), ("Frankfurt am Main", "DE"), False),
        (("Tenants’ Union", "GB", PARTNER), ("Tenants' union", "", PARTNER), True),
        (("Vienna", "AT", PARTNER), ("Vienna", "AT"), False),
        (("Vienna", "AT", PARTNER), ("Wien", "AT", PARTNER), False),
    ],
)
def test_two_applications_are_of_one_city_however_it_is_called(one, another, same):
    first, second = (
        make_application(city_name=name, country=country, kind=kind[0] if kind else OTHER)
        for name, country, *kind in (one, another)
    )

    found = [list(Application.objects.of_same_city(it)) for it in (first, second)]

    assert found == ([[second], [first]] if same else [[], []])


def test_names_of_an_entry_count_and_so_do_rows_without_keys():
    denver = make_city(name="Denver", kind=OTHER, country="US", member=False)
    edit_city(denver, other_names="Mile High City", by=None)
    first = make_application(city_name="Mile-High City", country="US", kind=OTHER)
    second = make_application(city_name="Denver", country="US", kind=OTHER)

    assert list(Application.objects.of_same_city(second, entry_of(second))) == [first]
    assert [it.what for it in possible_duplicates(first)] == [second]
    Application.objects.update(name_keys=[])  # as a process of an earlier release leaves it
    third = make_application(city_name="DENVER", country="US", kind=OTHER)
    assert list(Application.objects.of_same_city(third)) == [second]

    import_module("cities.migrations.0018_fill_keys_of_applications").fill_in(apps, None)

    assert [it.name_keys for it in Application.objects.order_by("pk")] == [
        ["milehighcity"],
        ["denver"],
        ["denver"],
    ]


def test_for_many_it_costs_what_it_costs_for_one(django_assert_num_queries):
    for _ in range(5):
        make_application()
    one, *_others = Application.objects.select_related("city")
    all_of_them = list(Application.objects.select_related("city"))

    with django_assert_num_queries(5):
        backgrounds_of([one])
    with django_assert_num_queries(5):
        backgrounds_of(all_of_them)


def test_nothing_stands_around_none():
    assert backgrounds_of([]) == {}
