"""A closed room leaves no trace on any page that a reader can find."""

import re

import pytest
from django.test import Client

from cities.talking.actions import report
from icaforum.forum.actions import change_settings
from icaforum.forum.models import Room
from tests import factories as make
from tests.hostile_world import addresses_without_arguments

pytestmark = pytest.mark.django_db

FLAGS = re.IGNORECASE

# What a page would call it.
WORDS = {
    Room.QUESTIONS: r"ask the forum|questions? to the forum|your questions|/questions/",
    Room.HELP: r"ask for help|requests? for help|/help-requests",
    Room.JOINT_CALLS: r"joint calls?|/calls/(?!peers)",
    Room.MEASURES: r"\b(?:the|a|your|own) measures?\b(?! you)|/measures/",
    Room.PEER_CALLS: r"calls? for peers|/pilots/calls/",
}


@pytest.fixture
def people():
    city = make.make_city(name="Riverport", tier=2)
    return {
        "a visitor": None,
        "a lead": make.make_lead(city),
        "a contact": make.make_officer(city),
        "staff": make.make_staff(),
    }


def said_in(page):
    """Return what a reader, a screen or a search engine finds: words, addresses and the description."""
    page = re.sub(r"(?s)<(script|style).*?</\1>", "", page)
    page = re.sub(r'<link rel="stylesheet"[^>]*>', "", page)
    return re.sub(r'\sclass="[^"]*"', "", page)


def test_no_page_names_a_closed_room(people):
    change_settings(by=None, open_rooms=[])
    city = people["a lead"].seats.get().city
    own = {f"/cities/{city.slug}/{page}" for page in ("", "edit/", "team/", "wants/", "write/")}
    pages = {it for it in addresses_without_arguments() if not it.startswith(("/admin/", "/styleguide/"))}
    found = set()
    for who, person in people.items():
        client = Client()
        if person:
            client.force_login(person)
        for address in sorted(pages | own):
            answer = client.get(address)
            if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
                page = said_in(answer.text)
                found |= {(who, address, it) for it, words in WORDS.items() if re.search(words, page, FLAGS)}
    assert found == set()


def test_today_names_nothing_of_a_closed_room():
    question, staff = make.ask_the_forum(), make.make_staff()
    report(question, reason="It names a tenant.", by=make.make_lead(make.make_city()))
    client = Client()
    client.force_login(staff)
    make.open_rooms()
    assert "It names a tenant." in client.get("/admin/").text
    make.open_rooms(Room.HELP)
    page = client.get("/admin/").text
    assert [it for it in ("It names a tenant.", question.title) if it in page] == []
