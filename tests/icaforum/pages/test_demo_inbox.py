"""The demo's inbox: each mail as its reader sees it, in a frame that can do nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event, vText

from cities.letters.actions import write_to_city
from icaforum.inbound.addresses import door_is_open
from icaforum.inbound.models import Arrival
from icaforum.mails import KINDS
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import Content, Kind, kinds
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from icaforum.pages import demo_inbox
from tests.factories import make_city, make_lead, make_user
from tests.mailers import use_mailer

pytestmark = pytest.mark.django_db

START = datetime(2027, 3, 16, 17, 0, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEMO_MAILS = tmp_path / "mail"
    use_mailer(settings, "filebased", EMAIL_FILE_PATH=settings.DEMO_MAILS)
    return settings.DEMO_MAILS


def write(ids):
    calendar = Calendar()
    calendar.add("prodid", "-//ICA Forum//test//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    event = Event()
    event.add("uid", "event-1@testserver")
    event.add("summary", "Cool rooms close to home")
    event.add("dtstart", START)
    event.add("dtend", START + timedelta(minutes=75))
    event["location"] = vText("Online")
    calendar.add_component(event)
    context = {"title": ids["title"], "lines": ids.get("lines", "")}
    return Content("inbox_tests/mail", context, calendar=calendar)


@pytest.fixture
def send(folder, settings, tmp_path, monkeypatch):
    """Queue and send mails with these titles; gives their rows."""
    templates = tmp_path / "templates" / "inbox_tests"
    templates.mkdir(parents=True)
    (templates / "mail.html").write_text(
        '{% extends "icaforum/emails/base.html" %}{% block subject %}{{ title }}{% endblock %}'
        '{% block body %}<p style="color:red">In plain words</p>{{ lines|linebreaks }}{% endblock %}'
    )
    settings.TEMPLATES = [
        settings.TEMPLATES[0] | {"DIRS": [templates.parent, *settings.TEMPLATES[0]["DIRS"]]}
    ]
    monkeypatch.setitem(KINDS, "test", Kind(write, "Test", "Because."))
    kinds.cache_clear()

    def act(*titles, lines=""):
        reader = make_user(email="mara@city.example")
        for title in titles:
            queue_mail("test", to=reader, key=title, ids={"title": title, "lines": lines})
        drain()
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}

    return act


def names(client):
    return [line.name for line in client.get("/demo/inbox/").context["page"]]


def test_an_empty_inbox_says_what_to_do(client, folder):
    page = client.get("/demo/inbox/")

    assert (page.status_code, "No mail yet" in page.text) == (200, True)


def test_mails_stand_in_the_inbox_the_newest_first(client, send):
    send("First", "Second & last")

    page = client.get("/demo/inbox/")

    assert [(line.subject, line.to) for line in page.context["page"]] == [
        ("Second & last", "mara@city.example"),
        ("First", "mara@city.example"),
    ]
    assert "Second &amp; last" in page.text


def test_the_inbox_has_pages_and_takes_any_page_number(client, send):
    send(*[f"Mail {n}" for n in range(30)])

    pages = [client.get("/demo/inbox/", {"page": page}) for page in ("", "2", "99", "x", "\x00", "9" * 5000)]

    assert [len(page.context["page"].object_list) for page in pages] == [25, 5, 5, 25, 25, 25]


def test_a_mail_is_shown_with_its_head_its_text_and_its_calendar_entry_in_words(client, send):
    send("Your place")

    page = client.get(f"/demo/inbox/{names(client)[0]}/")

    for words in (
        "ICA Forum &lt;forum@testserver&gt;",
        "mara@city.example",
        "In plain words",
        "Cool rooms close to home",
        "Tuesday 16 March 2027, 17:00–18:15",
        "invitation.ics",
        "METHOD:REQUEST",
        "Auto-Submitted",
    ):
        assert words in page.text
    assert "color:red" not in page.text


def test_the_mail_itself_lies_in_a_frame_that_may_have_styles_and_nothing_else(client, send):
    send("Your place")
    address = f"/demo/inbox/{names(client)[0]}/"

    around, frame = client.get(address), client.get(f"{address}mail/")

    assert "frame-src 'self'" in around.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in around.headers["Content-Security-Policy"]
    assert set(frame.headers["Content-Security-Policy"].split("; ")) >= {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    }
    assert "script-src 'none'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert 'style="color:red"' in frame.text
    assert '<base target="_blank">' in frame.text


def test_an_attached_file_can_be_taken_home(client, send):
    send("Your place")

    file = client.get(f"/demo/inbox/{names(client)[0]}/0/")

    assert file.headers["Content-Disposition"] == 'attachment; filename="invitation.ics"'
    assert str(Calendar.from_ical(file.content).walk("VEVENT")[0]["SUMMARY"]) == "Cool rooms close to home"


def test_a_line_of_dashes_in_a_mail_does_not_cut_it(client, send):
    send("Dashes", lines="-" * 79 + "\nand on it goes")

    [name] = names(client)

    assert "and on it goes" in client.get(f"/demo/inbox/{name}/").text


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "20270101-000000-1-0",
        "20270101-000000-1",
        "x" * 5000,
        "%00",
        "٢٠٢٧٠١٠١-٠٠٠٠٠٠-١-٠",
        "*-0",
    ],
)
def test_a_name_that_is_no_mails_leads_nowhere(client, send, name):
    send("A mail that is there")

    answers = [client.get(f"/demo/inbox/{name}{tail}").status_code for tail in ("/", "/mail/", "/0/")]

    assert answers == [404, 404, 404]


def test_a_number_that_is_no_files_leads_nowhere(client, send):
    send("A mail that is there")
    [name] = names(client)

    answers = [
        client.get(address).status_code
        for address in (
            f"/demo/inbox/{name[:-1]}7/",
            f"/demo/inbox/{name}/1/",
            f"/demo/inbox/{name}/{'9' * 30}/",
        )
    ]

    assert answers == [404, 404, 404]


@pytest.fixture
def letter(folder, settings):
    """A letter of one city to another, as mail; its signed address takes answers in."""
    settings.INBOUND_AUTHSERV, settings.INBOUND_ADDRESS = "inbox.demo", "answers@demo.example"
    sender, reader = (make_lead(make_city(name=name)) for name in ("Riverport", "Lakemouth"))
    written = write_to_city(reader.seats.get().city, text="How do you pay the hosts?", by=sender)
    drain()
    return written


def test_a_mail_is_answered_through_the_door_and_what_it_does_comes_back(client, letter):
    mail = next(
        it
        for it in client.get("/demo/inbox/").context["page"]
        if it.to == letter.city.seats.get().person.email
    )
    where = f"/demo/inbox/{mail.name}/"
    assert "Answer this mail" in client.get(where).text
    assert "Your answer" in client.post(f"{where}answer/", {"text": ""}).text

    sent = client.post(f"{where}answer/", {"text": "By the day.\n\nAlways on Friday."}, follow=True)

    assert "The Forum has your answer" in sent.text
    answer = letter.thread.letters.order_by("pk").last()
    assert (answer.text, answer.waits) == ("By the day.\n\nAlways on Friday.", False)
    assert answer.sender == letter.city.seats.get().person
    drain()
    assert client.get("/demo/inbox/").context["page"][0].to == letter.sender.email


def test_nobody_answers_where_no_answer_comes_in_nor_outside_the_demo(client, letter, send, settings):
    [answered, *_rest] = names(client)
    send("For you alone")
    own = f"/demo/inbox/{names(client)[0]}/"
    assert "Answer this mail" not in client.get(own).text
    assert client.post(f"{own}answer/", {"text": "Hello"}).status_code == 404
    settings.DEMO_MAILS = None
    assert not door_is_open()
    assert client.post(f"/demo/inbox/{answered}/answer/", {"text": "Hello"}).status_code == 404
    assert not Arrival.objects.exists()


def test_answers_of_one_hour_have_an_end(client, letter, monkeypatch):
    monkeypatch.setattr(demo_inbox, "ANSWERS_PER_HOUR", 1)
    where = f"/demo/inbox/{names(client)[0]}/answer/"
    client.post(where, {"text": "First"})
    assert "many answers in one hour" in client.post(where, {"text": "Second"}).text
    assert Arrival.objects.count() == 1
