"""Whose account an identity opens, and what becomes of answers that are not as they must be."""

import gzip
import hmac
import json
import logging
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse
from jwt.utils import base64url_encode

from cities.identities import adapters
from cities.identities.providers import Provider
from cities.identities.rules import address_of
from cities.leaving.actions import remove_officer
from cities.models import User
from cities.people import limits
from cities.people.actions import accounts
from icaforum.audit.models import Entry
from tests.cities.identities.city_provider import SECRET
from tests.cities.identities.conftest import KEY, OTHER_KEY, OddCity, go, point_at
from tests.factories import make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db

ANA = {"email": "ana@wien.example", "email_verified": True}
VIENNA = Provider("wien", "City of Vienna", "", "portal", frozenset({"wien.example"}), trusted=False)


@pytest.fixture
def ana(db):
    return make_user(email=ANA["email"])


def come(city, client=None, **claims):
    """Go to the city and come back; return the answer, and who is signed in."""
    client = client or Client()
    answer = city.come_back(client, go(client), **claims)
    return answer, client.session.get("_auth_user_id")


# Which address counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "trusted", "address"),
    [
        ({"email": "ana@wien.example", "email_verified": True}, False, "ana@wien.example"),
        ({"email": " Ana@WIEN.example\u200b", "email_verified": True}, False, "ana@wien.example"),
        ({"email": "ana@wien.example", "email_verified": False}, False, ""),
        ({"email": "ana@wien.example", "email_verified": False}, True, ""),
        ({"email": "ana@wien.example", "email_verified": "true"}, False, ""),
        ({"email": "ana@wien.example", "email_verified": 1}, True, ""),
        ({"email": "ana@wien.example"}, False, ""),
        ({"email": "ana@wien.example"}, True, "ana@wien.example"),
        ({"email": "ana@elsewhere.example"}, True, ""),
        ({"email": "ana@mail.wien.example"}, True, ""),
        ({"email": "ana@wien.example@elsewhere.example"}, True, ""),
        ({"email": "ana@ｗien.example"}, True, "ana@wien.example"),
        ({"email": "pılot@wien.example"}, True, ""),
        ({"email": "ａna@wien.example"}, True, ""),
        ({"email": "ªna@wien.example"}, True, ""),
        ({"email": "an\u200ba@wien.example"}, True, ""),
        ({"email": "a\x00na@wien.example"}, True, ""),
        ({"email": "a" * 250 + "@wien.example"}, True, ""),
        ({"email": ["ana@wien.example"]}, True, ""),
        ({"email": None}, True, ""),
        ({}, True, ""),
    ],
)
def test_an_address_counts_that_is_proved_and_of_the_city(claims, trusted, address):
    provider = Provider(VIENNA.key, VIENNA.name, "", "portal", VIENNA.domains, trusted=trusted)

    assert address_of(claims, provider) == address


# Whose account it opens -------------------------------------------------------------------------------------


def test_an_address_opens_its_account_and_another_identity_does_not_any_more(city, ana):
    assert come(city, **ANA)[1] == str(ana.pk)
    assert come(city, **ANA)[1] == str(ana.pk)

    # The address has passed on to somebody else at the city.
    answer, who = come(city, **ANA, sub="sub-2")

    assert (answer.status_code, who) == (403, None)
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(ana.pk, "sub-1")]


@pytest.mark.parametrize("has_account", [True, False])
def test_an_identity_that_opened_one_account_opens_no_other(city, ana, has_account):
    come(city, **ANA)
    if has_account:
        make_user(email="bert@wien.example")

    answer, who = come(city, email="bert@wien.example", email_verified=True)

    assert (answer.status_code, who) == (403, None)
    assert SocialAccount.objects.get().user == ana


def test_a_further_address_that_was_proved_opens_the_account(city):
    person = make_user(email="ana@home.example")
    EmailAddress.objects.create(user=person, email=ANA["email"], verified=True)

    assert come(city, **ANA)[1] == str(person.pk)


def test_an_address_of_two_accounts_opens_neither(city, ana):
    EmailAddress.objects.filter(user=ana).delete()
    EmailAddress.objects.create(user=make_user(), email=ANA["email"], verified=True)

    answer, who = come(city, **ANA)

    assert (answer.status_code, who) == (403, None)


def test_an_account_whose_first_address_is_another_is_opened(city, ana):
    EmailAddress.objects.filter(user=ana).delete()
    EmailAddress.objects.create(user=ana, email="ana@home.example", verified=True, primary=True)

    assert come(city, **ANA)[1] == str(ana.pk)


def test_an_address_that_somebody_only_claims_opens_nothing(city):
    EmailAddress.objects.create(user=make_user(), email=ANA["email"], verified=False)

    assert come(city, **ANA)[1] is None
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(city, ana):
    come(city, **ANA)
    User.objects.filter(pk=ana.pk).update(is_active=False)

    answer, who = come(city, **ANA)

    assert (answer.status_code, "This account was closed" in answer.content.decode(), who) == (
        403,
        True,
        None,
    )


def test_staff_show_their_second_step_all_the_same(city, settings):
    settings.STAFF_SECOND_FACTOR = True
    staff = make_staff(email=ANA["email"])
    TOTP.activate(staff, generate_totp_secret())

    answer, who = come(city, **ANA)
    staff.authenticator_set.all().delete()
    client = Client()
    city.come_back(client, go(client), **ANA)
    without = client.get(reverse("admin:index"))

    assert (answer.headers["Location"].partition("?")[0], who) == (reverse("mfa_authenticate"), None)
    assert without.headers["Location"].startswith(reverse("mfa_index"))


def test_who_is_signed_in_stays_who_they_are(city, ana):
    client, bert = Client(), make_user()
    url = go(client)
    client.force_login(bert)

    answer = city.come_back(client, url, **ANA)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk"))
    assert client.session["_auth_user_id"] == str(bert.pk)


# What it says, and what is true of it -----------------------------------------------------------------------


def test_what_stands_beside_the_token_counts_for_the_same_person(city, ana):
    city.userinfo = {"sub": "sub-1"} | ANA
    first = come(city)[1]
    city.userinfo = {"sub": "sub-9"} | ANA

    assert (first, come(city)[1]) == (str(ana.pk), None)


def test_it_is_asked_with_what_was_begun(city, ana):
    come(city, **ANA)

    (asked,) = city.asked
    assert (asked["client_secret"], asked["redirect_uri"], len(asked["code_verifier"])) == (
        [SECRET],
        ["http://testserver/account/login/with/wien/back/"],
        1,
    )


WRONG = {
    "expired": {"exp": int(time.time()) - 3600},
    "of a time to come": {"iat": int(time.time()) + 3600 * 24 * 300},
    "not yet of use": {"nbf": int(time.time()) + 3600},
    "of another sign-in": {"nonce": "another"},
    "without a nonce": {"nonce": None},
    "for somebody else": {"aud": "another"},
    "made for another of two": {"aud": ["portal", "another"], "azp": "another"},
    "made for one of two": {"aud": ["portal", "another"]},
    "of another city": {"iss": "http://127.0.0.1:1"},
    "of nobody": {"sub": ""},
    "of a number": {"sub": 7},
    "of a name with nothing in it": {"sub": "a\x00b"},
    "too long a name": {"sub": "x" * 192},
    "no moment": {"exp": "tomorrow"},
    "no number": {"exp": float("nan")},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_token_that_is_not_right_opens_nothing(city, ana, wrong):
    answer, who = come(city, **ANA | wrong)

    assert (answer.status_code, who) == (424, None)
    assert "City of Vienna does not answer as it should" in answer.content.decode()


def test_a_token_for_two_that_was_made_for_us_is_right(city, ana):
    assert come(city, **ANA, aud=["portal", "another"], azp="portal")[1] == str(ana.pk)


@pytest.mark.parametrize(
    "sign",
    [
        {"key": OTHER_KEY, "algorithm": "RS256", "headers": {"kid": "one"}},
        {"key": OTHER_KEY, "algorithm": "RS256", "headers": {"kid": "two"}},
        {"key": "x" * 32, "algorithm": "HS256", "headers": {"kid": "one"}},
        {"key": None, "algorithm": "none", "headers": {"kid": "one"}},
    ],
    ids=["forged", "a key of somebody else", "by a shared secret", "not signed"],
)
def test_a_token_that_the_city_did_not_sign_opens_nothing(city, ana, sign):
    city.sign = sign

    answer, who = come(city, **ANA)

    assert (answer.status_code, who) == (424, None)


def test_the_key_that_everybody_knows_is_no_shared_secret(city, ana, monkeypatch):
    known = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def token():
        said = [{"alg": "HS256", "kid": "one"}, city.claims]
        signed = ".".join(base64url_encode(json.dumps(it).encode()).decode() for it in said)
        digest = hmac.digest(known, signed.encode(), "sha256")
        return f"{signed}.{base64url_encode(digest).decode()}"

    monkeypatch.setattr(city, "token", token)

    answer, who = come(city, **ANA)

    assert (answer.status_code, who) == (424, None)


CONFIGURATION, DEEP = "/.well-known/openid-configuration", b"[" * 100_000
ODD = {
    "an error": ("/token", (400, {"error": "invalid_client"}, "")),
    "a broken server": ("/token", (500, b"oops", "")),
    "no token": ("/token", (200, {"access_token": "a"}, "")),
    "a list": ("/token", (200, [1], "")),
    "no JSON": ("/token", (200, b"<html>", "")),
    "nested without end": ("/token", (200, DEEP, "")),
    "a redirect": ("/token", (302, b"", "elsewhere")),
    "too much": ("/jwks", (200, b" " * 2_000_000, "")),
    "no keys": ("/jwks", (200, {"keys": []}, "")),
    "keys of another shape": ("/jwks", (200, {"keys": "none"}, "")),
    "no key": ("/jwks", (200, {"keys": [{"kid": "one"}]}, "")),
    "cut off": ("/token", (200, b"{}", "cut off")),
    "not packed as it says": ("/token", (200, b"{}", "not packed")),
    "packed small": ("/jwks", (200, gzip.compress(b" " * 50_000_000), "packed")),
    "slow": ("/token", (200, b" " * 1000, "slow")),
    "no configuration": (CONFIGURATION, (404, b"", "")),
    "another shape": (CONFIGURATION, (200, [], "")),
    "nothing in it": (CONFIGURATION, (200, {"issuer": "x"}, "")),
}


@pytest.mark.parametrize(("page", "answers"), ODD.values(), ids=ODD)
def test_whatever_a_city_answers_is_a_page_in_bounded_time(city, ana, page, answers, monkeypatch, caplog):
    monkeypatch.setattr(adapters, "SECONDS", 1.5)
    client = Client()
    url = go(client)
    city.odd[page] = answers
    began = time.monotonic()

    with caplog.at_level(logging.WARNING):
        answer = city.come_back(client, url, **ANA)

    assert (answer.status_code, client.session.get("_auth_user_id")) == (424, None)
    assert time.monotonic() - began < 6
    assert SECRET not in caplog.text
    assert ANA["email"] not in caplog.text
    assert "Sign-in through wien failed" in caplog.text


def test_nobody_goes_on_reading_an_answer_without_an_end(city, ana, monkeypatch):
    monkeypatch.setattr(adapters, "SECONDS", 1)
    client, before = Client(), set(threading.enumerate())
    url = go(client)
    city.odd["/token"] = (200, b" " * 1000, "slow")

    city.come_back(client, url, **ANA)

    def readers():
        return [it for it in threading.enumerate() if it not in before and "_ask" in it.name]

    until = time.monotonic() + 10
    while readers() and time.monotonic() < until:
        time.sleep(0.1)
    assert readers() == []


@pytest.mark.parametrize("page", [CONFIGURATION, None])
def test_a_city_that_is_away_is_said_when_one_goes_there(city, settings, page):
    if page:
        city.odd[page] = (500, b"", "")
    else:
        point_at(settings, "http://127.0.0.1:9")

    answer = Client().post(reverse("openid_connect_login", args=["wien"]))

    assert answer.status_code == 424


@pytest.mark.parametrize("page", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_a_city_makes_nothing_else_of_this_machine_answer(city, ana, page):
    """In plain text only the provider of the settings is asked, which in a test is one of this machine."""
    other, client = OddCity(), Client()
    heard, url = [], go(client)
    other.answer = lambda handler: heard.append(handler.path)
    there = {page: f"{other.issuer}/{page.removesuffix('_endpoint')}"}
    city.odd[CONFIGURATION] = (200, city.pages()[CONFIGURATION] | there, "")

    answer = city.come_back(client, url)
    other.server.shutdown()
    other.server.server_close()

    assert (answer.status_code, heard) == (424, [])


@pytest.mark.parametrize(
    "leads_to", ["javascript:alert(1)", "http://city.example/", "http://127.0.0.1:6379/", None]
)
def test_a_city_leads_to_pages_alone(city, leads_to):
    city.odd[CONFIGURATION] = (200, city.pages()[CONFIGURATION] | {"authorization_endpoint": leads_to}, "")

    answer = Client().post(reverse("openid_connect_login", args=["wien"]))

    assert answer.status_code == 424


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"error": "access_denied"}, 200),
        ({"error": "server_error"}, 424),
        ({}, 424),
        ({"code": "c", "state": "x"}, 400),
        ({"code": "c", "state": ""}, 400),
    ],
)
def test_a_way_back_without_what_was_asked_is_a_page(city, ana, sent, status):
    client = Client()
    state = go(client).partition("state=")[2].partition("&")[0]

    answer = client.get(reverse("openid_connect_callback", args=["wien"]), {"state": state} | sent)

    assert (answer.status_code, client.session.get("_auth_user_id")) == (status, None)


# The pages --------------------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_a_city_by_the_domain_alone(city, ana):
    def ask(address, **more):
        answer = Client().post(reverse("account_login"), {"email": address} | more)
        return answer.status_code, "Sign in with City of Vienna" in answer.content.decode()

    assert ask(ANA["email"]) == ask("nobody@wien.example") == (200, True)
    assert ask("ana@elsewhere.example") == (302, False)
    assert ask(ANA["email"], by_code="on") == (302, False)


def test_without_settings_there_is_no_such_way(db, settings):
    settings.IDENTITY_PROVIDERS = []

    assert Client().post(reverse("account_login"), {"email": ANA["email"]}).status_code == 302
    assert Client().post(reverse("openid_connect_login", args=["wien"])).status_code == 404
    assert Client().get(reverse("openid_connect_callback", args=["wien"])).status_code == 404


@pytest.mark.parametrize("text", ["\x00", "\u202e@wien.example", "@wien.example", "x" * 100_000])
def test_whatever_is_typed_is_a_page(city, text):
    client, url = Client(), reverse("openid_connect_login", args=["wien"])
    back = reverse("openid_connect_callback", args=["wien"])
    sent = {"email": text, "next": text}

    found = [client.post(it, sent).status_code for it in (reverse("account_login"), url)]
    found += [client.get(back, {"state": text[:2000], "code": text[:2000], "error": text[:2000]}).status_code]

    assert found[1:] == [200, 400]
    assert found[0] in {200, 302}


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "x" * 5000])
def test_nobody_is_led_elsewhere_afterwards(city, ana, wanted):
    client = Client()

    answer = city.come_back(client, go(client, next=wanted), **ANA)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk"))


def way_in(answer):
    """Where the page of somebody who was not let in leads on to the other ways in."""
    return BeautifulSoup(answer.content, "html.parser").select_one("main a.button")["href"]


@pytest.mark.parametrize(
    "said",
    [{"error": "access_denied"}, {"error": "server_error"}, {"code": "c"}, {"code": "c", "state": "x"}],
)
def test_who_is_not_let_in_keeps_the_page_that_was_wanted(city, ana, said):
    client, back = Client(), reverse("openid_connect_callback", args=["wien"])
    asked = parse_qs(urlsplit(go(client, next="/library/?q=heat")).query)
    sent = {"state": asked["state"][0]} | said

    first, again = client.get(back, sent), client.get(back, sent)  # the second as a page that is loaded again

    assert "_auth_user_id" not in client.session
    assert way_in(first) == way_in(again) == f"{reverse('account_login')}?next=%2Flibrary%2F%3Fq%3Dheat"


def test_of_two_windows_each_keeps_its_own_page(city, ana):
    client = Client()
    first, _second = (go(client, next=page) for page in ("/library/", "/events/"))

    answer = city.come_back(client, first, email="nobody@wien.example", email_verified=True)

    assert (answer.status_code, way_in(answer)) == (403, f"{reverse('account_login')}?next=%2Flibrary%2F")


def test_what_took_too_long_keeps_the_page_too(city, ana, monkeypatch):
    client = Client()
    url = go(client, next="/library/")
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)

    answer = city.come_back(client, url, **ANA)

    assert (answer.status_code, way_in(answer)) == (400, f"{reverse('account_login')}?next=%2Flibrary%2F")


def test_who_signed_in_meanwhile_comes_to_the_page(city, ana):
    client = Client()
    url = go(client, next="/library/")
    city.come_back(client, url, **ANA)

    answer = city.come_back(client, url, **ANA)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/library/")


def test_one_network_begins_so_often(city):
    client = Client(REMOTE_ADDR="203.0.113.77")
    page = reverse("openid_connect_login", args=["wien"])
    for _time in range(limits.REQUESTS_OF_A_NETWORK):
        assert client.post(page).status_code == 200

    assert client.post(page).status_code == 429


# What ends it -----------------------------------------------------------------------------------------------


def test_the_secretariat_unlinks_and_corrects(city, ana):
    staff, client = make_staff(), Client()
    city.come_back(client, go(client), **ANA)

    accounts.remove_identity(ana, by=staff)

    assert client.get(reverse("cities:profile")).status_code == 302
    assert Entry.objects.filter(verb="identity removed", actor_id=staff.pk).count() == 1
    with pytest.raises(accounts.NoIdentity):
        accounts.remove_identity(ana, by=staff)

    come(city, **ANA, sub="sub-2")
    accounts.correct_address(ana, email="ana.ruiz@wien.example", by=staff)

    assert not SocialAccount.objects.exists()


def test_the_page_of_a_person_says_through_whom_and_unlinks(city, ana):
    staff = Client()
    staff.force_login(make_staff(is_superuser=True))
    page = reverse("admin:cities_user_change", args=[ana.pk])
    unlink = reverse("admin:cities_user_verb", args=[ana.pk, "identity"])
    before = staff.get(page).content.decode()
    come(city, **ANA)
    after = staff.get(page).content.decode()
    asked = staff.get(unlink).content.decode()

    staff.post(unlink)

    assert [(unlink in text, "City of Vienna" in text) for text in (before, after)] == [
        (False, False),
        (True, True),
    ]
    assert "signed out everywhere" in asked
    assert not SocialAccount.objects.exists()


def test_the_end_of_the_last_seat_ends_it(city, ana):
    for _time in "ab":
        make_officer(person=ana)
    come(city, **ANA)
    left = []
    for seat in ana.seats.all():
        remove_officer(seat, by=None)
        left.append(SocialAccount.objects.count())

    assert left == [1, 0]
