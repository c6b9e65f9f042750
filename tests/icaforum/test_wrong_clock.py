"""A process whose clock is eight days wrong does what the others do; the planners are in test_planners."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.joining.emails import status_url
from cities.people import mailed_codes
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.words import times
from tests.factories import make_application, make_lead, make_pairing, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
DEVICES = "/account/devices/"


@pytest.fixture(params=[-8, 8])
def days(request):
    """How wrong the clock of the process is."""
    return request.param


def wrong_by(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=True)


def ask(browser, person, page="account_login"):
    browser.post(reverse(page), {"email": person.email})
    return mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])


def sign_in(person, remember="on"):
    browser = Client()
    code = ask(browser, person)
    browser.post(
        reverse("account_confirm_login_code"), {"code": code} | ({"remember": "on"} if remember else {})
    )
    return browser


def is_in(browser):
    return browser.get(DEVICES).status_code == 200


@pytest.mark.parametrize(
    ("page", "next_page"),
    [
        ("account_login", "account_confirm_login_code"),
        ("account_reset_password", "account_confirm_password_reset_code"),
    ],
)
@pytest.mark.parametrize("where", ["asked", "written and typed", "all"])
def test_a_code_is_mailed_and_opens_the_door(days, page, next_page, where):
    browser, person = Client(), make_user()

    if where == "written and typed":
        code = ask(browser, person, page)
    with wrong_by(days):
        if where != "written and typed":
            code = ask(browser, person, page)
        letter = written(Message.objects.latest("pk"))
        if where != "asked":
            answer = browser.post(reverse(next_page), {"code": code})
    if where == "asked":
        answer = browser.post(reverse(next_page), {"code": code})

    assert mailed_codes.in_groups(code) in letter.text
    assert "10 minutes" in letter.text
    assert answer.status_code == 302
    assert browser.get(answer.url).status_code == 200


def test_a_code_that_is_over_is_over(days, database_clock):
    browser = Client()
    code = ask(browser, make_user())
    database_clock.shift(timedelta(minutes=11))

    with wrong_by(days):
        letter = written(Message.objects.latest("pk"))
        answer = browser.post(reverse("account_confirm_login_code"), {"code": code})

    assert letter is None
    assert "This code is too old" in answer.text


@pytest.mark.parametrize(
    ("make", "remember", "lives"),
    [
        (make_lead, "on", timedelta(days=60)),
        (make_lead, "", timedelta(hours=12)),
        (make_staff, "on", timedelta(hours=12)),
    ],
    ids=["asked to stay", "did not", "staff"],
)
def test_a_sign_in_neither_ends_nor_lives_on(days, make, remember, lives, database_clock):
    browser = sign_in(make(), remember)
    with wrong_by(days):
        elsewhere = sign_in(make(), remember)
        at_once = is_in(browser)

    database_clock.shift(lives - timedelta(minutes=1))
    with wrong_by(days):
        # Not by a visit where that would let the sixty days begin anew.
        before = browser.session.load() != {} if lives > timedelta(days=1) else is_in(browser)
    database_clock.shift(timedelta(minutes=2))
    with wrong_by(days):
        after = is_in(browser)

    assert (at_once, before, after, is_in(elsewhere)) == (True, True, False, False)


def test_the_way_in_takes_half_an_hour(days, database_clock):
    person = make_user()
    person.set_password("a long enough phrase")
    person.save()
    browsers = [Client(), Client()]
    answers = []
    for browser, minutes in zip(browsers, (29, 31), strict=True):
        ask(browser, person)
        database_clock.shift(timedelta(minutes=minutes))
        with wrong_by(days):
            answers.append(browser.get(reverse("account_confirm_login_code")).status_code)

    assert answers == [200, 302]


def test_how_long_an_application_waits_is_said_by_the_database(days, client):
    confirmed = timezone.now() - timedelta(days=3, minutes=1)
    make_application(sent_at=confirmed, confirmed_at=confirmed)
    client.force_login(make_staff())

    page = reverse("admin:cities_application_changelist")
    right = Page(client.get(page)).texts("#result_list .state")

    with wrong_by(days):
        assert Page(client.get(page)).texts("#result_list .state") == right
    assert "promised" in right[0]


def test_the_day_of_a_page_is_that_of_the_database(days, client):
    pairing = make_pairing()
    client.force_login(make_lead(pairing.pilot_city))
    day = times.reader_today()

    with wrong_by(days):
        plan = client.get(pairing.get_absolute_url()).context["plan"]
        desk = client.get(reverse("desk")).context["now"]

    assert [item.day for item in plan.timeline if item.kind == "today"] == [day]
    assert desk.date() == day


def test_a_request_asks_for_the_time_once_at_most(client):
    # And one of somebody signed in not at all: the session brings it along.
    addresses = ["/", reverse("events:list"), status_url(make_application())]
    told = {}
    for who in (None, make_lead()):
        if who:
            client.force_login(who)
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            told[who is None, address] = [q["sql"] for q in asked].count("SELECT clock_timestamp()")

    assert {number for (visitor, _address), number in told.items() if visitor} == {0, 1}
    assert {number for (visitor, _address), number in told.items() if not visitor} == {0}
