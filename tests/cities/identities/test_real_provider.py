"""Signing in through a real provider: allauth's own, in a second process, over HTTP."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cities.invitations.actions.inviting import invite
from cities.models import Officer, User
from icaforum.audit.models import Entry
from tests.cities.identities.conftest import RealCity, go, point_at
from tests.factories import make_city, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = ("ana.ruiz@wien.example", "new@wien.example", "?unproved@wien.example", "ana@elsewhere.example")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    city = RealCity(tmp_path_factory.mktemp("city"), *PEOPLE)
    yield city
    city.end()


@pytest.fixture
def real(running, settings):
    point_at(settings, running.issuer)
    return running


def test_who_has_an_account_is_signed_in_and_led_on(real):
    ana, client = make_user(email="ana.ruiz@wien.example"), Client()
    chosen = client.post(reverse("account_login"), {"email": " Ana.Ruiz@Wien.example", "next": "/library/"})
    form = BeautifulSoup(chosen.content, "html.parser").select_one("main form")
    typed = {it["name"]: it["value"] for it in form.select("input") if it["name"] != "csrfmiddlewaretoken"}

    url = go(client, **typed)
    answer = client.get(real.sign_in(url, PEOPLE[0]))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/library/")
    assert client.session["_auth_user_id"] == str(ana.pk)
    assert client.session.get_expire_at_browser_close()
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.provider, bound.extra_data) == (ana, "wien", {})
    assert EmailAddress.objects.filter(user=ana, email=ana.email, verified=True).count() == 1
    asked = parse_qs(urlsplit(url).query)
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert (asked["login_hint"], asked["code_challenge_method"]) == (["ana.ruiz@wien.example"], ["S256"])

    again = Client()
    again.get(real.sign_in(go(again), PEOPLE[0]))

    assert again.session["_auth_user_id"] == str(ana.pk)
    told = list(Entry.objects.filter(actor_id=ana.pk).order_by("pk").values_list("verb", "details"))
    signed_in = ("signed in", {"method": "socialaccount"})
    assert told == [("identity linked", {}), signed_in, signed_in]


def test_who_is_invited_accepts_on_the_page_of_the_invitation(real):
    city, client = make_city(), Client()
    invite(city, email="new@wien.example", by=make_staff())

    answer = client.get(real.sign_in(go(client), "new@wien.example"), follow=True)
    assert not User.objects.filter(email="new@wien.example").exists()
    typed = {"name": "New", "greeting": "New", "language": "en", "time_zone": "Europe/Vienna"}
    client.post(answer.redirect_chain[-1][0], typed)

    seat = Officer.objects.get(person__email="new@wien.example")
    assert (seat.city, client.session["_auth_user_id"]) == (city, str(seat.person_id))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("new@wien.example", "no account and no invitation"),
        ("unproved@wien.example", "no address of its own"),
        ("ana@elsewhere.example", "no address of its own"),
    ],
)
def test_nobody_else_is_let_in_or_gets_an_account(real, address, says):
    for email in ("unproved@wien.example", "ana@elsewhere.example"):
        make_user(email=email)
    people, client = User.objects.count(), Client()

    answer = client.get(real.sign_in(go(client), address))

    assert (answer.status_code, says in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_a_way_back_counts_once_and_in_one_browser(real):
    make_user(email="ana.ruiz@wien.example")
    client, other = Client(), Client()
    back = real.sign_in(go(client), PEOPLE[0])

    assert other.get(back).status_code == 400
    client.get(back)
    client.logout()

    assert client.get(back).status_code == 400
    assert "_auth_user_id" not in client.session
