"""A provider posts a large mail: its beginning is read as from the mailbox, in little memory."""

import hmac
import json
import tracemalloc
from base64 import b64encode
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from icaforum.inbound import shortening
from icaforum.inbound.models import Arrival
from icaforum.inbound.reading import MOST_BYTES
from icaforum.inbound.receiving import key_of
from icaforum.inbound.shortening import shortened

SECRET = "provider:" + "s" * 30
MB = 1_000_000
# Words in front of a photo, as mail programs write it.
LARGE = (
    b"""From: Ana <ana@city.example>
To: forum@testserver
Date: Mon, 16 Nov 2026 10:00:00 +0000
Subject: A question
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="a-1"

--a-1
Content-Type: text/plain; charset=utf-8

When is the next webinar?
--a-1
Content-Type: image/jpeg
Content-Transfer-Encoding: base64

""".replace(b"\n", b"\r\n")
    + (b"QUJD" * 19 + b"\r\n") * 130_000
    + b"--a-1--\r\n"
)


def form(**fields):
    """A form in parts, and its type; bytes are files."""
    parts = b"".join(
        b'--fence\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (
            name.encode(),
            b'; filename="a"' if isinstance(it, bytes) else b"",
            getattr(it, "encode", lambda it=it: it)(),
        )
        for name, it in fields.items()
    )
    return parts + b"--fence--\r\n", "multipart/form-data; boundary=fence"


def as_json(said):
    return json.dumps(said).encode(), "application/json"


def pairs(**fields):
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


RAW = LARGE.decode()
COUNTED = {"timestamp": "1", "token": "t", "signature": hmac.digest(b"key", b"1t", "sha256").hex()}
POSTED = {
    "Mailgun, in parts": ("mailgun", lambda: form(**COUNTED, recipient="x@y.example", **{"body-mime": RAW})),
    "Mailgun, in pairs": ("mailgun", lambda: pairs(**COUNTED, recipient="x@y.example", **{"body-mime": RAW})),
    "SendGrid": ("sendgrid", lambda: form(email=RAW, envelope='{"to": ["x@y.example"]}')),
    "Postmark": ("postmark", lambda: as_json({"RawEmail": RAW, "OriginalRecipient": "x@y.example"})),
    "SparkPost": ("sparkpost", lambda: as_json([{"msys": {"relay_message": relayed(RAW, coded=False)}}])),
    "SparkPost, coded": (
        "sparkpost",
        lambda: as_json([{"msys": {"relay_message": relayed(RAW, coded=True)}}]),
    ),
}


def relayed(raw, *, coded):
    said = b64encode(raw.encode()).decode() if coded else raw
    return {"rcpt_to": "x@y.example", "content": {"email_rfc822": said, "email_rfc822_is_base64": coded}}


def post(settings, provider, body, kind, secret=SECRET):
    settings.INBOUND_PROVIDER = provider
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    auth = "Basic " + b64encode(secret.encode()).decode()
    return Client().post(reverse("inbound:arrived"), body, kind, HTTP_AUTHORIZATION=auth).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(("provider", "posted"), POSTED.values(), ids=POSTED)
def test_a_large_mail_is_taken_in_by_its_beginning(provider, posted, settings):
    body, kind = posted()
    assert len(body) > 10 * MB

    assert post(settings, provider, body, kind) == 200

    arrival = Arrival.objects.get()
    assert (arrival.subject, arrival.text.strip()) == ("A question", "When is the next webinar?")


@pytest.mark.django_db
def test_of_a_large_mail_that_was_taken_apart_the_words_and_small_files_are_read(settings):
    heads = [["From", "Ana <ana@city.example>"], ["Subject", "A question"]]
    facts = {"message-headers": json.dumps(heads), "body-plain": "Words. " + "x" * 3 * MB}
    files = {"attachment-count": "2", "attachment-1": b"x" * 5 * MB, "attachment-2": b"BEGIN:VCALENDAR"}

    assert post(settings, "mailgun", *form(**COUNTED, recipient="x@y.example", **facts, **files)) == 200

    assert (Arrival.objects.get().subject, Arrival.objects.get().text[:6]) == ("A question", "Words.")


@pytest.mark.django_db
def test_without_the_secret_nothing_of_it_is_read(settings, monkeypatch):
    read = []
    monkeypatch.setattr("icaforum.inbound.provider.shortened", read.append)

    assert post(settings, "postmark", *POSTED["Postmark"][1](), secret="provider:wrong") == 400
    assert (read, Arrival.objects.count()) == ([], 0)


class Endless:
    """What comes over the network: never there as a whole."""

    def __init__(self, begin, again, times, end):
        self.pieces = iter([begin, *[again] * times, end])

    def read(self, *_size):
        return next(self.pieces, b"")


def coming(kind, begin, end, times=60):
    source = Endless(begin, b"QUJD" * (MB // 4), times, end)
    request = RequestFactory().post("/", b"-", kind)
    request._stream = source  # where the handler puts what comes
    return request


ENDS = {
    "application/json": (b'{"RawEmail": "', b'", "a": "b"}'),
    "application/json; of files": (b'{"Content": "', b'", "a": "b"}'),
    "application/x-www-form-urlencoded": (b"body-mime=", b"&a=b"),
    "multipart/form-data; boundary=b": (
        b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n',
        b'\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--b--\r\n',
    ),
}


@pytest.mark.parametrize(("kind", "ends"), ENDS.items(), ids=ENDS)
def test_it_is_never_held_as_a_whole(kind, ends):
    request = coming(kind, *ends)
    tracemalloc.start()
    try:
        less = shortened(request)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (len(less.body) < MOST_BYTES + 1000, peak < 16 * MB) == (True, True)
    assert (json.loads(less.body) if "json" in kind else less.POST)["a"] == "b"


@pytest.mark.parametrize("kind", ENDS)
def test_what_has_no_end_is_refused(kind):
    with pytest.raises(ValueError, match="no end"):
        shortened(coming(kind, *ENDS[kind], times=101))


def sent(body, kind):
    return RequestFactory().post("/", body, kind)


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 1 << 16])
def test_what_is_short_stays_as_it_is_wherever_it_is_cut_on_the_way(at_once, monkeypatch):
    monkeypatch.setattr(shortening, "READ_AT_ONCE", at_once)
    odd = {
        'a "quoted" one': 'é \\ " \n \u2028 \U0001f600',
        "list": ["a", {"b": ["c:", 1, None]}],
        "empty": "",
    }
    fields = {"a": "b\r\n--fenc", "email": "\r\n\r\n", "file": b"\r\n--\r\n", "last": ""}

    for body, kind in (as_json(odd), pairs(a="b & c=ü", empty=""), form(**fields), (b"", "application/json")):
        assert shortened(sent(body, kind)).body == body
    assert (
        json.loads(shortened(sent(json.dumps(odd, ensure_ascii=False).encode(), "application/json")).body)
        == odd
    )


@pytest.mark.parametrize("sign", ["\\", '"', "é", "\U0001f600", "\n"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_text_is_cut_between_two_signs(sign, ascii_only, monkeypatch):
    monkeypatch.setattr(shortening, "OF_A_TEXT", 1200)
    for before in range(13):
        text = "-" * before + sign * 2000
        body = json.dumps({"a": text, "b": "c"}, ensure_ascii=ascii_only).encode()

        said = json.loads(shortened(sent(body, "application/json")).body)

        assert said["b"] == "c"
        assert text.startswith(said["a"].rstrip("\ud83d"))
        assert len(said["a"]) > 90
    assert parse_qs(shortened(sent(*pairs(a=sign * 2000, b="c"))).body.decode())["b"] == ["c"]


def test_the_same_large_mail_has_one_key_by_both_ways():
    (way,) = [shortened(sent(*form(email=RAW, envelope="{}"))).POST["email"].encode()]

    assert key_of(way) == key_of(LARGE[:MOST_BYTES])
