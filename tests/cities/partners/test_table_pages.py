"""Pages of tables: what the link of an organisation opens, and that no page names one that has not agreed."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.partners.actions import agreeing, table
from cities.partners.models import TABLES
from cities.people.actions.colleagues import set_rights
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_organisation,
    make_project,
    make_staff,
    make_staff_at_work,
    make_user,
)
from tests.hostile_world import World, admin_addresses
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_lead(make_city(name="Brightwater", tier=Tier.PILOT))


@pytest.fixture
def row(lead):
    return make_organisation(make_project(lead.seats.get().city, title="Cool homes"), lead)


def link_in(mail):
    """The address in the newest mail to an organisation, as its reader presses it."""
    letter = written(mail)
    return re.search(rf"{settings.BASE_URL}(/at-the-table/\S+?/answer/[^/]+/)", letter.text)[1]


def test_from_the_mail_to_the_page_of_the_project(client, lead, row):
    address = link_in(Message.objects.get(kind="organisation_asked"))
    project = row.thing.get_absolute_url()
    asked = client.get(address)
    assert "Tenants of the Old Docks" in asked.text
    assert asked.headers["X-Robots-Tag"] == "noindex"
    client.force_login(lead)
    shown = client.get(project).text
    assert "Tenants of the Old Docks" not in shown
    assert "rent rise" not in shown
    assert "a tenants’ union" in shown

    typed = {"changed": "as-written", "they_say": "Begin with\nour list.", "seal": row.seal}
    assert Client().post(address, typed).status_code == 302

    shown = client.get(project).text
    assert all(words in shown for words in ("Tenants of the Old Docks", "Six years", "They say", "our list."))
    assert Client().post(address, typed | {"changed": "nothing"}).status_code == 302
    shown = client.get(project).text
    assert ("Nothing so far" in shown, "Six years" in shown) == (True, False)
    assert Client().post(f"{address}take-back/").status_code == 302
    assert "Tenants of the Old Docks" not in client.get(project).text
    assert "Tenants of the Old Docks" in client.get(row.writing_path).text


def test_words_that_changed_meanwhile_are_read_again(client, lead, row):
    old = row.seal
    table.change(row, changed="Eight years.", by=lead)

    answer = client.post(row.answer_path, {"changed": "as-written", "they_say": "Yes.", "seal": old})

    assert answer.status_code == 200
    assert "The words have changed meanwhile" in answer.text
    assert all(words in answer.text for words in ("Eight years.", "Yes."))
    row.refresh_from_db()
    assert row.state == "asked"
    # The page that says so can be sent as it stands.
    form = Page(answer).html.find("input", attrs={"name": "seal"})
    client.post(row.answer_path, {"changed": "as-written", "seal": form["value"]})
    row.refresh_from_db()
    assert row.is_named


def test_the_page_speaks_the_language_of_the_organisation(client, lead):
    german = make_organisation(make_project(lead.seats.get().city), lead, language="de")

    assert 'lang="de"' in client.get(german.answer_path).text
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="de"' not in client.get(german.answer_path).text.partition("<body")[0]


@pytest.mark.parametrize("page", ["say_no", "delete"])
def test_a_press_that_cannot_be_undone_is_asked_for(client, row, page):
    address = reverse(f"cities:table_{page}", args=["project", row.token])

    assert client.get(address).status_code == 200
    row.refresh_from_db()
    assert row.email

    said = client.post(address, follow=True)

    row.refresh_from_db()
    assert (row.email, row.state) == ("", "declined")
    assert said.status_code == 200
    assert ("All is deleted" in said.text) == (page == "delete")


def test_a_link_that_ended_says_so(client, lead, row):
    address = row.answer_path
    assert client.get(address.replace("project", "event")).status_code == 404
    assert client.get(address.replace("project", "nothing")).status_code == 404
    table.change(row, email="kim@union.example", by=lead)
    assert client.get(address).status_code == 404
    row.refresh_from_db()
    assert client.get(row.answer_path).status_code == 200
    table.take_off(row, by=lead)
    assert client.get(row.answer_path).status_code == 404


def test_a_row_that_is_taken_off_while_yes_is_pressed_says_so(client, lead, row):
    """Taken off between the moment the page has read the row and the beginning of the verb."""
    asked = []

    def taken_off_before_the_verb(execute, sql, *arguments):
        if sql.startswith("SAVEPOINT") and any("pilots_projectorganisation" in it for it in asked):
            type(row).objects.all()._raw_delete(connection.alias)
        asked.append(sql)
        return execute(sql, *arguments)

    said = {"changed": "as-written", "they_say": "", "seal": row.seal}
    with connection.execute_wrapper(taken_off_before_the_verb):
        answer = client.post(row.answer_path, said)

    assert any("FOR UPDATE" in it for it in asked)
    assert (answer.status_code, "This link does not work" in answer.text) == (404, True)


def test_the_page_of_a_hidden_one_does_not_say_that_it_stands(client, lead, row):
    agreeing.agree(row, seal=row.seal)
    row = table.hide(row, because="It names a tenant.", by=make_staff_at_work())

    for act in (lambda: row, lambda: agreeing.take_name_back(row), lambda: agreeing.have_all_deleted(row)):
        act()
        said = client.get(row.answer_path).text
        assert "stands there, as" not in said
        assert "Only this stands there" not in said
    assert "Only this st" not in client.get(f"{row.answer_path}take-back/").text


def test_another_city_reads_what_everybody_reads_and_reports_it(client, lead, row):
    other = make_city(name="Saltmarsh", tier=Tier.PILOT)
    row.thing.hosts.add(other)
    own = make_organisation(row.thing, make_lead(other), name="Tenants of the Marsh")
    client.force_login(own.written_by)

    page = client.get(row.writing_path).text
    assert ("Tenants of the Marsh" in page, "Tenants of the Old Docks" in page) == (True, False)
    report = reverse("cities:table_report", args=["project", row.pk])
    # By its key a kind would tell which of them was written down when.
    assert client.get(report).status_code == 404
    agreeing.agree(row, seal=row.seal)
    for name, status in (("change", 404), ("take_off", 404), ("report", 200)):
        address = reverse(f"cities:table_{name}", args=["project", row.pk])
        assert client.get(address).status_code == status, name


def test_a_refused_row_keeps_what_was_typed(client, lead, row):
    client.force_login(lead)
    typed = {"name": "Fitters", "kind": "labour", "took_part": "3 meetings.", "language": "en"}

    answer = client.post(row.writing_path, typed | {"email": lead.email})

    assert "somebody in the city’s own team" in answer.text
    assert 'value="Fitters"' in answer.text
    assert type(row).objects.count() == 1


def test_the_secretariat_writes_down_in_the_administration(client):
    client.force_login(make_staff())
    event = make_event()
    page = reverse("admin:events_event_verb", args=[event.pk, "at-the-table"])
    typed = {"name": "Fitters", "kind": "labour", "took_part": "3 meetings.", "language": "en"}

    assert client.post(page, typed | {"email": "kim@union.example"}).status_code == 302

    row = event.at_table.get()
    assert (row.name, row.state, row.city) == ("Fitters", "asked", None)
    address = reverse("admin:events_eventorganisation_change", args=[row.pk])
    assert "kim@union.example" in client.get(address).text
    hide = address.replace("change/", "do/hide/")
    assert client.post(hide, {"because": "It names a tenant."}).status_code == 302
    assert not type(row).objects.standing().exists()


@pytest.mark.slow
def test_no_surface_names_an_organisation_that_has_not_agreed():
    """Every page of everybody, colleagues without the right, files, histories and mails to others."""
    world, canary = World(), "Zaphira Canary"
    staff = make_staff_at_work()
    things = {"project": world.project, "event": world.event, "paper": world.paper_at_table}
    facts = {"name": canary, "place": canary, "took_part": canary, "changed": canary}
    for thing in things.values():
        asked = make_organisation(thing, staff, **facts)
        make_organisation(thing, staff, email="", **facts)
        agreeing.say_no(make_organisation(thing, staff, **facts))
        agreeing.take_name_back(make_organisation(thing, staff, agrees=True, they_say=canary, **facts))
        changed = make_organisation(thing, staff, agrees=True, they_say="Fine.", **facts)
        table.change(changed, changed=f"{canary} again", by=staff)
        table.hide(make_organisation(thing, staff, agrees=True, **facts), because="A test.", by=staff)
        assert asked.thing.at_table.count() >= 6
    reviewer = set_rights(make_user(), presets=["reviewer"], by=staff)
    readers = {"visitor": None, "another lead": world.peer_lead}
    addresses = {*world.starts, "/search/?q=Zaphira", "/library/?q=Zaphira", "/questions/?q=Zaphira"}
    named = set()
    for who, person in (readers | {"reviewer": reviewer}).items():
        client = Client()
        if person:
            client.force_login(person)
        for address in sorted(addresses | (set(admin_addresses()) if who == "reviewer" else set())):
            answer = client.get(address, follow=True)
            if canary.encode() in answer.getvalue() and "/answer/" not in address:
                named.add((who, address))

    assert named == set()
    to_others = Message.objects.exclude(kind="organisation_asked").filter(kind__startswith="organisation")
    assert not any(canary in written(mail).html for mail in to_others)
    assert {table_.objects.confirmed().count() for table_ in TABLES.values()} == {1}


@pytest.mark.parametrize(
    ("language", "said", "lang"),
    [
        ("es", "Este mensaje está en inglés", "es"),
        ("sw", "The words about you are in Kiswahili", ""),
        ("de", "", ""),
    ],
)
def test_an_organisation_whose_language_we_do_not_speak_reads_that_it_is_english(
    client, lead, language, said, lang
):
    row = make_organisation(make_project(lead.seats.get().city), lead, language=language)
    letter = written(Message.objects.get(kind="organisation_asked"))

    for words in (letter.html, client.get(row.answer_path).text):
        assert ("mensaje está en inglés" in words, "The words about you" in words) == (
            language == "es",
            language == "sw",
        )
        assert said in words
        assert not lang or f'<p lang="{lang}" dir="auto">{said}' in words
