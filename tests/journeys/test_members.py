"""Members in a browser: an invitation accepted with one press, and every page without a finding of axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from cities.invitations.actions import access_requests, inviting
from cities.models import Invitation
from icaforum.outbox.links import sign
from tests.factories import make_city, make_lead, make_officer, make_staff, make_theme, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city():
    city = make_city(
        name="Auckland",
        tier=2,
        country="NZ",
        region="southeast-asia-oceania",
        latitude=-36.85,
        longitude=174.76,
        time_zone="Pacific/Auckland",
        population=1_700_000,
        about="We plant trees.",
        languages=["en"],
    )
    city.themes.add(make_theme())
    return city


@pytest.fixture
def sign_in(context, live_server, settings):
    def sign_in(person):
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])

    return sign_in


def url_of(invitation):
    facts = {"version": invitation.link_version, "expires_at": invitation.expires_at}
    return reverse("cities:invitation", args=[sign("invitation", invitation.pk, **facts)])


def findings(page):
    return [(item["id"], item["nodes"][0]["html"]) for item in Axe().run(page).response["violations"]]


def test_an_invitation_is_accepted_with_one_press(page, live_server, city):
    invitation = inviting.invite(city, email="olive@auckland.example", name="Olive Ng", by=make_staff())

    page.goto(live_server.url + url_of(invitation))
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url("**/desk/")

    seat = city.seats.get()
    assert (seat.person.name, seat.person.time_zone) == ("Olive Ng", "Pacific/Auckland")


def test_an_expired_invitation_is_sent_again_with_one_press(page, live_server, city):
    invitation = inviting.invite(city, email="olive@auckland.example", by=make_staff())
    old = url_of(invitation)
    Invitation.objects.update(link_version=2, sent_at="2020-01-01T00:00Z")

    page.goto(live_server.url + old)
    page.get_by_role("button", name="Send me a new one").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Look in your mailbox"


def test_the_public_pages_have_no_finding(page, live_server, city):
    invitation = inviting.invite(city, email="olive@auckland.example", by=make_staff())
    addresses = [
        reverse("cities:list"),
        reverse("cities:list") + "?tier=peer&q=x",
        reverse("cities:map"),
        city.get_absolute_url(),
        url_of(invitation),
        "/invitation/cut-off/",
        reverse("cities:access"),
    ]

    found = {}
    for address in addresses:
        page.goto(live_server.url + address)
        found[address] = findings(page)

    assert {address: items for address, items in found.items() if items} == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_members_have_no_finding_and_fit(page, live_server, sign_in, city, width):
    lead, colleague = make_lead(city, person=make_user(name="Olive Ng")), make_officer(city)
    inviting.invite(city, email="new@auckland.example", by=lead)
    request = access_requests.ask_for_access(city, name="Ada", email="ada@auckland.example", language="en")
    elsewhere = make_city(name="Lima")
    make_lead(elsewhere)
    team = reverse("cities:team", args=[city.slug])
    sign_in(lead)
    page.set_viewport_size({"width": width, "height": 900})
    addresses = [
        city.get_absolute_url(),
        reverse("cities:edit", args=[city.slug]),
        team,
        f"{team}hand-over/",
        f"{team}{colleague.seats.get().pk}/remove/",
        reverse("cities:access_answer", args=[city.slug, request.pk]),
        reverse("cities:write", args=[elsewhere.slug]),
        reverse("cities:profile"),
        reverse("leave_team", args=[city.slug]),
    ]

    found, wide = {}, []
    for address in addresses:
        page.goto(live_server.url + address)
        found[address] = findings(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)

    assert {address: items for address, items in found.items() if items} == {}
    assert wide == []
