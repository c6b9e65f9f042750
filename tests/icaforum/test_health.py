"""Whether the portal can work: asked by machines, told in one word."""

import time

import pytest
from django.db import connection
from django.test import Client

from icaforum.outbox.models import Message
from tests.factories import make_lead, make_user

NOWHERE = "redis://127.0.0.1:9/1"


@pytest.mark.django_db
def test_all_is_well(client):
    answers = [client.get("/healthz"), client.get("/readyz")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"status": "ok"})] * 2


@pytest.fixture
def no_cache(settings):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": NOWHERE}}


@pytest.mark.django_db
def test_without_the_cache_it_is_not_ready_but_alive(client, no_cache):
    began = time.monotonic()

    ready, alive = client.get("/readyz"), client.get("/healthz")

    assert (ready.status_code, ready.json()) == (503, {"status": "fail"})
    assert alive.status_code == 200
    assert time.monotonic() - began < 5


@pytest.mark.django_db
def test_without_the_cache_signing_in_waits_and_the_rest_goes_on(no_cache):
    person = make_user()
    reader = Client()
    reader.force_login(make_lead())

    sign_in = Client().post("/account/login/", {"email": person.email})
    pages = [reader.get(page).status_code for page in ("/about/", "/library/", "/account/devices/")]

    assert (sign_in.status_code, sign_in.headers["Retry-After"]) == (503, "60")
    assert "Not just now" in sign_in.text
    assert Message.objects.count() == 0
    assert pages == [200, 200, 200]


@pytest.mark.django_db(transaction=True)
def test_without_the_database_it_is_not_ready_but_alive(client):
    connection.close()
    truth = dict(connection.settings_dict)
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": "9", "OPTIONS": {"connect_timeout": 3}}
    began = time.monotonic()
    try:
        ready, alive = client.get("/readyz"), client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict |= truth

    assert (ready.status_code, ready.json()) == (503, {"status": "fail"})
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert time.monotonic() - began < 5


def test_health_is_told_in_one_word_and_asks_nothing_of_the_database(client):
    answer = client.get("/healthz")

    assert answer.content == b'{"status": "ok"}'
