"""Starting with wrong or missing variables, and as in production: each in a process of its own."""

import os
import subprocess
import sys

import pytest

from icaforum import environment

PRODUCTION = {
    "BASE_URL": "https://forum.example.org",
    "SECRET_KEY": "p7#wLs!vQz2@tBn6^eHk9&uXc4*rMf1(yGj8)dKa3-oNi5=bV+0Zq",
    "DATABASE_URL": "postgres://portal:geheim@db.example.org/portal",
    "REDIS_URL": "redis://valkey.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://portal:geheim@mail.example.org:587",
}


def start(*words, **changes):
    """manage.py in a process of its own (no words: the settings alone); None takes a variable away."""
    variables = {name: value for name, value in (PRODUCTION | changes).items() if value is not None}
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(("manage.py", *words) if words else ("-c", "import icaforum.settings"))],
        env=clean | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_deployment_check_finds_nothing_in_production():
    result = start("check", "--deploy", "--fail-level", "WARNING")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.strip() == "System check identified no issues (1 silenced)."


@pytest.mark.parametrize("name", ["DEMO", "DEBUG"])
def test_what_is_for_ones_own_machine_is_refused_on_https(name):
    refused, allowed = start(**{name: "1"}), start(**{name: "1", "BASE_URL": "http://localhost:8000"})

    said = f"{name} is on: on https, where people rely on the portal, it must be off.\n"
    assert (refused.returncode, refused.stderr) == (1, said)
    assert allowed.returncode == 0


def test_a_proxy_that_is_not_counted_is_warned_of():
    check = ("check", "--deploy", "--fail-level", "WARNING")

    uncounted = start(*check, BEHIND_PROXY="true")
    counted = start(*check, BEHIND_PROXY="true", TRUSTED_PROXIES="1")

    assert "BEHIND_PROXY is on and TRUSTED_PROXIES is 0" in uncounted.stderr
    assert (uncounted.returncode, counted.returncode) == (1, 0)


def test_only_the_one_check_is_silenced():
    result = start(
        "shell", "-v0", "-c", "from django.conf import settings; print(settings.SILENCED_SYSTEM_CHECKS)"
    )

    assert result.stdout.strip() == "['guardian.W001']"


@pytest.mark.parametrize("name", ["BASE_URL", "SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_missing_variable_is_named_in_one_sentence(name, value):
    result = start(**{name: value})

    assert result.returncode == 1
    assert result.stderr.startswith(f"{name} is not set: it must be ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "beginning"),
    [
        ("BASE_URL", "forum.example.org", "BASE_URL cannot be understood: it must be the portal's address"),
        ("BASE_URL", "ftp://forum.example.org", "BASE_URL cannot be understood"),
        ("BASE_URL", "https://", "BASE_URL cannot be understood"),
        ("BASE_URL", "https://forum.example.org/portal", "BASE_URL cannot be understood"),
        ("BASE_URL", "https://[::1", "BASE_URL cannot be understood"),
        ("BASE_URL", "https://forum.example.org:port", "BASE_URL cannot be understood"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short: it must be at least 50"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "DATABASE_URL cannot be understood"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL cannot be understood"),
        ("REDIS_URL", "valkey", "REDIS_URL cannot be understood"),
        ("CACHE_URL", "memcached://here", "CACHE_URL cannot be understood"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL cannot be understood"),
        ("EMAIL_URL", "smtp://mail.example.org:port", "EMAIL_URL cannot be understood"),
        ("TRUSTED_PROXIES", "two", "TRUSTED_PROXIES is 'two': it must be a whole number"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1'"),
        ("DEBUG", "maybe", "DEBUG is 'maybe': it must be true or false."),
        ("DEBUG", "true", "DEBUG is on: on https"),
        ("BEHIND_PROXY", "2", "BEHIND_PROXY is '2'"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD': it must be DEBUG, INFO, WARNING or ERROR."),
    ],
)
def test_a_malformed_variable_is_named_in_one_sentence(name, value, beginning):
    result = start(**{name: value})

    assert result.returncode == 1
    assert result.stderr.startswith(beginning)
    assert result.stderr.count("\n") == 1


WIEN = {
    "IDENTITY_PROVIDERS": "wien",
    "IDENTITY_WIEN_NAME": "City of Vienna",
    "IDENTITY_WIEN_ISSUER": "https://login.wien.example/",
    "IDENTITY_WIEN_CLIENT_ID": "portal",
    "IDENTITY_WIEN_SECRET": "geheim",
    "IDENTITY_WIEN_DOMAINS": "wien.example, köln.example",
}


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"IDENTITY_PROVIDERS": "Wien!"}, "IDENTITY_PROVIDERS holds 'Wien!': each must be a short name"),
        ({"IDENTITY_PROVIDERS": "wien,wien"}, "IDENTITY_PROVIDERS names 'wien' twice."),
        ({"IDENTITY_WIEN_NAME": None}, "IDENTITY_WIEN_NAME is not set: it must be what its people call it"),
        ({"IDENTITY_WIEN_NAME": "W" * 41}, "IDENTITY_WIEN_NAME is too long"),
        ({"IDENTITY_WIEN_ISSUER": "wien"}, "IDENTITY_WIEN_ISSUER cannot be understood: it must be the"),
        ({"IDENTITY_WIEN_ISSUER": "http://login.wien.example"}, "IDENTITY_WIEN_ISSUER would let anybody"),
        ({"IDENTITY_WIEN_CLIENT_ID": ""}, "IDENTITY_WIEN_CLIENT_ID is not set"),
        ({"IDENTITY_WIEN_SECRET": None}, "IDENTITY_WIEN_SECRET is not set"),
        ({"IDENTITY_WIEN_DOMAINS": None}, "IDENTITY_WIEN_DOMAINS is not set: it must be the mail domains"),
        ({"IDENTITY_WIEN_DOMAINS": "@wien.example"}, "IDENTITY_WIEN_DOMAINS holds '@wien.example'"),
        ({"IDENTITY_WIEN_DOMAINS": "wien"}, "IDENTITY_WIEN_DOMAINS holds 'wien'"),
        ({"IDENTITY_WIEN_TRUSTED": "maybe"}, "IDENTITY_WIEN_TRUSTED is 'maybe'"),
        (
            {name.replace("WIEN", "GRAZ"): it for name, it in WIEN.items()}
            | {"IDENTITY_PROVIDERS": "wien,graz"},
            "IDENTITY_PROVIDERS gives wien.example to 'wien' and 'graz': one alone may speak for a domain.",
        ),
    ],
    ids=lambda it: next(iter(it.items()))[0] if isinstance(it, dict) else "",
)
def test_a_sign_in_of_a_city_is_whole_or_named_in_one_sentence(changes, beginning):
    result = start(**WIEN | changes)

    assert (result.returncode, result.stderr.count("\n"), "geheim" in result.stderr) == (1, 1, False)
    assert result.stderr.startswith(beginning)


def test_a_sign_in_of_a_city_is_read_and_its_secret_is_not_shown():
    shown = "print(p['provider_id'], p['settings'])"
    code = f"from django.conf import settings\nfor p in settings.IDENTITY_PROVIDERS: {shown}"

    read, checked = start("shell", "-v", "0", "-c", code, **WIEN), start("check", **WIEN)

    facts = {
        "server_url": "https://login.wien.example",
        "domains": ["wien.example", "xn--kln-sna.example"],
        "trusted": False,
    }
    assert read.stdout.strip() == f"wien {facts}"
    assert (checked.returncode, "geheim" in checked.stdout + checked.stderr) == (0, False)


def test_no_password_is_printed_when_an_address_cannot_be_understood():
    result = start(DATABASE_URL="postgres://portal:geheim@[db/portal")

    assert result.stderr.startswith("DATABASE_URL cannot be understood")
    assert "geheim" not in result.stderr


def test_plain_http_leaves_out_what_only_https_can_hold():
    show = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, "
        "s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, "
        "'upgrade-insecure-requests' in s.CONTENT_SECURITY_POLICY['DIRECTIVES'], s.STAFF_SECOND_FACTOR)"
    )

    https = start("shell", "-v0", "-c", show)
    http = start("shell", "-v0", "-c", show, BASE_URL="http://localhost:8000", DEMO="1")

    assert https.stdout.split() == [
        "__Host-session",
        "True",
        "True",
        "True",
        "31536000",
        "False",
        "True",
        "True",
    ]
    assert http.stdout.split() == ["session", "False", "False", "False", "0", "True", "False", "False"]


def test_a_mail_server_is_said_to_each_version_of_django_by_its_names():
    server = environment.mail("NO_SUCH_VARIABLE", "smtp+tls://portal:geheim@mail.example.org:587")

    assert environment.mailer(server | {"EMAIL_TIMEOUT": 30}) == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "mail.example.org",
            "port": 587,
            "username": "portal",
            "password": "geheim",
            "use_tls": True,
            "timeout": 30,
        },
    }
    assert environment.mailer(environment.mail("NO_SUCH_VARIABLE", "dummymail://nowhere"))["OPTIONS"] == {}
