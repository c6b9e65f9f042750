"""The yearly question by the clock: once a year and city, twice reminded, then the secretariat's."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db.models import F

from cities.citypages.cares import CARES
from cities.models import City, Confirmation, Membership, Officer
from cities.yearly import rules
from cities.yearly.actions import answering, asking
from cities.yearly.models import ConfirmationQuerySet
from icaforum.audit.models import Entry, Mishap
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.cities.joining.test_application_races import at_once
from tests.factories import make_city, make_lead, make_officer, make_staff

pytestmark = pytest.mark.django_db

JOINED = datetime(2024, 3, 9, 14, tzinfo=UTC)
DAY = timedelta(days=1)
ROUND = datetime(2026, 3, 9, 14, tzinfo=UTC)


def make_member(*, joined=JOINED, entered=JOINED, lead=True, **facts):
    """A city that joined then, known to the portal since `entered`, with a lead contact."""
    city = make_city(**facts)
    Membership.objects.filter(city=city).update(since=joined, entered_at=entered)
    if lead:
        make_lead(city, since=joined)
    return city


def mails(kind="still_there"):
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


def comes_back(person):
    queue_mail("letter", to=person, key=f"dead:{person.pk}", ids={"letter": 0})
    Message.objects.filter(dedupe_key=f"dead:{person.pk}").update(state="dead", last_error="5.1.1")


# When


@pytest.mark.parametrize(
    ("joined", "now", "day"),
    [
        (JOINED, JOINED + 364 * DAY, None),
        (JOINED, ROUND - timedelta(seconds=1), datetime(2025, 3, 9, 14, tzinfo=UTC)),
        (JOINED, ROUND, ROUND),
        (JOINED, datetime(2026, 12, 31, tzinfo=UTC), ROUND),
        (datetime(2024, 2, 29, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC),
         datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2024, 12, 31, 23, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC),
         datetime(2025, 12, 31, 23, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_day_comes_round_once_a_year(joined, now, day):
    assert rules.anniversary(joined, now) == day


def test_on_its_day_each_lead_contact_is_asked_once_a_year():
    city = make_member()
    make_officer(city)
    second = make_lead(city)

    assert asking.go_round(now=ROUND - timedelta(seconds=1)) == 1  # that of the year before, late
    Confirmation.objects.all().delete()
    Message.objects.all().delete()
    assert [asking.go_round(now=ROUND + hours * timedelta(hours=1)) for hours in range(3)] == [1, 0, 0]

    assert mails() == sorted([second.email, Officer.objects.leads().earliest("pk").person.email])
    row = Confirmation.objects.get()
    assert (row.city, row.year, row.mails, row.staff_since) == (city, 2026, 1, None)
    answering.confirm(city, seats=None, by=make_staff())
    assert asking.go_round(now=ROUND + 90 * DAY) == 0
    assert asking.go_round(now=datetime(2027, 3, 9, 14, tzinfo=UTC)) == 1
    assert list(Confirmation.objects.order_by("year").values_list("year", flat=True)) == [2026, 2027]


def test_a_clock_that_stood_still_asks_later_and_once():
    make_member()

    assert [asking.go_round(now=ROUND + 200 * DAY), asking.go_round(now=ROUND + 200 * DAY)] == [1, 0]


def test_who_came_into_the_portal_after_its_day_is_asked_the_next_time():
    make_member(entered=ROUND + DAY)  # brought in by a list, with the day on which it joined
    make_member(joined=ROUND - 100 * DAY, entered=JOINED)  # in its first year
    ended = make_member()
    Membership.objects.filter(city=ended).update(until=ROUND)

    assert asking.go_round(now=ROUND + 2 * DAY) == 0
    assert asking.go_round(now=datetime(2027, 3, 9, 15, tzinfo=UTC)) == 2


def test_a_change_of_tier_makes_no_city_younger():
    city = make_member()
    Membership.objects.filter(city=city).update(until=ROUND - 5 * DAY)
    Membership.objects.create(city=city, tier=2, since=ROUND - 5 * DAY)  # written today

    assert asking.go_round(now=ROUND) == 1


# Going on


def test_two_reminders_then_time_then_a_line_on_today():
    city = make_member()
    done, kinds = {}, {}
    for days in range(60):
        done[days] = asking.go_round(now=ROUND + days * DAY)
        kinds[days] = Message.objects.count()

    assert [days for days, count in done.items() if count] == [0, 14, 28, 42]
    assert (kinds[0], kinds[14], kinds[28], kinds[59]) == (1, 2, 3, 3)
    assert len(mails("still_there_reminder")) == 2
    assert rules.answer_by(ROUND) == ROUND + 42 * DAY
    assert list(CARES["year"].cities(City.objects.all())) == [city]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "asked for the year",
        "year left to staff",
    ]
    answering.confirm(city, seats=None, by=make_staff())
    assert not CARES["year"].cities(City.objects.all()).exists()


def test_after_a_long_stop_reminders_do_not_come_at_once():
    make_member()
    asking.go_round(now=ROUND)

    times = [asking.go_round(now=ROUND + 100 * DAY + hours * timedelta(hours=1)) for hours in range(5)]

    assert times == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("lack", ["no lead", "dead address", "may not sign in"])
def test_whom_no_mail_can_ask_is_the_secretariats_at_once(lack):
    city = make_member(lead=lack != "no lead")
    make_officer(city)
    if lack != "no lead":
        lead = city.seats.leads().get().person
        comes_back(lead) if lack == "dead address" else None
        type(lead).objects.filter(pk=lead.pk).update(is_active=lack == "dead address")

    asking.go_round(now=ROUND)

    assert list(CARES["year"].cities(City.objects.all())) == [city]
    assert (mails(), Confirmation.objects.get().mails) == ([], 0)
    new = make_lead(city)  # somebody is made the lead: now there is whom to ask
    asking.go_round(now=ROUND + DAY)
    assert mails() == [new.email]
    assert not CARES["year"].cities(City.objects.all()).exists()


def test_a_lead_who_goes_meanwhile_is_seen_at_the_next_hour():
    city = make_member()
    asking.go_round(now=ROUND)
    Officer.objects.filter(city=city).update(until=F("since"))

    asking.go_round(now=ROUND + timedelta(hours=1))

    assert list(CARES["year"].cities(City.objects.all())) == [city]


def test_a_city_that_left_is_not_asked_on_and_is_asked_anew_when_it_is_back():
    city = make_member()
    asking.go_round(now=ROUND)
    Membership.objects.filter(city=city).update(until=ROUND + DAY)

    assert asking.go_round(now=ROUND + 20 * DAY) == 1
    row = Confirmation.objects.get()
    assert (row.takes_part, row.answered_by, Message.objects.count()) == (False, None, 1)


# Two workers


@pytest.fixture
def askers_meet(monkeypatch):
    """Both workers meet between looking and writing, if nothing keeps them apart."""
    barrier, create = Barrier(2), ConfirmationQuerySet.create

    def waits(rows, **facts):
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return create(rows, **facts)

    monkeypatch.setattr(ConfirmationQuerySet, "create", waits)


def two_workers():
    make_member()
    results = at_once(*(lambda: asking.go_round(now=ROUND) for _worker in range(2)))
    return sorted(results), Confirmation.objects.count(), len(mails()), Mishap.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(askers_meet):
    assert two_workers() == ([0, 1], 1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_them_fails(askers_meet, monkeypatch):
    monkeypatch.setattr(asking, "locked", lambda _rows, pk: City.objects.get(pk=pk))

    assert two_workers() == ([0, 1], 1, 1, 1)  # the database alone keeps it to one
