"""What we use of allauth beyond its documentation stays where it is, does what we rely on, and is used once.

A red test here after an upgrade of allauth says which function of `cities.people.allauth_internals` to mend.
"""

import ast
import inspect
import re
from pathlib import Path

import pytest
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path, reverse

from cities.models import User
from cities.people import allauth_internals
from icaforum import urls
from tests.factories import make_user

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = ("icaforum", "cities", "pilots", "resources", "events")

# Where it is, and what it takes -----------------------------------------------------------------------------


OF_A_LOGIN = "email_verification=None, redirect_url=None, signal_kwargs=None, signup=False"
OF_A_COUNT = "key=None, user=None, dry_run=False, limit_get=False"


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        (get_authentication_records, "(request, user=None)"),
        (record_authentication, "(request, user, method, **extra_data)"),
        (perform_login, f"(request, user, {OF_A_LOGIN}, email=None)"),
        (ratelimit.consume, f"(request, *, app, action, config=None, {OF_A_COUNT}, raise_exception=False)"),
        (ratelimit.get_ip, "(request)"),
        (end_other_sessions, "(request, user)"),
        (unstash_login, "(request, peek=False)"),
        (UserSession.objects.create_from_request, "(request)"),
        (OpenIDConnectProvider.redirect, "(self, request, process, next_url=None, data=None, **kwargs)"),
        (OpenIDConnectProvider.unstash_redirect_state, "(self, request, state_id)"),
        (OAuth2Client.get_access_token, "(self, code, pkce_code_verifier=None, extra_data=None)"),
    ],
    ids=lambda it: getattr(it, "__name__", ""),
)
def test_a_function_we_rely_on_takes_what_it_took(function, takes):
    signature = inspect.signature(function)
    bare = [it.replace(annotation=inspect.Parameter.empty) for it in signature.parameters.values()]

    assert str(inspect.Signature(bare)) == takes


# What it does -----------------------------------------------------------------------------------------------


@login_not_required
def sign_in(request, pk):
    person = User.objects.get(pk=pk)
    return allauth_internals.sign_in(request, person, email=person.email, redirect_url="/about/")


def show_second_step(request):
    allauth_internals.record_second_step(request, request.user)
    return HttpResponse()


def methods(request):
    return JsonResponse({"methods": allauth_internals.sign_in_methods(request, request.user)})


def end_others(request):
    allauth_internals.end_other_sessions(request, request.user)
    return HttpResponse()


def use_device(request):
    allauth_internals.note_device_used(request)
    return HttpResponse()


urlpatterns = [
    *urls.urlpatterns,
    path("test/sign-in/<int:pk>/", sign_in),
    path("test/second-step/", show_second_step),
    path("test/methods/", methods),
    path("test/end-others/", end_others),
    path("test/use-device/", use_device),
]
through_pages = pytest.mark.urls(__name__)


@pytest.fixture
def person(db):
    return make_user()


def browser_of(person):
    browser = Client(headers={"user-agent": "Firefox"}, REMOTE_ADDR="2001:db8::7")
    browser.force_login(person)
    return browser


def is_in(browser):
    return browser.get(reverse("cities:profile")).status_code == 200


@through_pages
def test_who_proved_a_mailbox_is_signed_in_and_led_on(person):
    browser = Client()

    answer = browser.post(f"/test/sign-in/{person.pk}/")

    assert answer.url == "/about/"
    assert browser.session["_auth_user_id"] == str(person.pk)


@through_pages
def test_a_second_factor_is_asked_for_before_signing_in(person):
    TOTP.activate(person, generate_totp_secret())
    browser = Client()

    answer = browser.post(f"/test/sign-in/{person.pk}/")

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in browser.session


@through_pages
def test_who_showed_a_second_factor_is_not_asked_again_at_once(person):
    TOTP.activate(person, generate_totp_secret())
    browser, guarded = browser_of(person), reverse("mfa_deactivate_totp")
    before = browser.get(guarded)

    browser.post("/test/second-step/")

    assert before.url.startswith(reverse("mfa_reauthenticate"))
    assert browser.get(guarded).status_code == 200
    assert browser.get("/test/methods/").json() == {"methods": ["mfa"]}


@through_pages
def test_the_methods_of_somebody_else_are_not_told(person):
    browser = browser_of(person)
    browser.post("/test/second-step/")
    session = browser.session
    session["account_authentication_methods_user"] = str(make_user().pk)
    session.save()

    assert browser.get("/test/methods/").json() == {"methods": []}


@through_pages
def test_all_sessions_but_this_one_end(person):
    here, there, somebody = browser_of(person), browser_of(person), browser_of(make_user())
    for browser in (here, there, somebody):
        browser.post("/test/use-device/")

    here.post("/test/end-others/")

    assert [is_in(browser) for browser in (here, there, somebody)] == [True, False, True]


@through_pages
def test_a_device_is_noted_once_with_when_it_was_used(person, time_machine):
    time_machine.move_to("2027-03-01 08:00:00+00:00", tick=False)
    browser = browser_of(person)
    browser.post("/test/use-device/")
    time_machine.move_to("2027-03-01 09:00:00+00:00", tick=False)

    browser.post("/test/use-device/")

    noted = UserSession.objects.get(user=person)
    assert (noted.session_key, noted.user_agent, noted.ip) == (
        browser.session.session_key,
        "Firefox",
        "2001:db8::7",
    )
    assert noted.last_seen_at.isoformat() == "2027-03-01T09:00:00+00:00"


def test_a_visitor_has_no_device(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    with pytest.raises(ValueError, match=r"^$"):
        allauth_internals.note_device_used(request)


@pytest.mark.parametrize(
    ("kind", "page", "more"),
    [
        ("sign_in_code", "account_login", {}),
        ("password_reset_code", "account_reset_password", {}),
        ("email_verification_code", "account_email", {"action_add": ""}),
    ],
)
def test_a_session_knows_where_its_code_was_sent(person, kind, page, more):
    browser, address = Client(), "new@city.example" if more else person.email
    if more:
        browser.force_login(person)
    request = browser.post(reverse(page), {"email": address} | more).wsgi_request

    kinds = ["sign_in_code", "password_reset_code", "email_verification_code"]
    found = {it: allauth_internals.address_waiting(request, it) for it in kinds}

    assert found == dict.fromkeys(kinds, "") | {kind: address}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
    ],
)
def test_a_network_is_an_address_or_what_a_household_has_of_ipv6(rf, address, network):
    assert allauth_internals.network_of(rf.post("/", REMOTE_ADDR=address)) == network


# In one place only ------------------------------------------------------------------------------------------

GATE = "cities/people/allauth_internals.py"
# Modules that allauth's documentation speaks of. Its wiring in settings (apps, middleware) is documented too.
DOCUMENTED = re.compile(
    r"allauth\.(account|mfa|socialaccount|usersessions)(\.(?!internal\b|_)\w+)?"
    r"\.(adapter|decorators|forms|models|signals|views)(\.(?!_)\w+)*"
)
UNDOCUMENTED_NAMES = {"create_from_request", "account_authentication_methods"}


def beyond_the_documentation(path, text):
    """Imports, addresses in strings, and names of allauth that it does not document."""
    for node in ast.walk(ast.parse(text)):
        found = []
        if isinstance(node, ast.ImportFrom):
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        used = [name for name in found if name.split(".")[0] == "allauth" and not DOCUMENTED.fullmatch(name)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            inside = re.match(r"allauth\.(\w+\.)*(internal|_\w+)\b", node.value)
            used += [node.value] if inside or node.value in UNDOCUMENTED_NAMES else []
        elif isinstance(node, ast.Attribute):
            used += [node.attr] if node.attr in UNDOCUMENTED_NAMES else []
        yield from (f"{path}:{node.lineno}: {name}" for name in used)


def test_only_one_module_uses_what_allauth_does_not_document():
    sources = [path for app in PRODUCT for path in sorted((ROOT / app).rglob("*.py"))]
    faults = {
        path.relative_to(ROOT).as_posix(): list(beyond_the_documentation("", path.read_text("utf-8")))
        for path in sources
    }

    assert faults.pop(GATE)
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "bad",
    [
        "from allauth.account.internal.flows.login import record_authentication",
        "from allauth.account.internal import flows",
        "from allauth.account import internal",
        "from allauth.account import utils",
        "from allauth.account.utils import perform_login",
        "from allauth.core.ratelimit import consume",
        "from allauth.account.models import _secret",
        "from allauth.mfa.internal.forms import Form",
        "import allauth.usersessions.internal.flows",
        "flows = import_module('allauth.account.internal.flows')",
        "methods = session.get('account_authentication_methods')",
        "UserSession.objects.create_from_request(request)",
    ],
)
def test_a_way_past_it_is_seen(bad):
    assert list(beyond_the_documentation("cities/people/views.py", bad))


@pytest.mark.parametrize(
    "good",
    [
        "from allauth.account import forms as account",
        "from allauth.account.models import EmailAddress",
        "from allauth.mfa.totp.forms import ActivateTOTPForm",
        "from allauth.mfa.recovery_codes import views",
        "from allauth.mfa.adapter import DefaultMFAAdapter",
    ],
)
def test_what_is_documented_may_be_used_anywhere(good):
    assert list(beyond_the_documentation("cities/people/views.py", good)) == []
