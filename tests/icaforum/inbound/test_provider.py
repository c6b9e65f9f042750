"""A mail provider posts what came in and what came back; nobody else is believed."""

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from django.urls import reverse

from icaforum.inbound.models import Arrival
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message, Returned
from tests.factories import make_user
from tests.icaforum.inbound.test_receiving import HELLO, HOSTILE

pytestmark = pytest.mark.django_db

SECRET = "provider:" + "s" * 30


@pytest.fixture
def provider(settings):
    settings.INBOUND_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def post(client):
    def send(name, said, secret=SECRET, content_type="application/json"):
        auth = {"HTTP_AUTHORIZATION": "Basic " + b64encode(secret.encode()).decode()} if secret else {}
        body = json.dumps(said) if isinstance(said, dict) else said
        return client.post(reverse(f"inbound:{name}"), body, content_type, **auth).status_code

    return send


@pytest.fixture
def sent():
    queue_mail("letter", to=make_user(), key="letter:1:1", ids={"letter": 1, "seat": 1})
    Message.objects.update(state="sent", accepted_at="2026-11-16T09:00:00Z")
    return Message.objects.get()


def inbound(raw, **facts):
    return {"RawEmail": raw.decode("latin-1"), "MessageID": "1", "OriginalRecipient": "x@y.example"} | facts


def bounce(mail, **facts):
    facts = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "883953f4"} | facts
    return {
        "Email": mail.address,
        "BouncedAt": "2026-11-16T09:10:00Z",
        "Details": "550 5.1.1 unknown",
    } | facts


def test_a_mail_that_the_provider_posts_is_taken_in_once(provider, post):
    assert [post("arrived", inbound(HELLO)) for _ in range(2)] == [200, 200]

    arrival = Arrival.objects.get()
    assert (arrival.became, arrival.sender, arrival.subject) == ("unknown", "ana@city.example", "A question")


def test_what_it_tells_of_a_mail_that_came_back_is_noted_once(provider, post, sent):
    for said in ({"Type": "Transient"}, {"RecordType": "Open"}, {"RecordType": "Delivery"}):
        assert post("told", bounce(sent, **said)) == 200
    assert not Returned.objects.exists()

    assert [post("told", bounce(sent)) for _ in range(5)] == [200] * 5

    assert Returned.objects.get().message == sent
    assert "5.1.1" in Returned.objects.get().words


def test_it_is_about_the_mail_whose_number_it_names(provider, post, sent):
    other = make_user()
    queue_mail("letter", to=other, key="letter:2:1", ids={"letter": 1, "seat": 1})
    mail = Message.objects.get(person=other)

    post("told", bounce(sent, Metadata={"Message-ID": mail.message_id}))

    assert Returned.objects.get().message == mail


@pytest.mark.parametrize("secret", ["", "provider:wrong", SECRET[:-1], SECRET + "s"])
def test_without_the_secret_nothing_is_believed(secret, provider, post, sent):
    assert post("arrived", inbound(HELLO), secret) == 400
    assert post("told", bounce(sent), secret) == 400
    assert (Arrival.objects.count(), Returned.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "facts", [{"INBOUND_PROVIDER": ""}, {"ANYMAIL": {"WEBHOOK_SECRET": ""}}, {"ANYMAIL": {}}]
)
def test_where_no_secret_was_set_there_is_no_such_address(facts, provider, post, settings):
    for name, value in facts.items():
        setattr(settings, name, value)

    assert (post("arrived", inbound(HELLO)), post("arrived", inbound(HELLO), "")) == (404, 404)


def test_a_signature_of_the_provider_is_checked_beside_the_secret(provider, post, settings):
    settings.INBOUND_PROVIDER = "mailgun"
    settings.ANYMAIL |= {"MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    mark = hmac.new(b"key", b"1234token", hashlib.sha256).hexdigest()

    def form(signature):
        parts = {"timestamp": "1234", "token": "token", "signature": signature, "body-mime": HELLO.decode()}
        body = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{it}\r\n'
            for name, it in parts.items()
        )
        return f"{body}--b--\r\n"

    kind = "multipart/form-data; boundary=b"
    assert post("arrived", form("0" * 64), content_type=kind) == 400
    assert not Arrival.objects.exists()
    assert post("arrived", form(mark), content_type=kind) == 200
    assert Arrival.objects.get().subject == "A question"


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[]", b"null", b"\xff", b'{"RawEmail": 7}', b'{"RecordType": "X"}']
)
def test_what_no_provider_posts_is_refused(said, provider, post):
    assert (post("arrived", said), post("told", said)) in {(400, 400), (200, 400), (400, 200), (200, 200)}


@pytest.mark.parametrize("name", ["nested parts", "all bytes", "a calendar with strange times", "many heads"])
def test_no_mail_is_too_strange(name, provider, post):
    assert post("arrived", inbound(HOSTILE[name][:200_000])) in {200, 400}
