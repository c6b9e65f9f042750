"""The search of the whole Forum: who finds what, by which words, and what the page says of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import City
from cities.sharing.viewers import viewer_of
from icaforum.search.marking import mark
from icaforum.search.public import search
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_project,
    make_resource,
    make_staff_at_work,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

LEVELS = {"public": Level.PUBLIC, "general": Level.GENERAL, "peer": Level.PEER, "pilot": Level.PILOT}
# Who finds which of the rows below: those of a level, and drafts; of people all those who may be found.
SEES = {
    "visitor": ["public"],
    "seatless": ["public"],
    "partner": ["public"],
    "member": ["public", "general"],
    "peer": ["public", "general", "peer"],
    "pilot": ["public", "general", "peer", "pilot"],
    "staff": ["public", "general", "peer", "pilot", "draft"],
}
AMONG_MEMBERS = {"partner", "member", "peer", "pilot", "staff"}


def viewers():
    tiers = {"member": Tier.GENERAL, "peer": Tier.PEER, "pilot": Tier.PILOT}
    people = {name: make_officer(make_city(tier=tier)) for name, tier in tiers.items()}
    people["partner"] = make_officer(make_city(kind=City.Kind.PARTNER))
    people["seatless"] = make_user()
    people["visitor"] = make_user(is_active=False)  # whose viewer is the public's
    made = {name: viewer_of(person) for name, person in people.items()}
    return made | {"staff": viewer_of(make_staff_at_work(), verified=True)}


def names(viewer, typed):
    return {part.name: sorted(hit.name for hit in part.found) for part in search(viewer, typed)}


@pytest.fixture
def world():
    """Rows of every kind that a search for «Zebra» may find, each named by who may see it."""
    home = make_city(name="Zebra town", tier=Tier.PILOT)
    make_city(name="Zebra outside", member=False)
    make_officer(home, person=make_user(name="Zebra Adeyemi"))
    make_officer(home, person=make_user(name="Zebra Closed", is_active=False))
    make_officer(home, person=make_user(name="Zebra Gone"), until=timezone.now())
    for name, level in LEVELS.items():
        make_event(title=f"Zebra {name}", level=level)
        make_resource(level=level, editions=[{"title": f"Zebra {name}"}])
        make_project(title=f"Zebra {name}", level=level)
    make_event(title="Zebra draft", published=False, level=Level.PUBLIC)
    make_project(title="Zebra draft", published=False, level=Level.PUBLIC)
    make_resource(published=False, level=Level.PUBLIC, editions=[{"title": "Zebra draft"}])


def test_each_finds_what_visible_to_shows_and_nothing_else(world):
    for name, viewer in viewers().items():
        levels = sorted(f"Zebra {level}" for level in SEES[name])
        published = [it for it in levels if not it.endswith("draft")]
        expected = {
            "cities": ["Zebra outside", "Zebra town"] if name == "staff" else ["Zebra town"],
            "papers": published,
            "events": levels,
            "projects": levels,
        }
        if name in AMONG_MEMBERS:
            expected["people"] = ["Zebra Adeyemi"]

        assert names(viewer, "zebra") == expected, name
        counts = {part.name: part.count for part in search(viewer, "zebra")}
        assert counts == {kind: len(found) for kind, found in expected.items()}, name


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sao", ["São Paulo"]),
        ("SÃO PAU", ["São Paulo"]),
        ("paulo sao", ["São Paulo"]),
        ("aulo", []),
        ("sampa", ["São Paulo"]),
        ("sao lima", []),
        ("%", []),
        ("sao\x00", ["São Paulo"]),
        ("'", []),
        ("\\", []),
        (".*", []),
        (" ", []),
        ("-", []),
        ('"', []),
    ],
)
def test_words_are_found_from_their_beginning_without_accents_in_any_order(typed, found):
    make_city(name="São Paulo", other_names="Sampa")

    assert names(viewer_of(make_user()), typed).get("cities", []) == found


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Less CO₂ now", "co2"),
        ("Recovery from COVID-19", "covid19"),
        ("Gender responsive budgets", "gender-responsive"),
        ("Wärme für alle", "waerme"),
        ("A labour market", "labor"),
    ],
)
def test_a_title_is_found_as_others_write_its_words(title, typed):
    make_event(title=title, level=Level.PUBLIC)
    make_event(title="Gender, and what is responsible", level=Level.PUBLIC)

    assert names(viewer_of(make_user()), typed) == {"events": [title]}


def test_an_address_is_no_name_and_finds_nobody():
    make_lead(person=make_user(name="Ada", email="quagga@lima.example"))
    viewer = viewer_of(make_officer())

    assert names(viewer, "ada") == {"people": ["Ada"]}
    assert names(viewer, "quagga") == {}


def test_the_page_says_where_the_words_stand_and_leads_to_all_of_them(client):
    for number in range(6):
        make_resource(level=Level.PUBLIC, editions=[{"title": f"Zebra paper {number}"}])
    make_event(title="Heat", summary="A zebra & <b>cub</b> cross.", level=Level.PUBLIC)

    answer = client.get(reverse("search"), {"q": "zebr"})

    page = Page(answer)
    assert page.texts("h1") == ["7 results for “zebr”"]
    assert len(page.html.select("#papers li")) == 5
    assert page.links["/library/?q=zebr"] == "More in the list: Papers"
    assert "A <mark>zebra</mark> &amp; &lt;b&gt;cub&lt;/b&gt; cross." in answer.text
    assert [tag["content"] for tag in page.html.select("meta[name=robots]")] == ["noindex"]
    assert page.links[reverse("events:list")]


def test_what_is_empty_says_what_to_do(client):
    untyped, nothing = (client.get(reverse("search"), {"q": typed}) for typed in ("", "quagga"))

    assert "Write the beginning of a word." in untyped.text
    assert [len(Page(it).html.select("main input[autofocus]")) for it in (untyped, nothing)] == [1, 0]
    assert "Nothing that you can see begins with these words." in nothing.text
    assert {reverse("account_login"), reverse("resources:list")} <= set(Page(nothing).links)
    assert client.get(reverse("search"), {"q": "x" * 5000}).status_code == 200


def test_the_head_of_each_page_leads_there(client):
    ways = Page(client.get("/")).html.select(f'header a[href="{reverse("search")}"]')

    assert [way.get("aria-label") or way.text for way in ways] == ["Search the Forum"] * 2  # and under «Menu»


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Heat", [(False, ""), (True, "Heat"), (False, "")]),
        ("The HEATING bill", [(False, "The "), (True, "HEATING"), (False, " bill")]),
        ("Hitze", []),
        ("reheat", []),
        (
            "a " * 40 + "heat" + " b" * 40,
            [(False, "…" + "a " * 24), (True, "heat"), (False, " b" * 24 + "…")],
        ),
        (
            "a" * 90 + " heat " + "b" * 90,
            [(False, "…" + "a" * 49 + " "), (True, "heat"), (False, " " + "b" * 49 + "…")],
        ),
    ],
)
def test_a_text_is_cut_between_words_around_what_was_found(text, pieces):
    assert mark(text, ["heat"]) == pieces


def test_many_rows_cost_what_few_cost(client, world):
    client.force_login(make_officer())
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("search"), {"q": "zebra"})
    for number in range(8):
        make_officer(make_city(name=f"Zebra {number}"), person=make_user(name=f"Zebra {number}"))
        make_event(title=f"Zebra event {number}")
        make_project(title=f"Zebra project {number}")
        make_resource(editions=[{"title": f"Zebra paper {number}"}])

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("search"), {"q": "zebra"})

    assert len(many) <= len(few)
