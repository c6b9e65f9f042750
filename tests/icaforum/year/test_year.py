"""The year in numbers: who reads it, what it counts, and that it gives no small number of people away."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.measures.gaps import Move
from cities.models import Region
from events.models import Registration
from icaforum.forum.models import Room
from icaforum.year.small_numbers import Protected, added_up, told_apart
from icaforum.year.spans import NotASpanError, Quarter, offered, span_of
from icaforum.year.working import AS_BEFORE, FELL_BACK, NARROWED, NOT_BEHIND, WIDER
from resources.library.actions.resource import record_download
from tests.factories import (
    answer_it,
    ask_for_help,
    ask_the_forum,
    make_city,
    make_event,
    make_indicator,
    make_lead,
    make_measure,
    make_officer,
    make_pairing,
    make_partner,
    make_registration,
    make_resource,
    make_staff_at_work,
    make_user,
    open_rooms,
    use_it,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CLOSED = {
    Room.QUESTIONS: "questions",
    Room.HELP: "help",
    Room.JOINT_CALLS: "calls",
    Room.MEASURES: "gaps",
}


# Spans and small numbers ------------------------------------------------------------------------------------


def test_a_span_is_of_whole_quarters_that_are_offered():
    latest = span_of("", "", now=NOW)
    assert (latest.first.isoformat(), latest.last.isoformat()) == ("2026-01-01", "2026-12-31")
    assert latest.over == {Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)}
    assert latest.reached == NOW
    assert span_of("2025-4", "2026-3", now=NOW).last.isoformat() == "2026-09-30"
    assert len(offered(NOW)) == 20
    for begin, end in (("2026-4", "2026-1"), ("1999-1", ""), ("2027-1", ""), ("x", "y"), ("2026-5", "")):
        with pytest.raises(NotASpanError):
            span_of(begin, end, now=NOW)


def test_small_cells_are_dropped_and_small_regions_never_stand_alone_beside_their_total():
    assert added_up([5, 4, 0, 7]) == Protected(12, is_whole=False)
    assert added_up([0, 5]) == Protected(5)
    assert told_apart({"a": 9, "b": 6, "c": 0}) == ["a", "b", "c"]
    assert told_apart({"a": 9, "b": 6, "c": 2}) == ["a"]
    assert told_apart({"a": 9, "b": 3, "c": 2}) == ["a"]
    assert told_apart({"a": 9, "b": 1, "c": 2}) == []


def test_every_move_of_a_gap_is_counted_once():
    groups = (NARROWED, FELL_BACK, AS_BEFORE, WIDER, NOT_BEHIND)
    assert sorted(move for group in groups for move in group) == sorted(Move)


# Pages ------------------------------------------------------------------------------------------------------


def be_there(event, person):
    told = {"came_said_at": timezone.now(), "came_from": Registration.Told.HAND}
    return make_registration(event, person=person, came=True, **told)


def pages(client, reader):
    """The text of the page and of all its files, for every two quarters of a few."""
    client.force_login(reader)
    quarters = [it.value for it in reversed(offered(timezone.now())[:4])]
    found = []
    for place, begin in enumerate(quarters):
        for end in quarters[place:]:
            query = {"from": begin, "to": end}
            answer = client.get(reverse("year"), query)
            assert answer.status_code == 200
            found.append(text_of(answer))
            found += [
                client.get(reverse("year_part", args=[key]), query).content.decode()
                for key in ("events", "times", "papers", "help")
                if f"/year/part/{key}.csv" in answer.content.decode()
            ]
    return found


def text_of(answer):
    """What stands in the main part of a page."""
    return re.sub(r"\s+", " ", re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0])


@pytest.mark.django_db
def test_no_span_page_or_file_depends_on_a_small_number_of_people(client):
    staff, city = make_staff_at_work(), make_city(region=Region.AFRICA)
    many = make_city(region=Region.EUROPE)
    event = make_event(starts_in=timedelta(days=-120))
    for _number in range(6):
        be_there(event, make_officer(many))
    be_there(event, make_officer(city, person=make_user(name="Quivira Oxenham")))
    running = make_event(starts_in=timedelta(minutes=-200))
    be_there(running, make_officer(city))
    paper = make_resource()
    record_download(paper, language="en", by=make_officer(city))
    with_one = pages(client, staff)

    for _number in range(3):
        be_there(event, make_officer(city))
        be_there(running, make_officer(city))
        record_download(paper, language="en", by=make_officer(make_city(member=False)))
    with_four = pages(client, staff)

    assert [text for text in with_four if "6 or more" in text]
    assert with_four == with_one
    assert not any("Quivira" in text for text in with_four)


@pytest.mark.django_db
def test_cities_in_the_forum_and_the_secretariat_read_it_and_nobody_else(client):
    open_rooms()
    city = make_city(region=Region.AFRICA, name="Nightham", time_zone="Pacific/Auckland")
    make_event(starts_in=timedelta(days=-20))
    address = reverse("year")
    assert client.get(address).status_code == 302
    for reader, status in (
        (make_officer(city), 200),
        (make_staff_at_work(), 200),
        (make_officer(make_partner()), 404),
        (make_officer(make_city(member=False)), 404),
        (make_user(), 404),
    ):
        client.force_login(reader)
        assert client.get(address).status_code == status
        assert client.get(reverse("year_part", args=["members"])).status_code == status
        assert client.get(reverse("year_part", args=["nothing"])).status_code == 404
    client.force_login(make_officer(city))
    assert client.get(address, {"from": "2026-4", "to": "1999-1"}).status_code == 400


@pytest.mark.django_db
def test_nights_by_city_are_for_the_secretariat_alone(client):
    start = (timezone.now() - timedelta(days=30)).replace(hour=12, minute=0, second=0, microsecond=0)
    make_event(local_date=start.date(), local_time=start.time())
    for _number in range(6):
        make_city(region=Region.SOUTHEAST_ASIA_OCEANIA, time_zone="Pacific/Auckland", tier=Tier.PEER)
    sleeper = make_city(region=Region.EUROPE, name="Nightham", time_zone="Asia/Vladivostok")
    found = {}
    for name, reader in (("member", make_officer()), ("staff", make_staff_at_work())):
        client.force_login(reader)
        found[name] = (
            text_of(client.get(reverse("year")))
            + client.get(reverse("year_part", args=["times"])).content.decode()
        )
    assert "By city, for the secretariat alone" in found["staff"]
    assert "By city, for the secretariat alone" not in found["member"]
    assert sleeper.name not in found["member"]
    assert "fewer than 5" in found["member"]


@pytest.mark.django_db
def test_closed_rooms_leave_no_trace(client):
    make_indicator()
    ask_the_forum()
    ask_for_help()
    client.force_login(make_staff_at_work())
    open_rooms()
    shown = text_of(client.get(reverse("year")))
    assert all(f'id="{key}"' in shown for key in CLOSED.values())
    open_rooms(Room.PEER_CALLS)
    shown = text_of(client.get(reverse("year")))
    assert not [key for key in ("questions", "help", "gaps") if f'id="{key}"' in shown]
    assert "joint call" not in shown.lower()
    assert client.get(reverse("year_part", args=["gaps"])).status_code == 404


@pytest.mark.django_db
def test_a_gap_counts_as_narrowed_only_where_the_group_itself_fares_better(client):
    open_rooms()
    year = timezone.now().year
    better = {year - 2: ("33", "64"), year: ("51", "69")}
    fell_back = {year - 2: ("33", "64"), year: ("33", "50")}
    make_indicator(years=better)
    make_indicator(years=fell_back)
    make_indicator(make_measure(shown=False), years=better)
    client.force_login(make_officer())
    shown = text_of(client.get(reverse("year")))
    assert "1 of 2 gaps narrowed, since the groups themselves fare better." in shown
    assert "Narrower, because the others fell back" in shown
    assert (
        "Of gaps that cities chose to show; their own figures, unchecked; not the Forum’s doing alone."
        in shown
    )


@pytest.mark.django_db
def test_the_sheet_of_a_city_is_for_its_people_and_the_secretariat(client):
    open_rooms()
    city = make_city(tier=Tier.PILOT)
    lead = make_lead(city)
    make_pairing(pilot_city=city)
    answer_it(ask_the_forum(by=lead))
    use_it(make_resource(cities=[city]))
    address = reverse("city_year", args=[city.slug])
    for reader, status in (
        (lead, 200),
        (make_staff_at_work(), 200),
        (make_officer(), 404),
        (make_officer(make_partner()), 404),
    ):
        client.force_login(reader)
        answer = client.get(address)
        assert answer.status_code == status
        if status == 200:
            said = dict(answer.context["report"].did) | dict(answer.context["report"].got)
            assert said["Questions it asked"] == said["Of these, answered"] == 1
            assert said["Pairings in which another city learned from it"] == 1
            assert said["Times other cities said that they use something of it"] == 1
            assert lead.name not in text_of(answer)


@pytest.mark.django_db
def test_a_larger_forum_costs_no_more_statements(client):
    open_rooms()
    staff = make_staff_at_work()
    client.force_login(staff)

    def grow():
        city = make_city(region=Region.AFRICA, time_zone="Africa/Nairobi", tier=Tier.PILOT)
        be_there(make_event(starts_in=timedelta(days=-120)), make_officer(city))
        make_indicator()
        answer_it(ask_the_forum())
        use_it()
        make_pairing()

    def cost(address):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            assert client.get(address).status_code == 200
        return len(statements)

    grow()
    addresses = [reverse("year"), reverse("city_year", args=[make_city().slug])]
    for address in addresses:
        client.get(address)
    before = [cost(address) for address in addresses]
    grow()
    grow()
    assert [cost(address) for address in addresses] == before
