"""The directory: who is in the Forum, found by name, part, region, theme and pledge."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.joining.actions import memberships
from cities.models import City
from tests.factories import make_city, make_lead, make_officer, make_staff, make_theme, make_want
from tests.pages import Page

pytestmark = pytest.mark.django_db


def names(client, **query):
    answer = client.get(reverse("cities:list"), query)
    assert answer.status_code == 200
    return [city.name for city in answer.context["page"]]


def counts(client, name, **query):
    groups = client.get(reverse("cities:list"), query).context["groups"]
    options = next(group.options for group in groups if group.name == name)
    return {option.value: option.count for option in options}


def test_it_shows_those_in_the_forum_in_the_order_of_their_plain_names(client):
    for name in ("Zürich", "Århus", "Amman"):
        make_city(name=name, sort_name={"Zürich": "zurich", "Århus": "arhus", "Amman": "amman"}[name])
    make_city(name="Bonn", member=False)

    assert names(client) == ["Amman", "Århus", "Zürich"]


def test_staff_see_the_same_list(client):
    make_city(name="Amman")
    make_city(name="Bonn", member=False)
    client.force_login(make_staff())

    assert names(client) == ["Amman"]


@pytest.mark.parametrize("words", ["são p", "SAO", "paulo", " são paulo "])
def test_a_city_is_found_with_and_without_accents(client, words):
    make_city(name="São Paulo", sort_name="sao paulo")
    make_city(name="Lima")

    assert names(client, q=words) == ["São Paulo"]


def test_each_filter_narrows_the_list(client):
    heat = make_theme()
    lima = make_city(name="Lima", tier=Tier.PILOT, region="latin-america", pledge=True)
    lima.themes.add(heat)
    make_city(name="Oslo", tier=Tier.PEER, region="europe")
    make_city(name="Labour union", kind=City.Kind.PARTNER)

    assert names(client, tier="pilot") == ["Lima"]
    assert names(client, tier=["peer", "partner"]) == ["Labour union", "Oslo"]
    assert names(client, region="europe") == ["Oslo"]
    assert names(client, pledge="yes") == ["Lima"]
    assert names(client, theme="extreme-heat") == ["Lima"]
    assert names(client, theme="extreme-heat", region="europe") == []


def test_a_count_says_what_the_option_would_show_beside_the_other_filters(client):
    make_city(tier=Tier.PILOT, region="europe")
    make_city(tier=Tier.PEER, region="europe")
    make_city(tier=Tier.PEER, region="africa")
    make_city(tier=Tier.PEER, region="africa", member=False)

    assert counts(client, "tier") == {"pilot": 1, "peer": 2}
    assert counts(client, "tier", region="africa") == {"peer": 1}
    assert counts(client, "region", tier="peer") == {"africa": 1, "europe": 1}
    assert counts(client, "tier", tier="pilot") == {"pilot": 1, "peer": 2}


def test_themes_that_members_work_on_are_offered_and_no_others(client):
    heat, work, idle = (make_theme(slug) for slug in ("extreme-heat", "green-jobs", "idle"))
    make_city(region="europe").themes.add(heat, work)
    make_city(region="africa").themes.add(heat)
    make_city(region="africa", member=False).themes.add(idle)

    assert counts(client, "theme") == {"extreme-heat": 2, "green-jobs": 1}
    assert counts(client, "theme", region="africa") == {"extreme-heat": 1}
    assert counts(client, "theme", theme="green-jobs") == {"extreme-heat": 2, "green-jobs": 1}


def test_what_is_chosen_stays_on_offer_when_it_shows_nothing(client):
    make_city(tier=Tier.PEER, region="europe")

    assert counts(client, "tier", tier="pilot", region="europe") == {"pilot": 0, "peer": 1}
    assert counts(client, "region", tier="pilot", region="africa") == {"africa": 0}
    assert names(client, tier="pilot") == []


def test_a_change_of_tier_and_a_departure_show_on_the_next_page(client):
    lima, oslo = make_city(name="Lima", tier=Tier.PEER), make_city(name="Oslo", tier=Tier.PEER)
    before = names(client, tier="peer")

    memberships.change_tier(lima.membership, tier=Tier.PILOT, by=make_staff())
    memberships.end_membership(oslo.membership, by=make_staff(), reason="They left.")

    assert before == ["Lima", "Oslo"]
    assert (names(client), names(client, tier="peer"), names(client, tier="pilot")) == (
        ["Lima"],
        [],
        ["Lima"],
    )


@pytest.mark.parametrize("who", [None, make_officer, make_staff], ids=["visitor", "member", "staff"])
def test_a_row_says_country_tier_and_themes_to_everyone(client, who):
    city = make_city(name="Lima", tier=Tier.PILOT, country="PE", region="latin-america")
    city.themes.add(make_theme())
    if who:
        client.force_login(who())

    page = " ".join(client.get(reverse("cities:list"), {"q": "lima"}).text.split())

    for words in ("1 member<", f'href="{city.get_absolute_url()}"', "Pilot city", "Peru", "Extreme heat"):
        assert words in page


def test_words_and_filters_are_asked_together_and_kept_in_the_form(client):
    make_city(name="San Salvador", sort_name="san salvador", region="latin-america")
    make_city(name="San Francisco", sort_name="san francisco", region="north-america")

    answer = client.get(reverse("cities:list"), {"q": "san", "region": "north-america"})

    assert [city.name for city in answer.context["page"]] == ["San Francisco"]
    hidden = Page(answer).html.select("input[type=hidden][name=q]")
    assert [field["value"] for field in hidden] == ["san"]
    assert [url for _label, url in answer.context["chips"]] == ["/cities/?q=san"]


def test_a_chip_takes_its_filter_away_and_keeps_the_others(client):
    make_city(tier=Tier.PEER, region="europe")

    answer = client.get(reverse("cities:list"), {"tier": "peer", "region": "europe", "page": "1"})

    assert [(str(label), url) for label, url in answer.context["chips"]] == [
        ("Peer city", "/cities/?region=europe"),
        ("Europe", "/cities/?tier=peer"),
    ]


def test_the_next_page_keeps_the_filters(client):
    for _ in range(30):
        make_city(region="europe")
    make_city(region="africa")

    first = client.get(reverse("cities:list"), {"region": "europe"})

    assert 'href="?region=europe&amp;page=2"' in first.content.decode()
    assert len(names(client, region="europe", page=2)) == 6
    assert len(names(client, region="europe", page=999)) == 6


@pytest.mark.parametrize(
    "query",
    [
        {"tier": "emperor"},
        {"region": "\x00"},
        {"theme": "x' OR 1=1"},
        {"page": "9" * 5000},
        {"page": "-1"},
        {"q": "a" * 101},
        {"q": "\x00"},
        {"pledge": "<script>"},
    ],
)
def test_what_is_not_understood_is_left_out_and_said(client, query):
    make_city(name="Lima")

    answer = client.get(reverse("cities:list"), query)

    assert [city.name for city in answer.context["page"]] == ["Lima"]
    assert "We did not understand all of this address" in answer.content.decode()


def test_an_empty_answer_says_what_to_do_next(client):
    answer = client.get(reverse("cities:list"), {"q": "nowhere"})

    assert "Try fewer words or filters." in answer.content.decode()


def test_five_members_cost_as_many_queries_as_fifty(client, django_assert_max_num_queries):
    heat = make_theme()

    def queries():
        with django_assert_max_num_queries(20) as counted:
            client.get(reverse("cities:list"), {"theme": "extreme-heat", "q": "city"})
        return len(counted)

    for _ in range(5):
        make_city().themes.add(heat)
    few = queries()
    for _ in range(45):
        make_city().themes.add(heat)

    assert queries() == few


def test_the_map_has_every_member_in_its_list_and_those_with_a_place_on_it(client):
    make_city(name="Lima", latitude=-12.0, longitude=-77.0, region="latin-america", tier=Tier.PEER)
    make_city(name="Nowhere known", region="")
    make_city(name="Bonn", member=False, latitude=50.7, longitude=7.1)

    answer = client.get(reverse("cities:map"))

    assert [dot.name for dot in answer.context["map"].dots] == ["Lima"]
    assert {name: [city.name for city in cities] for name, cities in answer.context["regions"]} == {
        "": ["Nowhere known"],
        "Latin America": ["Lima"],
    }


def test_the_map_costs_the_same_for_all(client, django_assert_max_num_queries):
    for _ in range(50):
        make_city(latitude=1.0, longitude=1.0)

    with django_assert_max_num_queries(4):
        client.get(reverse("cities:map"))


def test_a_lead_sees_the_same_members_as_a_visitor(client):
    make_city(name="Lima")
    before = names(client)

    client.force_login(make_lead(City.objects.get()))

    assert names(client) == before


def test_members_filter_by_what_cities_look_for_and_can_give(client):
    heat, jobs = make_theme(), make_theme("green-jobs")
    lima, oslo = make_city(name="Lima", region="latin-america"), make_city(name="Oslo", region="europe")
    make_want(city=lima, theme=heat)
    make_want(city=lima, theme=jobs, kind="offer")
    make_want(city=oslo, theme=heat)
    client.force_login(lima.seats.first().person)

    assert names(client, wants="extreme-heat") == ["Lima", "Oslo"]
    assert names(client, gives="green-jobs") == ["Lima"]
    assert names(client, gives="extreme-heat") == []
    assert names(client, wants="extreme-heat", gives="green-jobs") == ["Lima"]
    assert counts(client, "wants") == {"extreme-heat": 2}
    assert counts(client, "wants", region="europe") == {"extreme-heat": 1}
    assert counts(client, "gives", wants="extreme-heat") == {"green-jobs": 1}


def test_visitors_are_not_told_who_looks_for_help(client):
    lima = make_city(name="Lima")
    make_city(name="Oslo")
    make_want(city=lima, theme=make_theme())

    groups = client.get(reverse("cities:list")).context["groups"]

    assert names(client, wants="extreme-heat") == ["Lima", "Oslo"]
    assert not {"wants", "gives"} & {group.name for group in groups}
