"""A mail provider posts what came in and what came back; nobody else is believed."""

import hashlib
import hmac
import json
import time
from base64 import b64encode
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from icaforum.inbound.models import Arrival
from icaforum.inbound.receiving import key_of
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


def test_mailgun_posts_a_mail_as_it_came_to_an_address_that_ends_so():
    assert reverse("inbound:arrived_mime") == reverse("inbound:arrived") + "mime"


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[]", b"null", b"\xff", b'{"RawEmail": 7}', b'{"RecordType": "X"}']
)
def test_what_no_provider_posts_is_refused(said, provider, post):
    assert (post("arrived", said), post("told", said)) in {(400, 400), (200, 400), (400, 200), (200, 200)}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_is_too_strange_or_takes_long(name, provider, post):
    began = time.monotonic()

    assert post("arrived", inbound(HOSTILE[name][:2_000_000])) in {200, 400}

    assert time.monotonic() - began < 5


@pytest.mark.parametrize("heads", [{"Content-Type": "a/b" + ";" * 100_000}, {"X-A": ["ü " * 1000] * 100}])
def test_no_head_that_a_provider_took_apart_takes_long(heads, provider, post, settings):
    settings.INBOUND_PROVIDER = "mailjet"
    small = {"Headers": {"From": "a@b.example", "Subject": "A question"}, "Text-part": "When?"}
    assert post("arrived", small) == 200
    assert Arrival.objects.get().subject == "A question"
    began = time.monotonic()

    assert post("arrived", small | {"Headers": heads}) == 400

    assert time.monotonic() - began < 5


@pytest.mark.parametrize("provider_posts", ["sendgrid", "sparkpost", "mailgun"])
def test_a_mail_is_taken_as_it_came(provider_posts, provider, post, settings):
    settings.INBOUND_PROVIDER, kind = provider_posts, "application/x-www-form-urlencoded"
    settings.ANYMAIL |= {"MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    raw, mark = HELLO.decode(), hmac.new(b"key", b"1234token", hashlib.sha256).hexdigest()
    signed = {"timestamp": "1234", "token": "token", "signature": mark}
    coded = {"email_rfc822": b64encode(HELLO).decode(), "email_rfc822_is_base64": True}
    told = {"content": coded, "protocol": "smtp", "rcpt_to": "x@y.example"}
    said = {
        "sendgrid": urlencode({"email": raw, "envelope": json.dumps({"from": "a", "to": ["x@y.example"]})}),
        "sparkpost": json.dumps([{"msys": {"relay_message": told}}] * 2),
        "mailgun": urlencode(signed | {"body-mime": raw, "recipient": "x@y.example"}),
    }[provider_posts]

    assert (
        post("arrived", said, content_type=kind if provider_posts != "sparkpost" else "application/json")
        == 200
    )

    assert Arrival.objects.get().key == key_of(HELLO)
