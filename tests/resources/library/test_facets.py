"""The filters and their counts: after the access rule, in one statement, and honest."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from resources.library import facets, listing
from resources.library.facets import Wanted
from resources.library.models.resource import Resource
from tests.factories import make_city, make_edition, make_resource, make_theme

pytestmark = pytest.mark.django_db
MEMBER = Viewer(level=Level.GENERAL)


def shown(viewer=MEMBER, **wanted):
    page = listing.page_for(Resource.objects.visible_to(viewer), Wanted(**wanted))
    return {
        group.name: [(option.label, option.count) for option in [*group.options, *group.more]]
        for group in page.groups
    }


def titles(viewer=MEMBER, **wanted):
    page = listing.page_for(Resource.objects.visible_to(viewer), Wanted(**wanted))
    return sorted(row.title for row in page.rows)


@pytest.fixture
def shelf():
    heat, energy = make_theme("extreme-heat", de="Hitze"), make_theme("energy-poverty")
    oslo, lima = make_city(name="Oslo", slug="oslo"), make_city(name="Lima", slug="lima")
    one = make_resource(kind="guide", themes=[heat, energy], cities=[oslo], editions=[{"title": "One"}])
    make_edition(one, language="de")
    make_resource(kind="guide", themes=[heat], cities=[oslo, lima], editions=[{"title": "Two"}])
    make_resource(kind="case-study", themes=[energy], cities=[lima], editions=[{"title": "Three"}])
    make_resource(kind="map", level=Level.PILOT, themes=[heat], cities=[lima], editions=[{"title": "Hidden"}])
    make_resource(published=False, kind="map", themes=[heat], editions=[{"title": "Draft"}])


def test_counts_are_of_what_one_may_see(shelf):
    assert shown() == {
        "theme": [("Energy poverty", 2), ("Extreme heat", 2)],
        "kind": [("Implementation guide", 2), ("Case study", 1)],
        "language": [("English", 3), ("German", 1)],
        "city": [("Lima", 2), ("Oslo", 2)],
    }
    assert shown(Viewer(level=Level.PILOT))["kind"] == [
        ("Implementation guide", 2),
        ("Case study", 1),
        ("Map", 1),
    ]


def test_groups_narrow_each_other_and_values_of_one_group_add_up(shelf):
    assert titles(theme=("extreme-heat",)) == ["One", "Two"]
    assert titles(theme=("extreme-heat", "energy-poverty")) == ["One", "Three", "Two"]
    assert titles(theme=("extreme-heat",), city=("lima",)) == ["Two"]
    assert titles(kind=("case-study",), language=("de",)) == []


def test_each_number_is_what_one_gets_by_ticking_it(shelf):
    chosen = {"theme": ("extreme-heat",), "city": ("oslo",)}
    page = listing.page_for(Resource.objects.visible_to(MEMBER), Wanted(**chosen))

    for group in page.groups:
        for option in group.options:
            alone = Wanted(**(chosen | {group.name: (option.value,)}))
            got = listing.page_for(Resource.objects.visible_to(MEMBER), alone)
            assert got.found == option.count, (group.name, option)


def test_what_is_chosen_stands_first_and_as_chips(shelf):
    wanted = Wanted(q="one", kind=("map", "guide"), city=("oslo",))

    page = listing.page_for(Resource.objects.visible_to(MEMBER), wanted)

    kinds = next(group for group in page.groups if group.name == "kind")
    assert [(it.label, it.count, it.chosen) for it in kinds.options] == [
        ("Implementation guide", 1, True),
        ("Map", 0, True),
    ]
    assert wanted.chips(page.groups) == [
        ("Implementation guide", "?q=one&kind=map&city=oslo"),
        ("Map", "?q=one&kind=guide&city=oslo"),
        ("Oslo", "?q=one&kind=map&kind=guide"),
    ]


def test_a_value_that_names_nothing_finds_nothing_and_can_be_taken_away(shelf):
    wanted = Wanted(theme=("no-such-theme",))

    page = listing.page_for(Resource.objects.visible_to(MEMBER), wanted)

    assert page.rows == []
    assert wanted.chips(page.groups) == [("No such theme", "?")]


def test_a_theme_is_named_in_the_readers_language(shelf):
    with translation.override("de"):
        assert ("Hitze", 2) in shown()["theme"]


def test_only_a_few_values_stand_at_once():
    for number in range(12):
        make_resource(themes=[make_theme(f"theme-{number:02}")])

    page = listing.page_for(Resource.objects.visible_to(MEMBER), Wanted())
    themes = page.groups[0]

    assert (len(themes.options), len(themes.more)) == (8, 4)


def test_above_a_thousand_values_stand_without_counts(shelf, monkeypatch):
    monkeypatch.setattr(facets, "MAX_COUNTED", 2)

    page = listing.page_for(Resource.objects.visible_to(MEMBER), Wanted())
    narrowed = listing.page_for(Resource.objects.visible_to(MEMBER), Wanted(kind=("case-study",)))

    assert page.is_more_than_counted
    assert {option.count for group in page.groups for option in group.options} == {None}
    counts = {group.name: {option.count for option in group.options} for group in narrowed.groups}
    assert counts == {"theme": {1}, "kind": {None}, "language": {1}, "city": {1}}


def test_of_a_value_that_very_many_have_fewer_are_counted(shelf, monkeypatch):
    monkeypatch.setattr(facets, "MANY", 0)
    monkeypatch.setattr(facets, "SAMPLE", 1)
    visible = Resource.objects.visible_to(MEMBER)
    wanted = Wanted(theme=("extreme-heat",))

    page = listing.page_for(visible, wanted)
    ranked = listing.page_for(visible, replace(wanted, q="heat"))

    assert (page.is_more_than_counted, page.counted_to, len(page.rows)) == (True, 1, 2)
    counts = {group.name: {option.count for option in group.options} for group in page.groups}
    assert counts["kind"] == counts["language"] == counts["city"] == {None}
    assert (ranked.is_more_than_counted, ranked.counted_to) == (False, 1_000)


def test_all_four_groups_cost_one_statement(shelf):
    visible = Resource.objects.visible_to(MEMBER)
    wanted = Wanted(theme=("extreme-heat",), kind=("guide",))
    conditions = facets.conditions_of(wanted)

    with CaptureQueriesContext(connection) as queries:
        facets.count(visible, [1], wanted, conditions)

    assert len(queries) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(theme=("extreme-heat",)),
        Wanted(city=("oslo",), language=("en", "es")),
        Wanted(theme=("extreme-heat", "energy-poverty"), kind=("guide",)),
        Wanted(theme=("no-such-theme",)),
    ],
)
def test_a_value_of_very_many_resources_finds_and_counts_the_same(shelf, monkeypatch, wanted):
    visible = Resource.objects.visible_to(MEMBER)
    few = listing.page_for(visible, wanted)
    monkeypatch.setattr(facets, "MANY", 0)

    many = listing.page_for(visible, wanted)

    assert (many.rows, many.found, many.groups) == (few.rows, few.found, few.groups)
