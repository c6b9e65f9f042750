"""The first day of a portal that is none of the demo."""

from io import StringIO
from threading import Thread

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection

from cities.models import Application, City, User
from icaforum.audit.models import Entry
from icaforum.forum.models import ForumSettings
from tests.factories import make_application

pytestmark = pytest.mark.django_db
PASSWORD = "seven-warm-rooms-in-winter"


def start(**options):
    facts = {"email": "Ana@forum.example", "name": "Ana Ruiz", "time_zone": "Europe/Copenhagen"} | options
    said = StringIO()
    call_command("start_for_real", stdout=said, **facts)
    return said.getvalue()


def test_it_begins_with_the_real_directory_and_one_person_and_once():
    start()

    person = User.objects.get()
    assert (person.email, person.is_superuser, person.has_usable_password()) == (
        "ana@forum.example",
        True,
        False,
    )
    assert EmailAddress.objects.get(user=person).verified
    assert City.objects.count() == 100
    assert not City.objects.members().exists()
    forum = ForumSettings.objects.get()
    assert (forum.contact_email, forum.time_zone, forum.open_rooms) == (
        "ana@forum.example",
        "Europe/Copenhagen",
        [],
    )

    again = start(email="ben@forum.example")

    assert again.startswith("This portal was started already; nothing was changed.")
    assert (User.objects.count(), Entry.objects.filter(verb="started the portal").count()) == (1, 1)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"email": "no address"}, "--email: "),
        ({"time_zone": "Mars/Olympus"}, "--time-zone: "),
        ({"name": " "}, "--name is empty"),
        ({"contact_email": "nobody"}, "--contact-email: "),
        ({"email": None}, "--email is missing"),
    ],
)
def test_it_refuses_what_cannot_be_and_changes_nothing(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        start(**options)

    assert not User.objects.exists()
    assert not City.objects.exists()


def test_it_refuses_to_begin_in_the_demo(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="DEMO"):
        start()


def test_it_refuses_a_portal_that_is_in_use():
    make_application()

    with pytest.raises(CommandError, match=r"in use already \(cities\)|in use already \(applications\)"):
        start()

    assert (User.objects.count(), Application.objects.count()) == (0, 1)


def test_a_password_is_asked_for_twice_and_shown_nowhere(monkeypatch, caplog):
    typed = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr("icaforum.management.commands.start_for_real.getpass", lambda _words: next(typed))

    said = start(ask_password=True)

    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in said + caplog.text


@pytest.mark.parametrize(
    ("typed", "sentence"), [([PASSWORD, "another"], "differ"), (["short", "short"], "too short")]
)
def test_a_password_that_is_none_begins_nothing(monkeypatch, typed, sentence):
    answers = iter(typed)
    monkeypatch.setattr("icaforum.management.commands.start_for_real.getpass", lambda _words: next(answers))

    with pytest.raises(CommandError, match=sentence):
        start(ask_password=True)

    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_person():
    refused = []

    def run(email):
        try:
            start(email=email)
        except CommandError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(email,)) for email in ("ana@forum.example", "ben@forum.example")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (User.objects.count(), len(refused)) == (1, 1)
