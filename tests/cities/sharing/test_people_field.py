"""Choosing people for a shared object: by searching them, with scripts and without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.directory.tiers import Level
from cities.joining.actions import memberships
from cities.sharing.actions import grant
from resources.models import Resource
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_project,
    make_resource,
    make_staff,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_staff(name="Ana Ruiz")
    client.force_login(ana)
    return ana


def change_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def boxes(page):
    return {box["value"]: box.has_attr("checked") for box in page.html.select("[name=chosen_people]")}


@pytest.mark.parametrize("make", [make_resource, make_event, make_project])
def test_the_form_lists_nobody_who_was_not_chosen_or_searched(client, ana, make):
    obj, city = make(level=Level.GENERAL), make_city()
    sizes = []
    client.get(change_url(obj))  # what is asked once a process
    for _ in range(2):
        for _ in range(20):
            make_officer(city)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(change_url(obj))
        assert boxes(Page(answer)) == {}
        sizes.append((len(queries), len(answer.content)))

    # The second page differs by what stands on both pages alone: the number of people who see it.
    assert sizes[0][0] == sizes[1][0]
    assert abs(sizes[0][1] - sizes[1][1]) < 50


def found_on(client, obj, words, **more):
    page = Page(client.get(change_url(obj)))
    pressed = more.pop("pressed", {"_find": "1"})
    typed = page.typed | {"chosen_people_find": words} | pressed | more
    return Page(client.post(change_url(obj), typed))


@pytest.mark.parametrize("key", ["²", "9" * 19, "9" * 5000, "x", ""])
def test_what_is_no_key_chooses_nobody(key, client, ana):
    assert boxes(found_on(client, make_event(), "", chosen_people=[key])) == {}


@pytest.mark.parametrize("pressed", [{"_find": "1"}, {"_save": "enter"}])
def test_without_scripts_a_search_gives_boxes_and_keeps_what_was_typed(client, ana, pressed):
    event, city = make_event(title="Old title"), make_city(name="Köln Riverport")
    kim, lee = make_officer(city), make_officer(city)
    type(kim).objects.filter(pk=kim.pk).update(name="Kim Novak")
    type(kim).objects.filter(pk=lee.pk).update(name="Lee Novak")
    make_officer(make_city(name="Elsewhere"))

    page = found_on(client, event, "novak koln", title="New title", chosen_people=[lee.pk], pressed=pressed)

    assert boxes(page) == {str(lee.pk): True, str(kim.pk): False}
    assert page.typed["title"] == "New title"
    assert page.texts(".errornote") == []
    event.refresh_from_db()
    assert event.title == "Old title"


def test_whoever_was_found_and_ticked_sees_it(client, ana):
    resource, kim = make_resource(level=Level.PILOT), make_officer()
    page = found_on(client, resource, kim.email)

    # A list of which nothing is chosen sends nothing.
    typed = {name: value for name, value in page.typed.items() if value}
    answer = client.post(change_url(resource), typed | {"chosen_people": [kim.pk]})

    assert answer.status_code == 302, Page(answer).texts(".errornote, .errorlist li, .question")
    assert set(resource.person_grants.values_list("user_id", flat=True)) == {kim.pk}
    assert boxes(Page(client.get(change_url(resource)))) == {str(kim.pk): True}


def city_left():
    city = make_city()
    person = make_officer(city)
    memberships.end_membership(city.membership, by=None)
    return person


def closed():
    return make_officer(person=make_user(is_active=False))


@pytest.mark.parametrize("somebody", [make_user, city_left, closed])
@pytest.mark.parametrize("make", [make_resource, make_event, make_project])
def test_who_was_chosen_and_has_no_seat_any_more_keeps_nobody_from_saving(client, ana, make, somebody):
    obj, guest, kim = make(level=Level.NAMED, published=False), somebody(), make_officer()
    grant(obj, to=guest, by=ana)
    page = Page(client.get(change_url(obj)))
    assert boxes(page) == {str(guest.pk): True}
    typed = page.sent_by("#content-main form[id$=_form]")

    saved = client.post(change_url(obj), typed | {"open_to_partners": "on"})
    kept = set(obj.person_grants.values_list("user_id", flat=True))
    added = client.post(change_url(obj), typed | {"chosen_people": [guest.pk, kim.pk]})

    assert (saved.status_code, kept) == (302, {guest.pk})
    assert added.status_code == 302
    assert set(obj.person_grants.values_list("user_id", flat=True)) == {guest.pk, kim.pk}


def test_nobody_without_a_seat_is_chosen_anew(client, ana):
    event, guest = make_event(level=Level.NAMED, published=False), make_user()
    typed = Page(client.get(change_url(event))).sent_by("#content-main form[id$=_form]")

    answer = client.post(change_url(event), typed | {"chosen_people": [guest.pk]})

    assert answer.status_code == 200
    assert not event.person_grants.exists()


def test_the_count_reads_a_form_with_somebody_who_has_no_seat_any_more(client, ana):
    event, guest = make_event(level=Level.NAMED), make_user()
    address = f"{reverse('admin:events_event_audience')}?of={event.pk}"

    answer = client.post(address, {"level": "9", "chosen_people": [guest.pk]}, HTTP_ACCEPT="application/json")

    assert answer.json()["sentence"] == "1 person."


def test_more_than_twenty_are_not_all_listed(client, ana):
    city = make_city(name="Bigtown")
    for _ in range(22):
        make_officer(city)

    page = found_on(client, make_event(), "bigtown")

    assert len(boxes(page)) == 20
    assert "There are more. Type more of the name." in page.html.get_text()


def test_a_search_that_finds_nobody_says_so(client, ana):
    assert "Nobody in the Forum matches this." in found_on(client, make_event(), "xyzzy").html.get_text()


@pytest.mark.parametrize("words", ["", "   ", "\x00", "%", "a" * 5000, "' or 1=1 --", "\u202e"])
def test_any_words_get_an_answer(client, ana, words):
    answer = client.get(reverse("admin:events_event_people"), {"q": words, "not": ["x", "9" * 40, "-1"]})

    assert answer.status_code == 200


def test_the_script_gets_boxes_of_those_not_chosen_yet(client, ana):
    city = make_city(name="Riverport")
    kim, lee = make_officer(city), make_officer(city)

    page = Page(client.get(reverse("admin:events_event_people"), {"q": "riverport", "not": [kim.pk]}))

    assert boxes(page) == {str(lee.pk): False}


def test_people_are_searched_by_those_alone_who_may_change_such_an_object(client):
    client.force_login(make_staff(is_superuser=False))

    assert client.get(reverse("admin:resources_resource_people"), {"q": "a"}).status_code == 403


def test_a_new_paper_is_searched_for_too_and_nothing_is_made(client, ana):
    kim = make_officer()
    page = Page(client.get(reverse("admin:resources_resource_add")))

    typed = page.typed | {"chosen_people_find": kim.email, "_find": "1"}
    page = Page(client.post(reverse("admin:resources_resource_add"), typed))

    assert boxes(page) == {str(kim.pk): False}
    assert page.texts(".errornote, .errorlist li") == []
    assert not Resource.objects.exists()
