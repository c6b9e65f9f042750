"""A crowd at one event, over HTTP: two hundred people against the web server as the demo starts it."""

import http.client
import re
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from icaforum.embedded.children import family
from icaforum.embedded.port import listening
from tests.factories import make_city, make_event, make_officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CROWD, PLACES = 200, 20
SECONDS = 240  # after that an answer is taken for lost; how fast they come is no matter of a test
TOKEN = "t" * 32


@pytest.fixture
def web(process_environment, tmp_path, monkeypatch):
    """The port of the demo's own web server, on the rows of this test."""
    monkeypatch.delenv("PORT", raising=False)
    demo = {"DEMO": "1", "DEBUG": "1", "BASE_URL": "http://localhost", "STATE_DIR": str(tmp_path)}
    with listening() as listener:
        port, server = listener.getsockname()[1], family(tmp_path, listener=listener.fileno())[0]
        server.start(process_environment | demo)
    yield port
    server.ask_to_stop()
    server.wait()


def ask(port, method, path, session, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {"Cookie": f"session={session}; csrf={TOKEN}", "Host": "localhost"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


def said(text):
    """The words of a page's own part, for whoever looks for what went wrong."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())[:600]


def presses(port, event, session):
    """Press «Take a place», and once more where so many press that one is asked to; return what follows.

    That is «a place», a rank, or what the page says instead.
    """
    found = press(port, event, session)
    for _again in range(5):
        if isinstance(found, int) or found == "a place":
            break
        found = press(port, event, session)
    return found


def press(port, event, session):
    status, location, text = ask(
        port,
        "POST",
        reverse("events:place", args=[event.slug]),
        session,
        f"answer=take&csrfmiddlewaretoken={TOKEN}",
    )
    if status != 302:
        return f"{status}: {re.findall('exception_value.>([^<]*)', text) or said(text)}"
    _status, _location, text = ask(port, "GET", urlsplit(location).path, session)
    if "You have a place" in text:
        return "a place"
    rank = re.search(r"You are (\d+)\w+ on the waiting list", text)
    return int(rank[1]) if rank else f"neither: {said(text)}"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client.cookies["session"].value


def test_two_hundred_at_once_are_all_answered_with_a_place_or_a_rank(web):
    event, city = make_event(capacity=PLACES), make_city()
    sessions = [signed_in(make_officer(city)) for _ in range(CROWD)]
    until = time.monotonic() + 60
    while time.monotonic() < until:  # it is starting
        try:
            if ask(web, "GET", reverse("healthz"), "")[0] == 200:
                break
        except OSError:
            time.sleep(0.2)
    gate, answers = threading.Barrier(CROWD), []

    def one(session):
        gate.wait(timeout=30)
        try:
            answers.append(presses(web, event, session))
        except OSError as error:
            answers.append(repr(error))

    threads = [threading.Thread(target=one, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * SECONDS)

    words = Counter(answer for answer in answers if isinstance(answer, str))
    assert words == {"a place": PLACES}
    # Everybody's rank is somewhere on the list; the last page read is as long as the list.
    ranks = [answer for answer in answers if isinstance(answer, int)]
    assert len(ranks) == CROWD - PLACES
    assert set(ranks) <= set(range(1, CROWD - PLACES + 1))
    assert event.registrations.going().count() == PLACES
    assert event.registrations.waiting().count() == CROWD - PLACES
