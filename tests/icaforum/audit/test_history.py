"""The history as the secretariat reads it: about whom, by whom, when, and in which words."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.invitations.actions.inviting import invite
from cities.models import Application
from cities.people.presets import EVENTS, SECRETARIAT, group_of
from events.planning.actions import entries
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.forum.actions import change_settings
from pilots.models import Milestone
from resources.library.actions.edition import replace_edition
from resources.library.actions.resource import edit_resource
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

URL = "admin:audit_entry_changelist"


@pytest.fixture
def staff(client):
    staff = make_staff()
    client.force_login(staff)
    return staff


def lines(client, **asked):
    """What the page lists, as verb and kind of thing."""
    rows = client.get(reverse(URL), asked).context["cl"].result_list
    return [(row.verb, row.target_type) for row in rows]


def about(thing):
    return f"{thing._meta.label_lower}:{thing.pk}"


def one_of_each(city, staff, email=""):
    """A line about everything that belongs to a city; returns the kinds of things."""
    lead = make_lead(city)
    project, paper = make_project(city), make_resource(cities=[city], by=staff)
    event, elsewhere = make_event(hosts=[city]), make_event()
    invitation = invite(city, email=email or f"kim{city.pk}@city.example", role="lead", by=staff)
    things = [
        city,
        city.memberships.get(),
        lead.seats.get(),
        invitation,
        Application.objects.filter(city=city).first() or make_application(city=city),
        project,
        make_pairing(project, pilot_city=city),
        event,
        make_registration(elsewhere, person=lead, city=city),
        paper,
    ]
    for thing in things:
        record("changed", thing, by=staff)
    return {thing._meta.label_lower for thing in things}


def test_about_a_city_is_all_that_belongs_to_it_and_nothing_of_another(client, staff):
    lisbon, lagos = make_city(name="Lisbon"), make_city(name="Lagos")
    kinds = one_of_each(lisbon, staff)
    one_of_each(lagos, staff)

    found = [kind for verb, kind in lines(client, about=about(lisbon)) if verb == "changed"]

    assert sorted(found) == sorted(kinds)
    others = [kind for verb, kind in lines(client, about=about(lagos)) if verb == "changed"]
    assert sorted(others) == sorted(kinds)


def test_what_is_gone_or_only_named_is_about_the_city_too(client, staff):
    city, paper = make_city(), make_resource()
    Entry.objects.create(
        verb="corrected", target_type="cities.accessrequest", target_id="987", details={"city": city.pk}
    )
    record("granted", paper, by=staff, group=city.circle.group_id)
    record("proposed", paper, by=staff, cities=[city.pk])
    record("proposed", paper, by=staff, cities=[make_city().pk])

    assert [verb for verb, _kind in lines(client, about=about(city), by="all")] == [
        "proposed",
        "granted",
        "corrected",
    ]


def test_about_a_person_is_what_they_did_and_what_was_done_about_them(client, staff):
    ana = make_lead(make_city())
    other = make_officer(make_city())
    record("changed", make_event(), by=ana)
    record("changed", ana.seats.get(), by=staff)
    record("applied", make_application(email=ana.email), by=None)
    record("changed", make_event(), by=other)

    assert [verb for verb, _kind in lines(client, about=about(ana))] == ["applied", "changed", "changed"]
    page = Page(client.get(reverse("admin:cities_user_change", args=[ana.pk])))
    [link] = [it["href"] for it in page.html.select(".historylink") if it.get_text() == "History"]
    assert [row.verb for row in client.get(link).context["cl"].result_list] == [
        "applied",
        "changed",
        "changed",
    ]


def test_what_happened_in_lisbon_last_week_is_one_press_on_the_page_of_the_history(client, staff):
    lisbon = make_city(name="Lisbon")
    event = make_event(hosts=[lisbon])
    monday = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    for verb, at in (
        ("moved", monday - timedelta(days=8)),
        ("published", monday - timedelta(hours=1)),
        ("edited", monday + timedelta(seconds=1)),
    ):
        Entry.objects.create(
            verb=verb, at=at, actor_id=staff.pk, target_type="events.event", target_id=str(event.pk)
        )

    page = client.get(reverse(URL))
    assert '<button type="submit" name="at__span" value="last-week">' in page.text
    assert [verb for verb, _kind in lines(client, q="lisbon", at__span="last-week")] == ["published"]


def test_what_the_clock_did_stands_apart_and_an_applicant_is_no_clock(client, staff):
    application, event = make_application(), make_event()
    record("applied", application, by=None)
    record("settled", event, by=None)
    record("edited", event, by=staff)

    assert lines(client) == [("edited", "events.event"), ("applied", "cities.application")]
    assert lines(client, by="clock") == [("settled", "events.event")]
    assert len(lines(client, by="all")) == 3
    assert "<strong>the applicant</strong> applied" in client.get(reverse(URL)).text
    own = client.get(reverse("admin:cities_application_history", args=[application.pk])).text
    assert "the applicant" in own
    assert "by the clock" not in own


def edit_apart(event, staff, at, **changes):
    """An edit as in a transaction of its own: its entry and its versions share their moment."""
    before = set(event.words_before.values_list("pk", flat=True))
    known = set(Entry.objects.values_list("pk", flat=True))
    entries.edit(event, by=staff, **changes)
    event.words_before.exclude(pk__in=before).update(pgh_created_at=at)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        Entry.objects.exclude(pk__in=known).update(at=at)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def test_an_edit_says_its_old_and_its_new_words(client, staff):
    event = make_event(title="Cool rooms", published=False)
    now = timezone.now()
    edit_apart(event, staff, now - timedelta(hours=2), title="Cool schools")
    edit_apart(event, staff, now - timedelta(hours=1), title="Cool schools for all")

    page = client.get(reverse(URL), {"about": about(event)})

    assert "All about <strong>" in page.text
    told = [
        [(it.label, it.before, it.after) for it in row.told.words]
        for row in page.context["cl"].result_list
        if row.verb == "edited"
    ]
    assert told == [
        [("title", "Cool schools", "Cool schools for all")],
        [("title", "Cool rooms", "Cool schools")],
    ]
    assert "<del>rooms</del> <ins>schools</ins>" in re.sub(r"\s+", " ", page.text)


def test_of_what_is_saved_at_once_each_line_says_its_own_words(client, staff):
    paper = make_resource(editions=[{"title": "Cool rooms"}, {"title": "Kühle Räume", "language": "de"}])
    edit_resource(paper, by=staff, kind="toolkit")
    for edition, title in zip(paper.editions.order_by("pk"), ("Cool schools", "Kühle Schulen"), strict=True):
        replace_edition(edition, by=staff, title=title)

    page = client.get(reverse(URL), {"about": about(paper)})

    told = {
        (row.verb, row.details.get("language")): [it.after for it in row.told.words]
        for row in page.context["cl"].result_list
        if "fields" in row.details
    }
    assert told == {
        ("changed", None): [],
        ("changed a language", "en"): ["Cool schools"],
        ("changed a language", "de"): ["Kühle Schulen"],
    }


def test_words_are_only_for_those_who_may_open_the_text(client):
    pairing = make_pairing()
    step = Milestone.objects.create(
        pairing=pairing, title="Visit", owner=pairing.pilot_city, due_on="2031-01-01"
    )
    Milestone.objects.filter(pk=step.pk).update(title="A call")
    record("changed a step", pairing, by=make_lead(pairing.pilot_city), step=step.pk, fields=["title"])
    reader = make_user(is_staff=True)
    reader.groups.add(group_of(SECRETARIAT))
    client.force_login(reader)
    assert "<del>Visit</del>" in client.get(reverse(URL)).text

    reader.groups.set([group_of(EVENTS)])
    reader.user_permissions.add(
        *group_of(SECRETARIAT).permissions.filter(codename__in=["view_entry", "view_pairing"])
    )
    page = client.get(reverse(URL)).text
    assert "changed a step" in page
    assert "Visit" not in page


@pytest.mark.parametrize(
    "key", ["", "x", "cities.city", "cities.city:x", "no.kind:1", "cities.city:²", ":", "\x00"]
)
def test_an_address_about_nothing_finds_nothing_and_breaks_nothing(client, staff, key):
    record("changed", make_event(), by=staff)

    answer = client.get(reverse(URL), {"about": key})

    assert answer.status_code in (200, 302)
    if key and answer.status_code == 200:
        assert list(answer.context["cl"].result_list) == []


def test_who_may_not_open_people_is_told_nothing_about_one(client):
    ana = make_lead(make_city())
    record("edited", make_event(), by=ana)
    reader = make_user(is_staff=True)
    reader.groups.add(group_of(EVENTS))
    reader.user_permissions.add(*group_of(SECRETARIAT).permissions.filter(codename="view_entry"))
    client.force_login(reader)

    assert lines(client) == [("edited", "events.event")]
    assert lines(client, about=about(ana)) == []
    assert lines(client, q=ana.name) == []


def test_the_page_says_whose_days_and_times_it_shows(client, staff):
    staff.time_zone = "Africa/Nairobi"
    staff.save()
    record("changed", make_event(), by=staff)

    assert "Days and times: your time, Nairobi." in client.get(reverse(URL)).text


def test_its_lines_are_counted_as_entries(client, staff):
    make_city()
    change_settings(by=staff, max_other_cities=3)
    change_settings(by=staff, max_other_cities=4)

    assert Page(client.get(reverse(URL))).texts(".paginator") == ["2 entries"]


@pytest.mark.parametrize("asked", [{"q": "Lisbon"}, {"about": None}])
def test_it_costs_the_same_for_few_and_for_many(client, staff, asked):
    city = make_city(name="Lisbon")
    asked = {key: value or about(city) for key, value in asked.items()}
    costs = []
    for size in (2, 4):
        for number in range(size):
            one_of_each(city, staff, email=f"kim-{size}-{number}@city.example")
        client.get(reverse(URL), asked)
        with CaptureQueriesContext(connection) as queries:
            assert len(lines(client, **asked)) > size
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 75
