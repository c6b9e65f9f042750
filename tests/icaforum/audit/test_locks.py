"""A row that somebody else holds, or that is gone: a sentence and all that was typed, on every page."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.models import AccessRequest, User
from cities.people.locks import lock_both
from cities.people.models import Colleague
from icaforum.audit.admin import Verb
from icaforum.audit.locks import NotThere, lock_row, locked
from tests.factories import (
    contribute,
    make_application,
    make_city,
    make_lead,
    make_pairing,
    make_project,
    make_resource,
    make_staff,
    make_user,
)
from tests.pages import Page

WORDS = "Somebody else is saving this just now. Please press again."


def held(row):
    """Another connection that holds the row until it is closed."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {row._meta.db_table} WHERE id = %s FOR UPDATE", [row.pk])
    return other


def verb(obj, name):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_verb", args=[obj.pk, name])


def presses():
    """Of each kind of page: who presses what, and the row that somebody else holds."""
    staff, lead = make_staff(), make_lead(make_city())
    city, pairing = lead.seats.get().city, make_pairing()
    colleague = Colleague.objects.get(pk=make_staff(is_superuser=False).pk)
    ask = AccessRequest.objects.create(city=city, name="Ada", email="ada@city.example")
    step = {"title": "We plan a visit", "owner": pairing.pilot_city_id, "due_on": "2031-01-01"}
    profile = {"name": "Ada of Lakemouth", "language": "en", "time_zone": "UTC"}
    yield staff, verb(colleague, "rights"), {"presets": ["events"]}, User(pk=colleague.pk)
    yield staff, verb(city.membership, "tier"), {"tier": "2"}, city
    application = make_application()
    yield staff, verb(application, "decline"), {"reason": "Not now, alas."}, application
    project, resource = make_project(), make_resource()
    yield staff, verb(project, "pull-back"), {}, project
    yield staff, verb(resource, "pull-back"), {}, resource
    yield lead, reverse("cities:profile"), profile, lead
    yield lead, reverse("cities:confirm_zone"), {}, lead
    yield lead, reverse("cities:edit", args=[city.slug]), {"about": "We plant trees."}, city
    yield lead, reverse("cities:access_answer", args=[city.slug, ask.pk]), {"answer": "accept"}, ask
    yield make_lead(pairing.pilot_city), reverse("pilots:step_add", args=[pairing.pk]), step, pairing


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_said_on_every_page():
    said = {}
    for person, url, typed, row in presses():
        client = Client()
        client.force_login(person)
        client.get(reverse("events:list"))  # notes the device, which refers to the person
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        other = held(row)
        try:
            answer = client.post(url, typed, follow=True)
        finally:
            other.close()
            connection.close()
        said[url] = (answer.status_code in {200, 409}, WORDS in answer.text)
        kept = [text for text in typed.values() if " " in str(text) and not url.startswith("/account/")]
        assert all(text in answer.text for text in kept), url

    assert {url: right for url, right in said.items() if right != (True, True)} == {}


def published_while_its_city_changes_it():
    """What of a paper is published whose title its city changes while somebody presses; None for nothing."""
    sent, client = contribute(title="Keys"), Client()
    client.force_login(make_staff())
    typed = Page(client.get(verb(sent, "publish"))).typed
    other = held(sent)
    with other.cursor() as cursor:
        cursor.execute("UPDATE resources_contribution SET title = 'Locks' WHERE id = %s", [sent.pk])
    with ThreadPoolExecutor(1) as pool:
        press = pool.submit(_press, client, verb(sent, "publish"), typed)
        for _wait in range(200):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.02)
        other.commit()
        other.close()
        answer = press.result()
    sent.refresh_from_db()
    assert ("read them again first" in answer.text) is (sent.resource is None)
    return sent.resource and sent.resource.editions.get().title


def _press(client, url, typed):
    try:
        return client.post(url, typed)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_words_that_change_while_somebody_presses_are_not_published():
    assert published_while_its_city_changes_it() is None


@pytest.mark.django_db(transaction=True)
def test_compared_before_the_lock_words_are_published_that_nobody_read(monkeypatch):
    monkeypatch.setattr(Verb, "compares", False)

    assert published_while_its_city_changes_it() == "Locks"


@pytest.mark.django_db
def test_a_row_that_is_gone_is_a_refusal():
    person, by, gone = make_user(), make_staff(), make_user()
    User.objects.filter(pk=gone.pk).delete()

    assert [row.pk for row in lock_both(person, by)] == [person.pk, by.pk]
    for lock in (
        lambda: lock_both(gone, by),
        lambda: lock_both(person, gone),
        lambda: lock_row(gone),
        lambda: locked(User.objects.select_for_update(), gone.pk),
    ):
        with pytest.raises(NotThere, match="It was deleted meanwhile"):
            lock()
