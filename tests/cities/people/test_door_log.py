"""Who is not let in leaves a line in the log: what, whose account, from where, and no secret."""

import logging

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from cities.people import mailed_codes
from icaforum.logs import JsonFormatter
from icaforum.outbox.models import Message
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"


@pytest.fixture
def lines(caplog):
    """What the log says of the door; and nothing of what was typed."""
    caplog.set_level(logging.INFO)

    def lines():
        of_the_door = [record for record in caplog.records if record.name == "cities.people.door_log"]
        assert {record.levelname for record in of_the_door} <= {"WARNING"}
        whole = "\n".join(JsonFormatter().format(record) for record in caplog.records)
        assert not [secret for secret in ("wrong wrong", PASSWORD, "999999", "@city") if secret in whole]
        return [record.getMessage() for record in of_the_door]

    return lines


@pytest.fixture
def browser():
    return Client(REMOTE_ADDR="203.0.113.7")


def refused(what, person=None):
    return f"Not let in: {what}, account {person.pk if person else 'none'}, from 203.0.113.7"


def ask(browser, address, page="account_login"):
    browser.post(reverse(page), {"email": address})
    return mailed_codes.code_of(Message.objects.latest("pk").ids.get("seed", ""))


def test_wrong_passwords_and_those_that_are_too_many(browser, lines):
    person = make_user()
    page = reverse("account_login_password")

    for _n in range(6):
        browser.post(page, {"login": person.email, "password": "wrong wrong wrong"})
    browser.post(page, {"login": "nobody@city.example", "password": "wrong wrong wrong"})

    assert lines() == [
        *[refused("wrong password", person)] * 5,
        refused("too many passwords", person),
        refused("wrong password"),
    ]


@pytest.mark.parametrize(
    ("kind", "asks", "waits"),
    [
        ("sign_in_code", "account_login", "account_confirm_login_code"),
        ("password_reset_code", "account_reset_password", "account_confirm_password_reset_code"),
    ],
)
def test_codes_that_are_wrong_too_many_or_too_old(browser, lines, database_clock, kind, asks, waits):
    database_clock.move_to("2027-03-01 09:00:00+00:00")
    person = make_user()

    for _n in range(4):
        ask(browser, person.email, asks)
        browser.post(reverse(waits), {"code": "999999"})
        browser.post(reverse(waits), {"code": "999999"})
        browser.session.flush()
        browser.cookies.clear()
    said = lines()
    code = ask(browser, person.email, asks)
    database_clock.move_to("2027-03-01 09:11:00+00:00")
    browser.post(reverse(waits), {"code": code})

    assert said[:5] == [refused(f"{kind}, incorrect_code", person)] * 5
    assert said[5] == refused(f"{kind}, too_many_codes", person)
    assert lines()[-1] == refused(f"{kind}, code_ended", person)


def test_a_code_for_an_address_without_an_account_names_none(browser, lines):
    browser.post(reverse("account_login"), {"email": "nobody@city.example"})
    browser.post(reverse("account_confirm_login_code"), {"code": "999999"})

    assert lines() == [refused("sign_in_code, incorrect_code")]


def test_second_steps(browser, lines):
    person = make_user()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    code = ask(browser, person.email)
    browser.post(reverse("account_confirm_login_code"), {"code": code})

    for _n in range(6):
        browser.post(reverse("mfa_authenticate"), {"code": "999999"})
    browser.post(reverse("mfa_authenticate"), {"credential": '"x"'})
    alone = Client(REMOTE_ADDR="203.0.113.7")
    alone.post(reverse("mfa_login_webauthn"), {"credential": '"x"'})

    said = lines()
    assert said[:5] == [refused("second step, incorrect_code", person)] * 5
    assert said[5] == refused("second step, too_many_login_attempts", person)
    assert said[6] == refused("passkey, incorrect_code", person)
    assert said[7] == refused("passkey, incorrect_code")


def test_a_wrong_present_password_and_a_closed_account(browser, lines):
    person, closed = make_user(), make_user()
    for somebody in (person, closed):
        somebody.set_password(PASSWORD)
        somebody.save()
    browser.force_login(person)
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    browser.post(reverse("account_change_password"), {"oldpassword": "wrong wrong wrong"} | new)
    closed.is_active = False
    closed.save()

    Client(REMOTE_ADDR="203.0.113.7").post(
        reverse("account_login_password"), {"login": closed.email, "password": PASSWORD}
    )

    assert lines() == [
        refused("present password, enter_current_password", person),
        refused("closed account", closed),
    ]


def test_who_is_let_in_leaves_no_such_line(browser, lines):
    person = make_user()
    code = ask(browser, person.email)

    browser.post(reverse("account_confirm_login_code"), {"code": code})

    assert browser.session["_auth_user_id"] == str(person.pk)
    assert lines() == []
