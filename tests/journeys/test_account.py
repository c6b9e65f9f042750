"""The pages around signing in, in a browser: usable, without a finding of axe, and refused by no policy."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from cities.people import mailed_codes
from icaforum.outbox.models import Message
from tests.factories import make_lead, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTSIDE = [
    "account_login",
    "account_login_password",
    "account_reset_password",
    "account_signup",
    "account_inactive",
]
INSIDE = [
    "account_email",
    "account_set_password",
    "account_logout",
    "mfa_index",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "usersessions_list",
]


@pytest.fixture
def said(page):
    """What the browser complains of: refused by the policy, or broken scripts."""
    said = []
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def findings(page):
    return [
        (found["id"], [n["target"] for n in found["nodes"]])
        for found in Axe().run(page).response["violations"]
    ]


def findings_at(page, address):
    page.goto(address)
    return findings(page)


def sign_in(page, live_server, person, wanted="/account/devices/"):
    page.goto(f"{live_server.url}{wanted}")
    page.get_by_label("Your e-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/account/login/code/**")
    return mailed_codes.in_groups(mailed_codes.code_of(Message.objects.latest("pk").ids["seed"]))


def type_code(page, code):
    page.get_by_label("The code from the mail").fill(code)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_asks_for_one_thing_at_a_time(page, live_server, said):
    person = make_lead()

    code = sign_in(page, live_server, person)
    page.wait_for_function("document.activeElement.name === 'code'")
    ticked = page.get_by_label("Stay signed in on this device").is_checked()
    waiting = findings(page)
    page.keyboard.type(code)
    page.keyboard.press("Enter")

    page.wait_for_url("**/account/devices/")
    assert (ticked, waiting) == (True, [])
    assert said == []


def test_a_wrong_code_keeps_the_page_and_says_what_to_do(page, live_server):
    sign_in(page, live_server, make_lead())

    page.get_by_label("The code from the mail").fill("12")
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("alert").wait_for()
    assert page.get_by_label("The code from the mail").input_value() == "12"
    assert findings(page) == []


def test_one_tick_to_stay_signed_in_counts_for_the_password_and_for_the_passkey(page, live_server):
    page.goto(live_server.url + reverse("account_login_password"))
    sent = """() => [...document.forms].filter((form) => form.id)
        .map((form) => [form.id, new FormData(form).get("remember")])"""

    tick = page.locator("label", has_text="Stay signed in on this device")
    assert tick.evaluate_all("(labels) => labels.map((it) => getComputedStyle(it).fontWeight)") == ["400"]
    assert page.evaluate(sent) == [["passkey-form", "on"], ["password-form", "on"]]
    tick.click()
    assert page.evaluate(sent) == [["passkey-form", None], ["password-form", None]]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_outside_have_no_finding(page, live_server, said, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = {}

    for name in OUTSIDE:
        page.goto(live_server.url + reverse(name))
        found[name] = (findings(page), page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    assert found == dict.fromkeys(OUTSIDE, ([], False))
    assert said == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_inside_have_no_finding(page, live_server, said, width):
    page.set_viewport_size({"width": width, "height": 800})
    type_code(page, sign_in(page, live_server, make_staff()))
    page.wait_for_url("**/account/devices/")
    found = {}

    for name in INSIDE:
        page.goto(live_server.url + reverse(name))
        found[name] = (findings(page), page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    assert found == dict.fromkeys(INSIDE, ([], False))
    assert said == []


def test_an_app_is_set_up_and_asked_for_afterwards(page, live_server, said):
    person = make_lead()
    type_code(page, sign_in(page, live_server, person))
    page.wait_for_url("**/account/devices/")

    page.goto(live_server.url + reverse("mfa_activate_totp"))
    secret = page.locator(".account-key").inner_text()
    page.get_by_label("The six digits your app shows").fill(app_code(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.wait_for_url("**/second-step/codes/")
    shown = page.locator(".account-codes li").count(), findings(page)
    recovery = page.locator(".account-codes li").first.inner_text()
    removing = findings_at(page, live_server.url + reverse("mfa_deactivate_totp"))
    making = findings_at(page, live_server.url + reverse("mfa_generate_recovery_codes"))

    page.context.clear_cookies()
    type_code(page, sign_in(page, live_server, person))
    page.wait_for_url("**/account/login/second-step/")
    asked = findings(page)
    page.get_by_label("a recovery code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account/devices/")

    assert shown == (10, [])
    assert [removing, making, asked] == [[], [], []]
    assert said == []


def app_code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_passkey_is_added_and_signs_in_alone(page, live_server, said):
    person = make_lead()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    type_code(page, sign_in(page, live_server, person))
    page.wait_for_url("**/account/devices/")

    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/second-step/codes/")
    page.goto(live_server.url + reverse("mfa_list_webauthn"))
    listed = findings(page)
    page.get_by_role("link", name="Rename").click()
    renaming = findings(page)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/about/")
    page.goto(f"{live_server.url}{reverse('account_login_password')}?next=/account/email/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/email/")

    assert (listed, renaming) == ([], [])
    assert said == []


def test_without_scripts_everything_but_passkeys_works(browser, live_server):
    person = make_lead()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{live_server.url}/account/devices/")
    page.get_by_label("Your e-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    code = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])
    page.get_by_label("The code from the mail").fill(code)
    page.get_by_role("button", name="Sign in").click()

    assert page.url == f"{live_server.url}/account/devices/"
    context.close()
