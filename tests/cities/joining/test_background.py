"""What stands around applications, read for many at once: the same as for each alone."""

import pytest

from cities.joining.background import backgrounds_of
from cities.models import Application, City
from tests.factories import make_application, make_city

pytestmark = pytest.mark.django_db


def test_for_many_it_is_what_it_is_for_each_alone():
    facts = {"kind": City.Kind.OTHER, "country": "TR"}
    for name in ("İzmir", "İzmir", "IZMIR", "izmir", "Straße", "STRASSE"):
        make_application(city_name=name, **facts)
    make_application(city_name="izmir", kind=City.Kind.OTHER, country="GR")
    known = make_city(name="Izmir", sort_name="izmir", kind=City.Kind.OTHER, country="TR")
    make_application(state=Application.State.DECLINED, city_name="izmir", **facts)
    applications = list(Application.objects.all())

    around = backgrounds_of(applications)

    undecided = Application.objects.undecided()
    for application in applications:
        alone = set(undecided.of_same_city(application))
        assert set(around[application.pk].same_city) == alone, application.city_name
    assert around[applications[0].pk].in_directory == known


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
