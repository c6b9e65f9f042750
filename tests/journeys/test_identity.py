"""Signing in through a city's own sign-in, in a browser that holds the content security policy."""

import pytest

from tests.cities.identities.conftest import OddCity, point_at
from tests.factories import make_lead, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(settings):
    city = OddCity()
    point_at(settings, city.issuer)
    yield city
    city.server.shutdown()
    city.server.server_close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_click_leads_to_the_city_and_back(browser, live_server, city, scripts):
    ana = make_lead(person=make_user(email="ana@wien.example"))
    city.person = {"email": ana.email, "email_verified": True}
    size = {"width": 390, "height": 800} if scripts else {"width": 1280, "height": 800}
    with browser.new_context(java_script_enabled=scripts, viewport=size) as context:
        page, said = context.new_page(), []
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.goto(f"{live_server.url}/account/profile/")
        page.get_by_label("Your e-mail address").fill(ana.email)
        page.get_by_role("button", name="Send me a code").click()
        wide = page.evaluate("document.documentElement.scrollWidth") if scripts else 0
        page.get_by_role("button", name="Sign in with City of Vienna").click()
        page.wait_for_url("**/account/profile/")

        assert wide <= size["width"]
        assert page.get_by_role("heading", level=1).inner_text()
        assert said == []


def test_its_pages_have_no_finding(visit, city):
    visit.open("/account/login/").write("Your e-mail address", "nobody@wien.example").press("Send me a code")
    visit.look()
    city.person = {"email": "nobody@wien.example", "email_verified": True}
    visit.button("Sign in with City of Vienna").click()
    visit.page.wait_for_url("**/back/**")
    visit.sees("Not signed in").look()
