import pytest

from cities.directory.tiers import Tier
from cities.models import City
from icaforum.words.unions import union_of
from tests.factories import make_city

pytestmark = pytest.mark.django_db


def test_rows_of_all_parts_come_once_or_as_often_as_they_are_found():
    a, b = make_city(tier=Tier.PEER), make_city(tier=Tier.PILOT)
    parts = [
        City.objects.filter(pk=a.pk).values_list("pk"),
        City.objects.filter(pk__in=[a.pk, b.pk]).values_list("pk"),
    ]

    assert sorted(union_of(parts)) == [(a.pk,), (b.pk,)]
    assert sorted(union_of(parts, doubles=True)) == [(a.pk,), (a.pk,), (b.pk,)]
    assert list(union_of(parts[:1])) == [(a.pk,)]


def test_a_union_has_no_order_where_its_model_has_one():
    parts = [City.objects.filter(pk=1).values("pk"), City.objects.filter(pk=2).values("pk")]

    assert City._meta.ordering
    assert "ORDER BY" not in str(union_of([part.order_by() for part in parts]).query)
