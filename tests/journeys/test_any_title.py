"""Titles as people write them everywhere: in Arabic, and in one long word. No page is broken by them."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from cities.directory.tiers import Level, Tier
from pilots.models import ProjectText
from tests.factories import (
    make_city,
    make_edition,
    make_event,
    make_lead,
    make_pairing,
    make_project,
    make_resource,
    make_staff,
)

pytestmark = [pytest.mark.django_db]

ARABIC = "غرف باردة: من (يحتاج) إليها؟ 2030"
LONG = "Gebäudeenergieeffizienzsanierungsförderungsprogrammausschusssitzungsprotokolle"


class World:
    """A thing of each kind with this title, and a lead contact who sees them all."""

    def __init__(self, title, *, city):
        self.title = title
        self.city = make_city(name=city, tier=Tier.PILOT)
        self.lead = make_lead(self.city)
        self.paper = make_resource(
            cities=[self.city], level=Level.PUBLIC, editions=[{"title": title, "summary": title}]
        )
        make_edition(self.paper, language="de", title=title)
        self.event = make_event(title=title, level=Level.PUBLIC, summary=title, take_home=title, place=title)
        self.project = make_project(self.city, title=title)
        self.pairing = make_pairing(self.project, pilot_city=self.city, scope=title)
        ProjectText.objects.filter(project=self.project).update(problem=title)

    @property
    def paths(self):
        things = (self.paper, self.event, self.project, self.pairing, self.city)
        lists = ("/desk/", "/library/", "/events/", "/pilots/", f"/library/?q={quote(self.title.split()[0])}")
        return [*lists, *(thing.get_absolute_url() for thing in things)]


def told(client, path, title):
    """What each place on the page that says the title is told about its direction; an empty list is bad."""
    html = BeautifulSoup(client.get(path).content, "html.parser").body
    for words in html.find_all(string=lambda text: title in text):
        if words.find_parent(["script", "textarea", "select", "title"]):
            continue
        yield (
            str(words.parent)[:120],
            [
                parent.name
                for parent in words.parents
                if parent.name == "bdi"
                or (parent.get("dir") and parent.name != "html")
                or "prose" in parent.get("class", [])  # whose paragraphs do so by `text.css`
            ],
        )


def test_each_place_that_says_a_title_leaves_its_direction_to_the_words(client):
    world = World(ARABIC, city="Cairo")
    client.force_login(world.lead)

    said = {path: list(told(client, path, ARABIC)) for path in world.paths}

    assert [path for path in world.paths if not said[path]] == []
    assert [(path, where) for path in said for where, marks in said[path] if not marks] == []


@pytest.mark.browser
def test_no_page_is_wider_than_a_small_phone_for_a_long_word(visit):
    world = World(LONG, city=LONG)
    visit.as_(world.lead)
    visit.page.set_viewport_size({"width": 320, "height": 700})

    wide = {}
    for path in world.paths:
        visit.page.goto(visit.base + path)
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        if width != 320:
            wide[path] = width

    assert wide == {}


@pytest.mark.browser
def test_the_same_on_the_secretariats_pages(visit):
    world = World(LONG, city=LONG)
    visit.as_(make_staff())
    visit.page.set_viewport_size({"width": 390, "height": 700})
    ends = ("cities/city", "resources/resource", "events/event", "pilots/pilotproject", "pilots/pairing")
    things = (world.city, world.paper, world.event, world.project, world.pairing)

    wide = {}
    for end, thing in zip(ends, things, strict=True):
        for path in (f"/admin/{end}/", f"/admin/{end}/{thing.pk}/change/"):
            visit.page.goto(visit.base + path)
            width = visit.page.evaluate("document.documentElement.scrollWidth")
            if width != 390:
                wide[path] = width

    assert wide == {}
