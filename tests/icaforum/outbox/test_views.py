"""Switching a kind of mail off: with one click of a mail program, or with the button of the page."""

import pytest
from django.test import Client
from django.urls import reverse

from icaforum.audit.models import Entry
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.letter import unsubscribe_url
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message, Optout
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_user()


@pytest.fixture
def url(reader):
    queue_mail("bulk", to=reader, key="1", ids={})
    return unsubscribe_url(Message.objects.get()).removeprefix("http://testserver")


def off():
    return list(Optout.objects.values_list("person_id", "kind"))


def test_a_mail_program_switches_off_without_cookie_token_or_sign_in(url, reader):
    program = Client(enforce_csrf_checks=True)

    first = program.post(url, {"List-Unsubscribe": "One-Click"})
    second = program.post(url, {"List-Unsubscribe": "One-Click"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert off() == [(reader.pk, "bulk")]
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.about(reader)] == [
        ("mails switched off", None)
    ]


def test_looking_at_the_page_changes_nothing_however_often_a_scanner_does(url, client):
    for _ in range(20):
        page = client.get(url)
    client.head(url)

    assert off() == []
    assert "News" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert 'method="post"' in page.text


def test_a_person_may_switch_them_on_again_on_the_same_page(url, client):
    client.post(url)
    page = client.post(url, {"again": "1"})

    assert off() == []
    assert "You get these mails again." in page.text


@pytest.mark.parametrize("token", ["x", "1-1-0.AAAA", "%00", "..", "🙂", "a" * 3000])
def test_a_link_that_is_not_ours_leads_nowhere(token, client):
    answers = [getattr(client, method)(f"/unsubscribe/{token}/").status_code for method in ("get", "post")]

    assert answers == [404, 404]


def test_a_link_that_was_cut_off_says_so_and_what_to_do(url, client):
    cut = url.rstrip("/")[:-6] + "/"

    for answer in (client.get(cut), client.post(cut)):
        assert answer.status_code == 404
        assert "Perhaps it was cut off in the mail, so nothing was switched off." in answer.text
        assert 'href="/account/mails/"' in answer.text
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert off() == []


def test_a_link_of_another_purpose_or_of_a_mail_that_is_not_optional_leads_nowhere(client, reader):
    queue_mail("plain", to=reader, key="2", ids={})
    mail = Message.objects.get()
    links = [sign("unsubscribe", mail.pk), sign("invitation", mail.pk), sign("unsubscribe", 10**30)]

    answers = [client.post(reverse("unsubscribe", args=[link])).status_code for link in links]

    assert (answers, off()) == ([404, 404, 404], [])
