"""What a person says of itself, and which mails it wants."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.people.actions import profiles
from icaforum.audit.models import Entry
from tests.factories import make_city, make_lead, make_officer, make_resource, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
GOOD = {"name": "Olive Ng", "language": "de", "time_zone": "Pacific/Auckland"}


@pytest.fixture
def person(client):
    person = make_user(name="Olive")
    client.force_login(person)
    return person


def save(client, **typed):
    return client.post(reverse("cities:profile"), GOOD | typed)


def test_a_person_changes_name_language_and_zone(client, person):
    answer = save(client)

    person.refresh_from_db()
    assert answer.url == reverse("cities:profile")
    assert (person.name, person.language, person.time_zone) == ("Olive Ng", "de", "Pacific/Auckland")
    assert person.zone_confirmed_at is not None
    assert Entry.objects.about(person).get().details == {"fields": ["name", "language", "time_zone"]}


def test_what_a_person_also_reads_is_what_they_say_or_else_what_the_browser_asks_for(client, person):
    def read(**headers):
        client.get(reverse("cities:profile"), headers=headers)
        answer = client.get(reverse("resources:list"), headers=headers)
        return [row.title for row in answer.context["page"].rows]

    make_officer(make_city(), person=person)
    for code, title in (("pt", "Calor"), ("en", "Heat"), ("fr", "Chaleur")):
        make_resource(editions=[{"language": code, "title": title}])
    assert read(accept_language="pt-BR,pt;q=0.9") == ["Heat", "Calor", "Chaleur"]
    assert read() == ["Heat", "Chaleur", "Calor"]

    save(client, language="en", reads=["fr", "sw"])

    person.refresh_from_db()
    assert person.reads == ["fr", "sw"]
    assert read(accept_language="pt-BR,pt;q=0.9") == ["Chaleur", "Heat", "Calor"]
    assert "This value" not in save(client, reads=["xx"]).text
    person.refresh_from_db()
    assert person.reads == ["fr", "sw"]


def test_a_person_is_greeted_as_they_wish_and_else_by_the_name_as_it_stands(client, person):
    profiles.edit_profile(person, name="Nguyễn Thị Minh Khai", by=person)
    person.refresh_from_db()
    assert person.get_short_name() == "Nguyễn Thị Minh Khai"

    save(client, name="Nguyễn Thị Minh Khai", greeting=" Khai\u202e ", language="en")

    assert "Khai</h1>" in client.get(reverse("desk")).content.decode().replace("\n", "")
    person.refresh_from_db()
    assert (person.greeting, person.get_short_name()) == ("Khai", "Khai")


def test_the_next_page_is_in_the_language_and_on_the_clock_that_were_chosen(client, person):
    answer = client.post(reverse("cities:profile"), GOOD, follow=True)

    assert answer.headers["Content-Language"] == "de"
    assert [str(message) for message in answer.context["messages"]] == ["Gespeichert."]
    assert str(answer.context["form"]["time_zone"].value()) == "Pacific/Auckland"


def test_every_seat_is_there_with_the_way_to_the_team_and_out_of_it(client, person):
    lima, oslo, bonn = (make_city(name=name) for name in ("Lima", "Oslo", "Bonn"))
    make_lead(lima, person=person)
    make_officer(oslo, person=person)
    make_officer(bonn, person=person, until=timezone.now())

    paths = Page(client.get(reverse("cities:profile"))).paths

    ways = {
        city.name: [reverse(way, args=[city.slug]) in paths for way in ("cities:team", "leave_team")]
        for city in (lima, oslo, bonn)
    }
    assert ways == {"Lima": [True, True], "Oslo": [True, True], "Bonn": [False, False]}


def test_a_zone_that_goes_by_an_older_name_can_be_kept(client, person):
    person.time_zone = "Asia/Calcutta"
    person.save()

    page = Page(client.get(reverse("cities:profile")))
    save(client, time_zone="Asia/Calcutta")

    person.refresh_from_db()
    assert page.typed["time_zone"] == "Asia/Calcutta"
    assert (person.name, person.time_zone) == ("Olive Ng", "Asia/Calcutta")


def test_saving_what_is_there_leaves_no_line(client, person):
    save(client)
    save(client)

    assert Entry.objects.about(person).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"name": "Olive\x00"},
        {"name": "<b>Olive</b>"},
        {"language": "tlh"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": "x" * 1_000_000},
    ],
)
def test_a_wrong_answer_changes_nothing_and_stays(client, person, typed):
    answer = save(client, **typed)

    person.refresh_from_db()
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(typed)
    assert person.name == "Olive"


def test_nothing_but_the_three_can_be_posted(client, person):
    save(client, is_staff="on", is_superuser="on", email="root@forum.example")

    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert person.email != "root@forum.example"


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("cities:profile")).status_code == 302


def test_the_page_names_seats_and_ways_to_sign_in(client):
    lead = make_lead()
    client.force_login(lead)

    answer = client.get(reverse("cities:profile"))

    assert [seat.person for seat in answer.context["seats"]] == [lead]
    for name in ("account_email", "account_set_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("cities:profile", "Profile"),
        ("account_email", "Address"),
        ("account_change_password", "Password"),
        ("mfa_index", "Second step"),
        ("usersessions_list", "Devices"),
    ],
)
def test_the_pages_about_oneself_have_one_frame(client, name, word):
    person = make_lead()
    person.set_password("four words in a row")
    person.save()
    client.force_login(person)

    page = client.get(reverse(name)).content.decode()

    assert re.findall(r'<a href="[^"]+" aria-current="true">([^<]+)</a>', page) == [word]
    assert re.findall(r'<nav class="tabs".*?</nav>', page, re.DOTALL)[0].count("<a ") == 6


def test_staff_have_a_profile_without_a_seat(client):
    client.force_login(make_staff())

    assert "The secretariat has no seat in a city." in client.get(reverse("cities:profile")).content.decode()


def test_is_this_your_time_yes(client, person):
    answer = client.post(reverse("cities:confirm_zone"))
    client.post(reverse("cities:confirm_zone"))

    person.refresh_from_db()
    assert answer.url == reverse("desk")
    assert person.zone_confirmed_at is not None
    assert Entry.objects.about(person).count() == 1


def read_on_in(client, language):
    return client.post(reverse("set_language"), {"language": language, "next": "/about/"})


def test_the_switch_of_languages_is_kept_on_the_person_with_one_line(client, person):
    answers = [read_on_in(client, "de") for _press in range(2)]

    person.refresh_from_db()
    assert [(answer.url, answer.cookies["language"].value) for answer in answers] == [("/about/", "de")] * 2
    assert (person.language, person.zone_confirmed_at) == ("de", None)
    entry = Entry.objects.about(person).get()
    assert (entry.verb, entry.actor_id, entry.details) == (
        "profile changed",
        person.pk,
        {"fields": ["language"]},
    )


@pytest.mark.parametrize("language", ["tlh", "", "de\x00", "../de"])
def test_a_language_that_we_do_not_speak_changes_nothing(client, person, language):
    answer = read_on_in(client, language)

    person.refresh_from_db()
    assert (answer.url, "language" in answer.cookies, person.language) == ("/about/", False, "en")
    assert not Entry.objects.exists()


def test_the_switch_needs_a_press(client, person):
    assert client.get(reverse("set_language"), {"language": "de"}).status_code == 405


def test_a_visitor_reads_on_in_another_language_without_a_line(client):
    answer = read_on_in(client, "de")

    assert (answer.url, answer.cookies["language"].value) == ("/about/", "de")
    assert not Entry.objects.exists()
