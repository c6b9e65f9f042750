"""What was typed comes back: the sign-in had ended, the cookie was lost, the database is away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from cities.leaving.actions import leave
from cities.models import ApplicationDraft
from cities.people import known_devices
from pilots.models import Exchange
from tests.factories import make_city, make_event, make_lead, make_pairing, make_staff, make_theme
from tests.pages import Page

pytestmark = pytest.mark.django_db

TEXT = "We plant trees where <people> wait & sit.\n\nIn two districts, at first. " * 4


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.STAFF_SECOND_FACTOR = False


def member_forms():
    """Long forms: who opens them, where, and what is typed."""
    city = make_city()
    pairing, event, lead = make_pairing(peer_city=city), make_event(published=False), make_lead(city)
    return {
        "city": (lead, reverse("cities:edit", args=[city.slug]), {"about": TEXT, "languages": ["de", "fr"]}),
        "letter": (lead, reverse("cities:write", args=[make_city().slug]), {"text": TEXT}),
        "exchange": (
            lead,
            reverse("pilots:exchange_add", args=[pairing.pk]),
            {"kind": "meeting", "title": "Call", "starts_on": "2027-01-02", "said": TEXT},
        ),
        "team": (lead, reverse("cities:team", args=[city.slug]), {"email": "new@city.example", "note": TEXT}),
        "event": (
            make_staff(),
            reverse("admin:events_event_change", args=[event.pk]),
            {"title": "New title", "description": TEXT, "speakers-0-name": "Mara Kim"},
        ),
    }


FORMS = ("city", "letter", "exchange", "team", "event")


def clean(text):
    return text.replace("\r\n", "\n").strip()


def stands_in(answer, typed):
    """Whether the form of the page holds what was typed, to be sent again."""
    page = Page(answer)
    [form] = [form for form in page.html.select("form") if form.select_one("[role=alert][data-unsaved]")]
    form["id"] = "found"
    sent = page.sent_by("#found")
    assert {name: [clean(value) for value in sent[name]] for name in typed} == {
        name: [clean(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in typed.items()
    }
    return sent


def filled_form(client, url):
    """What the untouched form sends."""
    page = Page(client.get(url))
    forms = page.html.select("main form[method=post], #content-main form[method=post]")
    forms[0]["id"] = "first"
    return page.sent_by("#first")


def known_on(client, *people):
    """Have these people signed in on a browser before, the last of them last."""
    for person in people:
        request, response = HttpRequest(), HttpResponse()
        request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
        known_devices.remember(request, response, person.pk)
        client.cookies.update(response.cookies)


@pytest.mark.parametrize("name", FORMS)
def test_after_signing_in_again_the_form_stands_there_filled_once(client, name):
    person, url, typed = member_forms()[name]
    client.force_login(person)
    sent = filled_form(client, url) | typed
    client.logout()
    # Of several who signed in on this browser the last one has typed it: a sign-in ends older forms.
    known_on(client, make_staff(), person)

    answer = client.post(url, sent)
    assert answer.status_code == 302
    client.force_login(person)

    client.head(url)
    stands_in(client.get(url), typed)
    assert not Page(client.get(url)).html.select("[role=alert][data-unsaved]")


@pytest.mark.parametrize("name", FORMS)
def test_a_lost_cookie_gives_the_form_back_and_it_can_be_sent(name):
    person, url, typed = member_forms()[name]
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    sent = filled_form(client, url) | typed
    del client.cookies["csrf"]

    answer = client.post(url, sent, headers={"Origin": "http://testserver"})

    assert answer.status_code == 403
    again = stands_in(answer, typed)
    answer = client.post(url, again, headers={"Origin": "http://testserver"})
    assert answer.status_code in {200, 302}
    assert "data-unsaved" not in answer.content.decode().partition("<main")[2].partition("question")[0]


def test_a_visitor_without_cookies_gets_the_application_back():
    theme = make_theme()
    client = Client(enforce_csrf_checks=True)
    typed = {
        "interest": TEXT,
        "commitment": TEXT,
        "experience": "starting",
        "themes": [str(theme.pk)],
        "lessons": TEXT,
    }

    answer = client.post("/join/c40/why/", typed, headers={"Origin": "http://testserver"})

    again = stands_in(answer, typed)
    assert not ApplicationDraft.objects.exists()
    assert client.post("/join/c40/why/", again)["Location"] == "/join/c40/people/"
    assert clean(ApplicationDraft.objects.get().answers["interest"][0]) == clean(TEXT)


@pytest.mark.parametrize("known", ["one", "nobody", "another", "two"])
def test_without_cookies_it_comes_back_only_to_the_one_who_signs_in_on_this_browser(known):
    person, url, typed = member_forms()["city"]
    other = make_staff()
    people = {"one": [person], "nobody": [], "another": [other], "two": [other, person]}[known]
    client = Client(enforce_csrf_checks=True)
    known_on(client, *people)

    answer = client.post(url, typed, headers={"Origin": "http://testserver"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    client.force_login(person)

    if known == "one":
        stands_in(client.get(url), typed)
    else:
        assert "We plant trees" not in client.get(url).text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_what_another_site_made_somebody_send_is_not_shown(origin):
    person, url, typed = member_forms()["city"]
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    answer = client.post(url, typed, headers={"Origin": origin})

    assert answer.status_code == 403
    assert "We plant trees" not in answer.content.decode()
    client.logout()
    client.post(url, typed, headers={"Origin": origin})
    client.force_login(person)
    assert "We plant trees" not in client.get(url).content.decode()


def test_what_somebody_typed_is_shown_to_nobody_else(client, database_clock):
    _person, url, typed = member_forms()["event"]
    ana, ben = make_staff(), make_staff()
    client.force_login(ana)
    client.get(url)
    database_clock.shift(timedelta(hours=13))
    assert client.post(url, typed).status_code == 302
    client.force_login(ben)
    assert "We plant trees" not in client.get(url).content.decode()
    client.force_login(ana)
    assert "We plant trees" not in client.get(url).content.decode()


def test_it_waits_an_hour(client, database_clock):
    person, url, typed = member_forms()["city"]
    client.post(url, typed)
    client.force_login(person)

    database_clock.shift(timedelta(minutes=61))
    assert "We plant trees" not in client.get(url).content.decode()


def test_too_much_is_not_kept(client):
    person, url, _typed = member_forms()["city"]
    client.post(url, {"about": "We plant trees " * 20_000})
    client.force_login(person)

    assert client.get(url).status_code == 200
    assert "typed" not in client.session


def test_no_secret_is_kept(client):
    client.post(reverse("account_change_password"), {"oldpassword": "my old secret", "password1": "a b c"})

    assert "typed" not in client.session


def test_where_no_form_fits_the_words_can_be_copied():
    pairing = make_pairing()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_lead(pairing.peer_city))
    url = reverse("pilots:accept", args=[pairing.pk])

    answer = client.post(url, {"note": TEXT}, headers={"Origin": "http://testserver"})

    assert answer.status_code == 403
    assert clean(Page(answer).html.select_one("textarea").get_text()) == clean(TEXT)


def test_a_page_that_closed_or_whose_thing_was_deleted_gives_the_words_back(client):
    pairing, event = make_pairing(), make_event(published=False)
    lead, staff = make_lead(pairing.peer_city), make_staff()
    add, change = (
        reverse("pilots:exchange_add", args=[pairing.pk]),
        reverse("admin:events_event_change", args=[event.pk]),
    )
    client.force_login(lead)
    assert client.get(add).status_code == 200
    leave(lead.seats.get(), by=lead)
    event.delete()

    closed = client.post(add, {"said": TEXT})
    elsewhere = client.post(add, {"said": TEXT}, headers={"Origin": "https://evil.example"})
    client.force_login(staff)
    deleted = client.post(change, {"description": TEXT})

    assert (closed.status_code, elsewhere.status_code, deleted.status_code) == (404, 404, 409)
    for answer in (closed, deleted):
        assert [clean(box.get_text()) for box in Page(answer).html.select("textarea")] == [clean(TEXT)]
    # What another site made somebody send is not shown.
    assert Page(elsewhere).html.select("textarea") == []


# The database is away -------------------------------------------------------------------------------------


@pytest.fixture
def away(transactional_db):
    """Take the database away, and bring it back."""
    settings = connection.settings_dict
    place = {name: settings[name] for name in ("HOST", "PORT")}

    def take():
        connection.close()
        settings["HOST"], settings["PORT"] = "127.0.0.1", "9"

    yield take
    connection.close()
    settings.update(place)


def test_a_database_that_is_away_says_so_and_keeps_what_was_typed(client, away):
    person, url, typed = member_forms()["city"]
    client.force_login(person)
    client.raise_request_exception = False
    away()

    looked, sent = client.get(url), client.post(url, typed)

    for answer in (looked, sent):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "Its database does not answer just now." in answer.content.decode()
    assert [clean(box.get_text()) for box in Page(sent).html.select("textarea")] == [clean(TEXT)]
    assert Page(sent).sent_by("form")["languages"] == ["de", "fr"]


def test_what_came_back_can_be_sent_when_the_database_is_there_again(away):
    pairing = make_pairing()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_lead(pairing.peer_city))
    url = reverse("pilots:exchange_add", args=[pairing.pk])
    token = filled_form(client, url)["csrfmiddlewaretoken"]
    typed = {"kind": "meeting", "title": "Call", "starts_on": "2027-01-02", "said": TEXT}
    place = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    away()
    again = Page(client.post(url, typed | {"csrfmiddlewaretoken": token})).sent_by("form")
    connection.close()
    connection.settings_dict.update(place)

    assert client.post(url, again).status_code == 302

    assert clean(Exchange.objects.get().said) == clean(TEXT)


def test_our_own_mistake_is_still_a_500(client, settings):
    settings.ROOT_URLCONF = "tests.icaforum.pages.broken_urls"
    client.raise_request_exception = False

    answer, sent = client.get("/broken/"), client.post("/broken/", {"about": TEXT})

    assert (answer.status_code, sent.status_code) == (500, 500)
    assert "Something broke on our side" in answer.content.decode()
    assert [clean(box.get_text()) for box in Page(sent).html.select("textarea")] == [clean(TEXT)]
