"""The lists of events, of pilot projects and the library take words as the search of the Forum does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.viewers import viewer_of
from icaforum.search.public import search
from resources.models import SearchWords
from tests.factories import make_city, make_event, make_officer, make_project, make_resource, make_theme
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """An event and a project of one theme and host, beside others; and what this reader may not see."""
    theme = make_theme("energy-poverty", de="Energiearmut")
    SearchWords.objects.update_or_create(theme=theme, defaults={"words": {"en": "fuel poverty; cold homes"}})
    host = make_city(name="São Bento", tier=Tier.PILOT)
    event = make_event(hosts=[host], title="Rents before and after", summary="Câmara & co.")
    event.agenda.create(day=0, begins=event.local_time, title="Tenants ask")
    project = make_project(host, title="Rents that last")
    project.texts.update(problem="Câmara & co.")
    for row in (event, project):
        row.themes.add(theme)
    make_event(title="Rents for pilots", level=Level.PILOT)
    make_project(title="Rents for pilots", level=Level.PILOT)
    make_event(title="Buses")
    make_project(title="Buses")
    return make_officer(make_city(tier=Tier.GENERAL))


def titles(client, name, **typed):
    answer = client.get(reverse(name), typed)
    return [tag.get_text(strip=True) for tag in Page(answer).html.select("main .title-link")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rents", True),
        ("reNTS", True),
        ("camara", True),
        ("sao bento rents", True),
        ("energiearmut", True),
        ("fuel pov", True),
        ("cold rents", True),
        ("ents", False),
        ("rents buses", False),
        ("de", False),
        ("%", False),
        ("' OR 1=1", False),
    ],
)
def test_words_find_what_they_find_in_the_search(client, world, typed, found):
    client.force_login(world)

    assert titles(client, "events:list", q=typed) == ["Rents before and after"] * found
    assert titles(client, "pilots:list", q=typed) == ["Rents that last"] * found
    parts = {part.name: [hit.name for hit in part.found] for part in search(viewer_of(world), typed)}
    assert parts.get("events", []) == ["Rents before and after"] * found
    assert parts.get("projects", []) == ["Rents that last"] * found


def test_the_programme_is_searched_and_filters_stay(client, world):
    client.force_login(world)

    assert titles(client, "events:list", q="tenants") == ["Rents before and after"]
    assert titles(client, "events:list", q="rents", kind="academy") == []
    assert titles(client, "pilots:list", q="rents", theme="energy-poverty") == ["Rents that last"]
    page = Page(client.get(reverse("events:list"), {"q": "rents"}))
    assert "?q=rents&when=past" in page.links
    assert "No event with “nothing” here" in client.get(reverse("events:list"), {"q": "nothing"}).text


@pytest.mark.parametrize("name", ["events:list", "pilots:list", "search"])
def test_any_words_give_a_page_at_the_cost_of_few_rows(client, world, name):
    client.force_login(world)

    def statements(**typed):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name), typed).status_code == 200
        return len(queries)

    for typed in ("\x00", "x" * 500, '"', "(", " ".join(["rents"] * 60), "🙂", '""', "'' rents"):
        statements(q=typed)
    few = statements(q="rents")
    for number in range(3):
        make_event(title=f"Rents {number}")
        make_project(title=f"Rents {number}")
    assert statements(q="rents") == few


def test_the_library_puts_whole_words_before_beginnings(client, world):
    for title in ("Participle", "Particip", "Participation of many"):
        make_resource(editions=[{"title": title}])
    client.force_login(world)

    assert titles(client, "resources:list", q="particip")[-1] == "Participle"
    found = titles(client, "resources:list", q="participat")
    assert ("Participation of many" in found, "Participle" in found) == (True, False)


def test_a_word_too_long_for_the_database_finds_nothing(client, world):
    client.force_login(world)

    # Each of these signs stands for eighteen letters.
    answer = client.get(reverse("resources:list"), {"q": "\ufdfa" * 200})

    assert (answer.status_code, Page(answer).html.select("main .title-link")) == (200, [])
