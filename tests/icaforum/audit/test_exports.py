"""A list as a file: what is on the screen, for whom, safe in a spreadsheet, and noted."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cities.models import City, Membership, Officer, User
from cities.people.presets import EVENTS, group_of
from events.models import Registration
from icaforum.audit.admin.exports import MOST_ROWS, csv_file, xlsx_file
from icaforum.audit.models import Entry
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_registration,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    staff = make_staff(name="Ann Lee")
    client.force_login(staff)
    return staff


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet_of(answer):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.rows]


def address(model, kind, asked=""):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export", args=[kind]) + asked


def test_search_filters_and_order_of_the_screen_are_those_of_the_file(client, staff):
    for name, active in [("Jo Zimmer", True), ("Ala Zimmer", True), ("Zoe Zimmer", False), ("Lu Park", True)]:
        make_user(name=name, is_active=active)

    answer = client.get(address(User, "csv", "?q=zimmer&is_active__exact=1&o=-0&p=7"))

    assert [row[0] for row in rows_of(answer)] == ["Name", "Jo Zimmer", "Ala Zimmer"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="people-')


def test_places_of_an_event_are_there_with_names_and_addresses(client, staff):
    event = make_event()
    coming = make_registration(event)
    make_registration()
    coming.person.time_zone = "UTC"

    answer = client.get(address(Registration, "xlsx", f"?event__id__exact={event.pk}"))

    head, row = sheet_of(answer)
    shown = dict(zip(head, row, strict=True))
    assert head[:5] == ["Person", "City", "Event", "Answer", "Answered on (UTC)"]
    assert row[:4] == [coming.person.name, coming.city.name, event.title, "Has a place"]
    assert isinstance(row[4], datetime)
    assert shown["Address"] == coming.person.email


def test_what_a_reader_may_not_see_is_not_in_the_file(client, staff):
    person = make_officer()
    events_only = make_user(is_staff=True)
    events_only.groups.add(group_of(EVENTS))
    shown = client.get(address(Officer, "csv"))
    assert person.email in shown.text

    client.force_login(events_only)

    assert client.get(address(Officer, "csv")).status_code == 403
    assert person.email not in client.get(address(City, "csv")).text


def test_only_two_kinds_of_file_and_no_odd_address_breaks(client, staff):
    odd = ["?o=99", "?is_active__exact=x", "?nonsense=1", "?q=%00", "?last_login__from=yesterday"]

    assert client.get(address(User, "pdf")).status_code == 404
    assert {client.get(address(User, "csv", asked)).status_code for asked in odd} <= {200, 302}


def test_the_history_says_who_took_which_list_and_not_what_was_searched(client, staff):
    client.get(address(User, "xlsx", "?q=lee"))

    entry = Entry.objects.get(verb="exported")

    assert (entry.actor_id, entry.target_id) == (staff.pk, str(staff.pk))
    assert entry.details == {"list": "cities.user", "rows": 1, "kind": "xlsx"}


HARMFUL = {text: f"'{text}" for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t1", '=HYPERLINK("http://x","y")')}
# Where a semicolon stands between the cells, these would be cells or lines of their own.
HARMFUL |= {
    "\t=1": "'\t'=1",
    "\r=1": "'\r'=1",
    "\n=1": "'\n'=1",
    "Lima;=1+1": "Lima;'=1+1",
    "Lima\n@SUM(A1);-1": "Lima\n'@SUM(A1);'-1",
    "a-b; c=d": "a-b; c=d",
    "Lima; =1": "Lima; =1",
}


@pytest.mark.parametrize(("text", "harmless"), HARMFUL.items())
def test_no_cell_is_a_formula(text, harmless):
    rows = [["Name"], [text]]

    ((_head,), (written,)) = csv.reader(io.StringIO(csv_file(rows).decode("utf-8-sig"), newline=""))
    cell = load_workbook(io.BytesIO(xlsx_file(rows))).active["A2"]

    assert written == harmless
    assert cell.data_type == "s"
    assert cell.value.split() == text.split()


def test_a_list_longer_than_a_file_is_refused_with_the_number(client, staff, monkeypatch):
    monkeypatch.setattr("icaforum.audit.admin.exports.MOST_ROWS", 1)
    make_user()

    answer = client.get(address(User, "csv"), follow=True)

    assert answer.redirect_chain
    assert [str(it) for it in answer.context["messages"]] == [
        "The list has 2 rows, and a file takes 1: filter it first."
    ]
    assert MOST_ROWS == 20_000


def test_a_change_of_tier_makes_no_city_younger(client, staff):
    city = make_city(member=False)
    days = [
        datetime(2024, 3, 1, tzinfo=UTC),
        datetime(2025, 5, 1, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
    ]
    first, second, third = days
    Membership.objects.create(city=city, tier=1, since=first, until=second)
    Membership.objects.create(city=city, tier=2, since=second, until=third)
    back = datetime(2026, 6, 1, tzinfo=UTC)
    Membership.objects.create(city=city, tier=1, since=back)

    joined = Membership.objects.with_joined().order_by("since").values_list("joined", flat=True)

    assert list(joined) == [first, first, back]
