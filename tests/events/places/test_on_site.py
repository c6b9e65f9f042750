"""Where people meet at a venue, the host's clock and days are everybody's."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level
from events.models import Event
from events.places import calendar, emails
from events.planning.actions.entries import create
from events.planning.sentences import whom_a_move_tells
from icaforum.words import times
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_registration,
    make_staff,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

YEAR = timezone.now().year + 2


@pytest.fixture
def warsaw():
    return make_city(name="Warsaw", time_zone="Europe/Warsaw")


@pytest.fixture
def kiri(client):
    """Somebody in Auckland, half a day ahead."""
    person = make_user(name="Kiri Ngata", time_zone="Pacific/Auckland")
    make_officer(make_city(name="Auckland", time_zone="Pacific/Auckland"), person=person)
    client.force_login(person)
    return person


def academy(warsaw, *, days=3, **facts):
    """From 9:00 on 12 January to 17:00 on its last day, in Warsaw."""
    facts = {"hosts": [warsaw], "kind": Event.Kind.ACADEMY, "join_url": "", "place": "Pałac Kultury"} | facts
    when = {"time_zone": "Europe/Warsaw", "local_date": date(YEAR, 1, 12), "local_time": time(9, 0)}
    return make_event(duration=(days - 1) * 24 * 60 + 8 * 60, **when, **facts)


def words(answer):
    return " ".join(Page(answer).html.get_text().split())


def test_the_page_says_the_days_of_the_host_to_somebody_half_a_day_ahead(client, kiri, warsaw):
    said = words(client.get(academy(warsaw).get_absolute_url()))

    assert f"12 to 14 January {YEAR}" in said
    assert "in Warsaw" in said
    assert "your time" not in said
    assert "9:00" in said
    assert "17:00" in said


@pytest.mark.parametrize("page", ["events:list", "desk"])
def test_lists_say_the_days_of_the_host(client, kiri, warsaw, page):
    make_registration(academy(warsaw), person=kiri)

    answer = client.get(reverse(page))

    assert f"12 to 14 January {YEAR} in Warsaw" in words(answer)
    assert "your time" not in words(answer)
    assert Page(answer).html.select_one("time.day")["datetime"] == f"{YEAR}-01-12"


@pytest.mark.parametrize("page", ["events:list", "desk"])
def test_one_day_on_site_is_said_by_the_hours_of_the_host(client, kiri, warsaw, page):
    make_registration(academy(warsaw, days=1), person=kiri)

    said = words(client.get(reverse(page)))

    assert "9:00–17:00 in Warsaw" in said
    assert "your time" not in said


def test_a_webinar_is_still_said_by_the_readers_clock_first(client, kiri, warsaw):
    event = make_event(hosts=[warsaw], time_zone="Europe/Warsaw")

    assert "your time, Auckland" in words(client.get(event.get_absolute_url()))


def test_a_mail_says_the_days_of_the_host(kiri, warsaw):
    place = make_registration(academy(warsaw), person=kiri)

    content = emails.place_confirmed({"registration": place.pk, "turn": place.turn})

    assert content.context["zone"] == "Europe/Warsaw"


@pytest.mark.parametrize(("days", "rule"), [(3, "RRULE:FREQ=DAILY;COUNT=3"), (1, None)])
def test_a_calendar_has_an_entry_for_each_day(kiri, warsaw, days, rule):
    place = make_registration(academy(warsaw, days=days), person=kiri)

    for act in (calendar.confirmation, calendar.to_download, calendar.cancellation):
        file = act(place, timezone.now()).to_ical().decode()
        lines = file[file.index("BEGIN:VEVENT") :].split("\r\n")
        assert f"DTSTART;TZID=Europe/Warsaw:{YEAR}0112T090000" in lines
        assert f"DTEND;TZID=Europe/Warsaw:{YEAR}0112T170000" in lines
        assert next((line for line in lines if line.startswith("RRULE")), None) == rule


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Warsaw", date(2027, 3, 27)),  # clocks go forward on the 28th
        ("Europe/Warsaw", date(2027, 10, 30)),  # and back on the 31st
        ("America/New_York", date(2027, 3, 13)),
        ("Pacific/Auckland", date(2027, 4, 3)),
        ("Australia/Lord_Howe", date(2027, 10, 2)),  # by half an hour
    ],
)
def test_an_academy_over_a_change_of_the_clocks_ends_at_the_hour_that_was_agreed(client, kiri, zone, first):
    host = make_city(name="Hosttown", time_zone=zone)
    facts = {"title": "Academy", "kind": Event.Kind.ACADEMY, "level": Level.GENERAL, "host_cities": [host]}
    event = create(
        by=make_staff(),
        time_zone=zone,
        local_date=first,
        local_time=time(9),
        duration=2 * 24 * 60 + 8 * 60,
        **facts,
    )
    Event.objects.filter(pk=event.pk).update(state="published", published_at=timezone.now())
    event.refresh_from_db()

    file = calendar.confirmation(make_registration(event, person=kiri), timezone.now()).to_ical().decode()
    said = words(client.get(event.get_absolute_url()))

    assert f":{first:%Y%m%d}T170000" in file
    assert "RRULE:FREQ=DAILY;COUNT=3" in file
    assert "17:00" in said
    assert not {"16:00", "18:00", "16:30", "17:30"} & set(said.split())


def test_what_goes_on_through_the_nights_is_one_long_entry(kiri, warsaw):
    event = academy(warsaw)
    event.duration, event.ends_at = 24 * 60, event.starts_at + timedelta(hours=24)
    event.save()

    file = calendar.confirmation(make_registration(event, person=kiri), timezone.now()).to_ical().decode()

    assert "RRULE" not in file[file.index("BEGIN:VEVENT") :]


def test_a_theme_of_an_event_leads_to_the_list_with_that_theme(client, kiri, warsaw):
    event, other = academy(warsaw), academy(warsaw)
    event.themes.add(make_theme("extreme-heat"))
    other.themes.add(make_theme("floods"))

    link = reverse("events:list") + "?theme=extreme-heat"
    assert Page(client.get(event.get_absolute_url())).links[link] == "Extreme heat"

    listed = Page(client.get(link)).paths
    assert event.get_absolute_url() in listed
    assert other.get_absolute_url() not in listed


@pytest.mark.parametrize(
    ("left", "promise"),
    [
        (timedelta(hours=24, minutes=5), "We mail you the calendar entry and two reminders."),
        (timedelta(hours=23), "We mail you the calendar entry and one reminder."),
        (timedelta(minutes=65), "We mail you the calendar entry and one reminder."),
        (timedelta(minutes=50), "We mail you the calendar entry."),
    ],
)
def test_only_as_many_reminders_are_promised_as_will_come(client, kiri, left, promise):
    event, start = make_event(), timezone.now() + left
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))

    assert promise in words(client.get(event.get_absolute_url()))


def test_utc_is_no_place(client):
    moment = timezone.now().replace(hour=13, minute=0)

    assert times.both_times(moment, None, "UTC", "UTC").endswith("13:00 UTC")
    assert times.both_times(moment, None, "Pacific/Auckland", "UTC").endswith("13:00 UTC")
    assert times.both_times(moment, None, "UTC", "UTC", event_city="Accra").endswith("13:00 in Accra")
    event = make_event(level=Level.PUBLIC)
    for page in (event.get_absolute_url(), reverse("events:list"), "/"):
        assert "in UTC" not in words(client.get(page))


def test_moving_it_counts_nobody_who_would_be_asleep_at_home(kiri, warsaw):
    typed = {"local_date": date(YEAR, 1, 13), "local_time": time(15), "time_zone": "Europe/Warsaw"}
    said = []
    for kind in (Event.Kind.WEBINAR, Event.Kind.ACADEMY):
        event = academy(warsaw, kind=kind)
        make_registration(event, person=kiri)
        said.append(whom_a_move_tells(event, typed | {"duration": 60}).words)

    assert ["falls at night" in words for words in said] == [True, False]
