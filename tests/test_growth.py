"""What must not grow with the rows behind a page, beside the number of its statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.outbox.compose import queue_mail
from icaforum.pages import desk
from icaforum.pages.today import page as today
from icaforum.pages.today import queue
from resources.library import views
from tests.factories import (
    make_application,
    make_city,
    make_edition,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def test_my_forum_counts_papers_up_to_a_bound(client, monkeypatch):
    monkeypatch.setattr(desk, "PAPERS_COUNTED", 2)
    city, staff = make_city(name="Riverport"), make_staff()
    client.force_login(make_lead(city))
    make_officer(city)
    said = []
    for _ in range(3):
        make_resource(by=staff).cities.add(city)
        said.append(Page(client.get(reverse("desk"))).texts(".facts--counts dd"))

    assert said == [["2", "1"], ["2", "2"], ["2", "over 2"]]


def test_a_paper_goes_with_those_that_share_most_themes(client, monkeypatch):
    staff, heat, flood, jobs = make_staff(), *map(make_theme, ("heat", "flood", "jobs"))
    paper = make_resource(by=staff)
    paper.themes.set([heat, flood])
    kin = []
    for themes in ([heat], [heat, flood], [flood], [jobs], [heat, flood]):
        kin.append(make_resource(by=staff))
        kin[-1].themes.set(themes)
    hidden = make_resource(by=staff, level=3)
    hidden.themes.set([heat, flood])
    client.force_login(make_officer())

    def alike():
        answer = client.get(paper.get_absolute_url())
        return [row.pk for row in answer.context["goes_with"]]

    assert alike() == [kin[4].pk, kin[1].pk, kin[2].pk, kin[0].pk]
    # Only the newest of each theme are looked at, of those the reader may see.
    monkeypatch.setattr(views, "ALIKE_LOOKED_AT", 1)
    assert alike() == [kin[4].pk]


def test_a_paper_without_themes_goes_with_nothing(client):
    client.force_login(make_officer())

    assert client.get(make_resource().get_absolute_url()).context["goes_with"] == []


def test_today_counts_the_late_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(queue, "LATE_COUNTED", 2)
    now, staff, said = timezone.now(), make_staff_at_work(), []
    make_application(confirmed_at=now - timedelta(days=3))
    for _ in range(3):
        make_application(confirmed_at=now - timedelta(days=20))
        station = today.today(now, staff)["stations"][0]
        said.append((station.count, station.remark))

    assert said == [
        (2, "1 past the days promised"),
        (3, "2 past the days promised"),
        (4, "more than 2 past the days promised"),
    ]


def test_a_person_has_the_newest_mails_by_person_and_by_address_once_each(client):
    person = make_user(email="kim@city.example")
    queue_mail("access_known", to="kim@city.example", key="before", ids={"city": 1})
    queue_mail("place_waiting", to=person, key="after", ids={})
    queue_mail("place_waiting", to=make_user(), key="other", ids={})
    client.force_login(make_staff())

    page = Page(client.get(reverse("admin:cities_user_change", args=[person.pk])))

    assert len(page.texts(".ledger li")) == 2


def one_of_everything(staff):
    """A line of history about each kind of thing, each a new one."""
    city = make_city()
    person = make_lead(city)
    resource, event, project = make_resource(by=staff), make_event(), make_project()
    make_edition(resource, language="de", by=staff)
    pairing = make_pairing(project)
    registration = make_registration(event, person=person, city=city)
    things = (city, person, resource, event, project, pairing, registration, person.seats.get())
    for thing in (*things, city.memberships.get(), make_application()):
        record("changed", thing, by=person, event=event.pk, city=city.pk)


@pytest.mark.parametrize("address", ["admin:audit_entry_changelist", "admin:index"])
def test_the_history_costs_the_same_for_one_and_for_many_of_each_kind(client, address):
    staff = make_staff()
    client.force_login(staff)
    one_of_everything(staff)
    client.get(reverse(address))
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(address)).status_code == 200
        costs.append(len(queries))
        for _ in range(3):
            one_of_everything(staff)

    assert costs[0] == costs[1]
    # Today looks at everything that may wait for somebody.
    assert costs[0] <= (60 if address == "admin:index" else 45)


def test_every_class_that_names_others_says_which():
    """A name that asks for a row of another table would cost a statement for each line of history."""
    staff = make_staff()
    one_of_everything(staff)
    entries = list(Entry.objects.all())
    targets = Entry.targets(entries)

    with CaptureQueriesContext(connection) as queries:
        named = [str(row) for row in targets.values()]

    assert [query["sql"] for query in queries] == []
    assert all(named)


def test_a_city_page_shows_the_newest_five_of_those_entered_last(client):
    city, staff = make_city(), make_staff()
    client.force_login(make_officer())
    papers = [make_resource(by=staff) for _ in range(7)]
    for paper in papers:
        paper.cities.add(city)
    old = make_resource(by=staff, published_at=timezone.now() - timedelta(days=900))
    old.cities.add(city)

    shared = client.get(city.get_absolute_url()).context["shared"]

    assert [row.pk for row in shared] == [paper.pk for paper in papers[:1:-1]]
