"""What every answer carries, errors included."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from icaforum import urls
from icaforum.outbox import links
from tests.factories import make_lead, make_staff

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    *urls.urlpatterns,
    path("test/broken/", broken),
    path("test/too-often/", lambda request: HttpResponse(status=429)),
    path("test/post-only/", require_POST(broken)),
]
handler400 = urls.handler400


def carried(answer):
    return {name: answer.headers.get(name) for name in ALWAYS}


def policy(answer):
    return set(re.sub(r" 'nonce-[^']+'", "", answer.headers["Content-Security-Policy"]).split("; "))


@pytest.mark.parametrize("address", ["/", "/about/", "/account/login/", "/healthz", "/library/", "/desk/"])
def test_every_page_carries_the_headers(client, address):
    answer = client.get(address)

    assert carried(answer) == ALWAYS
    assert policy(answer) == POLICY
    assert answer.headers["Referrer-Policy"] == "same-origin"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (400, lambda client: client.get("/", headers={"host": "evil.example"})),
        (403, lambda client: client.get("/admin/login/")),
        (403, lambda client: client.post("/account/login/", {"email": "a@b.example"})),
        (404, lambda client: client.get("/nowhere/at/all/")),
        (405, lambda client: client.get("/test/post-only/")),
        (429, lambda client: client.get("/test/too-often/")),
        (500, lambda client: client.get("/test/broken/")),
    ],
)
def test_errors_carry_the_headers_and_tell_nothing(status, ask):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_lead())

    answer = ask(client)

    assert answer.status_code == status
    assert carried(answer) == ALWAYS
    assert policy(answer) == POLICY
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "on purpose" not in answer.text
    assert "Traceback" not in answer.text


@override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True
)
def test_https_is_asked_for_and_remembered(client):
    plain = client.get("/about/")
    safe = client.get("/about/", secure=True)
    health = client.get("/healthz")

    assert (plain.status_code, plain.url) == (301, "https://testserver/about/")
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert health.status_code == 200


@pytest.mark.parametrize("header", ["host", "X-Forwarded-Host"])
def test_a_forged_host_never_reaches_a_page(client, header):
    answer = client.get("/account/login/", headers={header: "evil.example"})

    assert answer.status_code == (400 if header == "host" else 200)
    assert "evil.example" not in answer.text


def test_personal_pages_are_kept_by_no_cache(client):
    outside = client.get("/privacy/")
    client.force_login(make_lead())

    inside = client.get("/privacy/")

    assert inside.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in inside.headers["Vary"]
    assert "Cookie" in outside.headers["Vary"]


@pytest.mark.parametrize("kind", ["join/status", "join/confirm", "unsubscribe", "invitation"])
def test_an_address_that_opens_a_page_is_told_to_nobody(client, kind):
    token = links.sign("status", 4711)

    answer = client.get(f"/{kind}/{token}/")

    assert answer.status_code < 500
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address", ["/", "/account/login/password/", "/library/", "/events/", "/cities/", "/join/"]
)
def test_no_page_writes_scripts_or_styles_into_itself(client, address):
    assert inline(client.get(address).text) == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/cities/user/",
        "/admin/cities/user/add/",
        "/admin/cities/city/",
        "/admin/cities/city/add/",
    ],
)
def test_no_page_of_the_admin_writes_scripts_or_styles_into_itself(client, address):
    client.force_login(make_staff())

    answer = client.get(address)

    assert policy(answer) == POLICY
    assert inline(answer.text) == []


def inline(text):
    """What the policy would refuse."""
    scripts = [
        tag
        for tag in re.findall(r"<script[^>]*>", text)
        if "src=" not in tag and "application/json" not in tag
    ]
    return scripts + re.findall(r"<style|\sstyle=\"|\son[a-z]+=\"|href=\"javascript:", text)
