"""Whose night a webinar is, whose it was, and which times are fairer: rules first, then rows and pages."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django_countries import countries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.planning.nights import fairness
from events.planning.rules import Place, again_at_night, at_work, better_times, cost_of, nights_of
from icaforum.forum import calendars
from tests.factories import make_city, make_event, make_officer, make_staff

ZONES = (
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kathmandu", "Asia/Dubai", "Europe/Lisbon", "Africa/Accra"),
    *("America/Bogota", "America/Los_Angeles", "Pacific/Honolulu"),
)
PLACES = st.lists(st.tuples(st.sampled_from(ZONES), st.integers(1, 9)), min_size=1, max_size=7).map(
    lambda drawn: [
        Place(key, zone.rpartition("/")[2], zone, people=people) for key, (zone, people) in enumerate(drawn)
    ]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def weekdays(_country, day):
    return day.weekday() < 5


def brute_force(start, zone, after):
    """Every full hour from some days before to some days after, as the clock of the zone has them."""
    day = start.astimezone(ZoneInfo(zone)).date()
    # By quarters of an hour, since some clocks are a quarter off.
    hours = (start + timedelta(minutes=15 * number) for number in range(-300, 301))
    return [
        it
        for it in hours
        if it.astimezone(ZoneInfo(zone)).minute == 0
        and abs((it.astimezone(ZoneInfo(zone)).date() - day).days) <= 2
        and it > after
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(places=PLACES, before=st.lists(MOMENTS, max_size=5), start=MOMENTS, zone=st.sampled_from(ZONES))
def test_no_time_is_offered_that_is_unfair_where_a_fair_one_is_near(places, before, start, zone):
    nights = nights_of(places, before)

    found = better_times(start, zone, places, nights=nights, works=weekdays, after=LONG_AGO)

    assert len(found) <= 3
    chosen = cost_of(places, start, nights, weekdays)
    least = min(
        sum(place.people for place in again_at_night(places, it, nights))
        for it in brute_force(start, zone, LONG_AGO)
    )
    for better in found:
        assert better.cost < chosen
        assert better.cost == cost_of(places, better.start, nights, weekdays)
        # A place has night again before all others had theirs only where nothing around spares that.
        unfair = {one.key for one in better.asleep for other in places if nights[other.key] < nights[one.key]}
        assert {place.key for place in better.again} == unfair
        assert better.cost.again == least
    hours = sorted(better.start.hour for better in found)
    assert all(2 <= other - one <= 22 for one, other in pairwise(hours))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(places=PLACES, start=MOMENTS, zone=st.sampled_from(ZONES), ahead=st.integers(-60, 60))
def test_no_time_is_offered_that_has_passed(places, start, zone, ahead):
    now = start + timedelta(hours=ahead)

    found = better_times(start, zone, places, nights={}, works=weekdays, after=now)

    assert all(better.start > now for better in found)


def test_night_goes_round_and_comes_to_nobody_twice_before_all_others_had_theirs():
    places = [
        Place(1, "Tokyo", "Asia/Tokyo"),
        Place(2, "Accra", "Africa/Accra"),
        Place(3, "Bogotá", "America/Bogota"),
    ]
    starts = [datetime(2027, 3, 3, 14, tzinfo=UTC)]  # 23:00 in Tokyo

    for _ in range(6):
        nights, same_hour = nights_of(places, starts), starts[-1] + timedelta(days=7)
        found = better_times(same_hour, "UTC", places, nights=nights, works=weekdays, after=LONG_AGO)
        starts.append(found[0].start if found else same_hour)
        assert again_at_night(places, starts[-1], nights) == []


def test_at_night_again_is_who_had_more_nights_than_another():
    places = [Place(1, "Tokyo", "Asia/Tokyo"), Place(2, "Lisbon", "Europe/Lisbon")]
    start = datetime(2027, 3, 3, 15, tzinfo=UTC)

    assert again_at_night(places, start, {1: 1}) == [places[0]]
    assert again_at_night(places, start, {1: 1, 2: 1}) == []
    assert again_at_night([], start, {}) == []


@pytest.mark.parametrize(
    ("country", "day", "worked"),
    [
        ("GH", date(2027, 3, 5), True),
        ("GH", date(2026, 3, 6), False),  # Independence Day, a Friday
        ("IL", date(2027, 3, 7), True),  # a Sunday
        ("IL", date(2027, 3, 5), False),  # a Friday
        ("", date(2027, 3, 6), False),
        ("XX", date(2027, 3, 5), True),
    ],
)
def test_a_day_is_worked_on_by_the_calendar_of_the_country(country, day, worked):
    assert calendars.works(country, day) is worked


def test_every_country_that_a_city_can_have_is_answered_for():

    assert {calendars.works(code, date(2027, 3, 10)) for code, _name in countries} <= {True, False}


def test_office_hours_are_those_of_the_city_on_a_day_worked_on():
    lisbon = Place(1, "Lisbon", "Europe/Lisbon", "PT")

    def at(day, hour):
        return at_work(lisbon, datetime(2027, 3, day, hour, tzinfo=UTC), calendars.works)

    assert [at(3, 8), at(3, 9), at(3, 16), at(3, 17), at(6, 10)] == [False, True, True, False, False]


@pytest.mark.django_db
def test_a_time_is_looked_at_with_the_cities_in_the_forum_and_the_webinars_before():
    tokyo = make_city(name="Tokyo", time_zone="Asia/Tokyo", country="JP")
    make_city(name="Lisbon", time_zone="Europe/Lisbon", country="PT")
    make_city(name="Outside", time_zone="Asia/Tokyo", member=False)
    make_city(name="Yokohama", time_zone="Asia/Tokyo", country="JP")
    make_city(name="Unknown")
    make_officer(tokyo)
    make_officer(tokyo)
    start = (datetime.now(UTC) + timedelta(days=30)).replace(hour=15, minute=0, second=0, microsecond=0)
    make_event(starts_in=start - timedelta(days=60) - datetime.now(UTC))
    draft = make_event(published=False, starts_in=timedelta(days=3))

    found = fairness(start, "Europe/Lisbon", of=draft)

    assert [place.name for place in found.places] == ["Lisbon", "Tokyo", "Yokohama"]
    assert found.sentences[:2] == [
        "For 2 people it is night: Tokyo 0:00.",
        "It is night in cities that have nobody here yet: Yokohama 0:00.",
    ]
    assert "Again at night, before all others had theirs: Tokyo, Yokohama." in found.sentences
    assert "Last time it was night for Tokyo, Yokohama." in found.sentences
    assert 2 <= len(found.offers) <= 3
    assert not any(place.name == "Tokyo" for better in found.better for place in better.asleep)


@pytest.fixture
def tokyo(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_staff())
    make_city(name="Lisbon", time_zone="Europe/Lisbon", country="PT")
    tokyo = make_city(name="Tokyo", time_zone="Asia/Tokyo", country="JP")
    make_officer(tokyo)
    return tokyo


NIGHT = {"local_date": "2031-03-18", "local_time": "15:00", "time_zone": "UTC"}


@pytest.mark.django_db
def test_the_form_says_for_whom_it_is_night_and_offers_fairer_times(client, tokyo):
    empty = client.get("/admin/events/event/add/")
    said = client.post("/admin/events/event/times/", NIGHT)
    wrong = client.post("/admin/events/event/times/", NIGHT | {"local_time": "25:00"})

    assert "Choose a day and a time" in empty.text
    assert "For 1 person it is night: Tokyo 0:00." in said.text
    assert said.text.count("data-fair-day=") == 3
    assert "Choose a day and a time" in wrong.text
    assert client.get("/admin/events/event/times/").status_code == 405


@pytest.mark.django_db
def test_a_draft_shows_what_its_time_means_and_one_that_is_announced_does_not(client, tokyo):
    facts = {"local_date": date(2031, 3, 18), "local_time": time(15)}
    draft, announced = make_event(published=False, **facts), make_event(**facts)

    pages = [client.get(f"/admin/events/event/{event.pk}/change/") for event in (draft, announced)]

    assert ["it is night: Tokyo 0:00." in page.text for page in pages] == [True, False]


@pytest.mark.django_db
def test_a_move_says_what_the_new_time_means_before_it_is_done(client, tokyo):
    event = make_event()
    url = f"/admin/events/event/{event.pk}/do/move/"

    asked = client.post(url, NIGHT | {"duration": "60"}).context["asked"]

    assert "For 1 person it is night: Tokyo 0:00." in asked.words
    assert "Fairer: " in asked.words


@pytest.mark.django_db
def test_who_may_not_enter_events_is_not_told(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_staff(is_superuser=False))

    assert client.post("/admin/events/event/times/", NIGHT).status_code == 403
