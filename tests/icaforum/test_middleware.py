"""The request id, and logs that open no door."""

import json
import logging

import pytest

from icaforum.logs import JsonFormatter, RequestIdFilter, without_secrets
from icaforum.outbox import links


def line_of(message, *args, exc_info=None):
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, args, exc_info)
    RequestIdFilter().filter(record)
    return JsonFormatter().format(record)


@pytest.mark.parametrize("given", ["proxy-1234", "a" * 64])
def test_the_id_of_the_proxy_is_kept(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space 12", 'quote"12345', "line\\nbreak", "ümläute1"]
)
def test_any_other_id_is_replaced(client, given):
    answered = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert answered != given
    assert len(answered) == 32


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitation/abc/", "/invitation/…/"),
        ("/join/status/abc/withdraw/", "/join/status/…/withdraw/"),
        ("/join/draft/abc/", "/join/draft/…/"),
        ("/join/partner/abc/why/", "/join/partner/…/why/"),
        ("/unsubscribe/abc/", "/unsubscribe/…/"),
        ("/library/?q=secret", "/library/?…"),
        ("/account/login/?next=/invitation/abc/", "/account/login/?…"),
        ("/library/heat/", "/library/heat/"),
    ],
)
def test_paths_are_logged_without_what_opens_them(path, logged):
    assert without_secrets(path) == logged


def test_a_signed_link_is_logged_nowhere():
    token = links.sign("whatever", 17)

    line = line_of("Not Found: /some/new/page/%s/", token)

    assert token not in line
    assert json.loads(line)["message"] == "Not Found: /some/new/page/…/"


def test_a_signed_link_in_an_error_is_logged_nowhere():
    token = links.sign("whatever", 17)
    try:
        raise ValueError(token)  # noqa: TRY301
    except ValueError as error:
        line = line_of("broken", exc_info=(ValueError, error, error.__traceback__))

    assert token not in line
    assert "ValueError" in json.loads(line)["exception"]


@pytest.mark.parametrize("hostile", ["a\r\nb", "a\nINFO all is well", "\u2028", "\ud800", "\x00", '"}'])
def test_nothing_a_stranger_sends_begins_a_line_of_its_own(hostile):
    line = line_of("agent %s", hostile)

    assert line.splitlines() == [line]
    assert line.isascii()
    assert json.loads(line)["message"] == f"agent {hostile}"


@pytest.mark.django_db
def test_each_request_leaves_one_line_without_its_query(client, caplog):
    with caplog.at_level(logging.INFO, logger="icaforum.middleware"):
        client.get("/about/?q=canary-4711", headers={"user-agent": "canary\r\n-4712"})

    messages = [record.getMessage() for record in caplog.records if record.name == "icaforum.middleware"]
    assert [message.partition(" in ")[0] for message in messages] == ["GET /about/: 200"]
    assert "canary" not in caplog.text
