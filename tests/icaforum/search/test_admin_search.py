"""One search over everything that a colleague may open."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.invitations.actions.inviting import invite
from cities.models import Application, City
from cities.partners.actions.needing import name_need
from cities.people.presets import EVENTS, group_of
from cities.talking.actions import report
from events.models import Event
from icaforum.forum.models import Room
from icaforum.inbound.models import Arrival
from icaforum.outbox.models import Message
from tests.factories import (
    ask_for_help,
    comment_on,
    contribute,
    make_application,
    make_brief,
    make_call,
    make_city,
    make_event,
    make_expertise,
    make_lead,
    make_lesson,
    make_officer,
    make_organisation,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_revision,
    make_staff,
    make_user,
    make_want,
    open_rooms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    staff = make_staff(name="Ann Lee")
    client.force_login(staff)
    return staff


def found(client, words):
    """By section: the name of each hit, where the words stand and what stands there, and the next step."""
    answer = client.get(reverse("admin:search"), {"q": words})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    for hidden in page.select(".visually-hidden"):
        hidden.decompose()
    return {
        section["id"]: [
            (
                row.select_one(".found__name").text,
                row.select_one(".found__why").get_text(" ", strip=True),
                row.select_one(".found__do").text,
            )
            for row in section.select("li")
        ]
        for section in page.select("section.found")
    }


def test_everything_that_begins_so_is_found_with_its_next_step(client, staff):
    riverport = make_city(name="Riverport", tier=3)
    person = make_officer(riverport, person=make_user(name="Paulo Limão"))
    make_user(name="Ben Climate", email="ben@elsewhere.example")
    invite(riverport, by=staff, email="j.torres@lima.example", role="officer")
    make_application(person_name="Marina Lima", city_name="Northbridge", state=Application.State.WAITING)
    make_city(name="Limassol Bay", member=False)
    event = make_event(title="Shade in Lima")
    make_resource(editions=[{"title": "Stairs in Lima"}])

    assert found(client, "lima") == {
        "people": [
            ("Paulo Limão", "Name Paulo Limão", "Open"),
            ("j.torres@lima.example", "E-mail address j.torres@ lima .example", "Send again"),
            ("Northbridge", "Name Marina Lima", "Decide the application"),
        ],
        "cities": [
            ("Limassol Bay", "Name Limassol Bay", "Add as a member"),
            ("Riverport", "Person Paulo Limão", "Invite a person Change tier from a date"),
        ],
        "events": [(event.title, "Title Shade in Lima", "Open")],
        "papers": [("Stairs in Lima", "Title Stairs in Lima", "Open")],
        "mails": [("Invitation", "Address j.torres@ lima .example", "Open")],
    }
    assert found(client, "climate")["people"][0][0] == "Ben Climate"
    assert found(client, person.email.partition("@")[0])["people"][0][2] == "Open"


def test_what_cities_write_is_found_as_long_as_its_room_is_open(client, staff):
    open_rooms()
    want = make_want(make_lead(make_city()), text="Cranes over the river?")
    contribute(title="Cranes that stood still")
    make_lesson(title="Cranes at night")
    make_expertise(text="Cranes and their drivers")
    ask_for_help(title="Cranes in a narrow street")
    name_need(city=want.city, text="Cranes", theme=want.theme, language="en", by=want.author)
    report(want, reason="Cranes are advertised here", by=make_user())
    comment_on(make_call(title="Loans"), text="Cranes are missing.")
    make_brief(text="Cranes, en español")
    make_revision(make_project(title="Cranes at rest"))
    Arrival.objects.create(key="1", sender="cranes@y.example", became="unknown", handled_at=timezone.now())

    names = {section: {name for name, _why, _do in hits} for section, hits in found(client, "cranes").items()}

    assert names == {
        "cities": {"Cranes over the river?"},
        "papers": {"Cranes that stood still", "Cranes at night", "Cranes, en español"},
        "calls": {"Cranes are missing."},
        "help": {"Cranes in a narrow street", "Cranes", "Cranes and their drivers"},
        "reports": {"Cranes are advertised here"},
        "pilots": {"Cranes at rest"},
        "mails": {"nobody knows what it is about"},
    }
    open_rooms(Room.MEASURES)
    assert {section: len(hits) for section, hits in found(client, "cranes").items()} == {
        "cities": 1,
        "papers": 2,
        "help": 1,
        "reports": 1,
        "pilots": 2,
        "mails": 1,
    }


def test_organisations_at_every_kind_of_table_are_found_named_or_not(client, staff):
    for thing in (make_project(), make_event(), make_resource()):
        make_organisation(thing, name="Zaphira Union")

    assert [name for name, *_rest in found(client, "zaphira")["tables"]] == ["Zaphira Union"] * 3


def test_to_those_who_come_to_an_event_one_writes_until_it_is_over(client, staff):
    ahead, nobody_yet, over = (make_event(title=f"Shade {it}") for it in ("ahead", "empty", "over"))
    make_registration(ahead)
    make_registration(over)
    then = timezone.now() - timedelta(days=2)
    Event.objects.filter(pk=over.pk).update(starts_at=then, ends_at=then + timedelta(hours=1))

    steps = {name: step for name, _why, step in found(client, "shade")["events"]}

    assert steps == {
        ahead.title: "Write to these people",
        nobody_yet.title: "Open",
        over.title: "Add the recording",
    }


def test_the_reason_of_a_mail_is_a_part_of_its_line_and_no_sentence(client, staff):
    invite(make_city(), by=staff, email="j.torres@lima.example", role="officer")
    Message.objects.update(state="cancelled", last_error="unwanted")

    page = client.get(reverse("admin:search"), {"q": "torres"}).text

    assert "it was no longer wanted, " in page
    assert "wanted.," not in page


def test_a_whole_address_opens_the_page_at_once(client, staff):
    person = make_officer(person=make_user(email="paulo@lima.example"))
    make_application(email="paulo@lima.example")
    offer = invite(make_city(), by=staff, email="new@lima.example")
    for _ in range(2):
        make_application(email="twice@lima.example")
    pages = {
        " Paulo@Lima.example ": reverse("admin:cities_user_change", args=[person.pk]),
        "new@lima.example": reverse("admin:cities_invitation_change", args=[offer.pk]),
        "twice@lima.example": "",
        "nobody@lima.example": "",
    }

    answers = {typed: client.get(reverse("admin:search"), {"q": typed}) for typed in pages}

    assert {typed: getattr(answer, "url", "") for typed, answer in answers.items()} == pages
    events_only = make_user(is_staff=True)
    events_only.groups.add(group_of(EVENTS))
    client.force_login(events_only)
    assert client.get(reverse("admin:search"), {"q": person.email}).status_code == 200


def test_only_what_the_reader_may_open_is_found(client, staff):
    make_user(name="Paulo Lima")
    make_event(title="Shade in Lima")
    assert set(found(client, "lima")) == {"people", "events"}

    events_only = make_user(is_staff=True)
    events_only.groups.add(group_of(EVENTS))
    client.force_login(events_only)

    assert set(found(client, "lima")) == {"events"}


@pytest.mark.parametrize(
    "words", ["", " ", "%00", "((", "[", "\\", "*", '"', "a" * 5000, "x " * 300, "@", "💧"]
)
def test_any_words_get_an_answer(client, staff, words):
    assert client.get(reverse("admin:search"), {"q": words}).status_code == 200


def test_words_are_letters_and_no_pattern(client, staff):
    make_user(name="Paulo Lima")

    assert found(client, "L.ma") == found(client, "Li.*") == found(client, "[PL]") == {}


def test_more_than_five_are_in_their_own_list(client, staff):
    for number in range(7):
        make_user(name=f"Paulo Lima {number}")

    answer = client.get(reverse("admin:search"), {"q": "lima"})

    page = BeautifulSoup(answer.text, "html.parser")
    assert page.h1.text == "7 results for “lima”"
    assert [it["href"] for it in page.select("#people .found__head a")] == [
        reverse("admin:cities_user_changelist") + "?q=lima"
    ]
    assert len(page.select("#people li")) == 5


def test_hits_cost_no_statement_each(client, staff):
    def one_of_each():
        city = make_city(name=f"Limassol {City.objects.count()}", tier=3)
        make_officer(city, person=make_user(name="Paulo Lima"))
        make_application(person_name="Marina Lima")
        make_event(title="Lima", hosts=[city])
        make_resource(editions=[{"title": "Lima"}])
        make_pairing(peer_city=city)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            found(client, "lima")
        return len(asked)

    one_of_each()
    statements()
    few = statements()
    for _ in range(4):
        one_of_each()

    assert statements() == few


def test_a_number_says_of_what_it_is(client, staff):
    event = make_event(title="Shade in Lima", capacity=None)
    make_registration(event)

    page = client.get(reverse("admin:search"), {"q": "shade"}).text

    assert "Published, Places: 1" in page
