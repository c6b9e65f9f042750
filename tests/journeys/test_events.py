"""A city contact and the secretariat at an event, in a browser."""

from datetime import date, time, timedelta

import pytest

from cities.directory.tiers import Tier
from events.models import Event, Registration
from events.planning.actions import changes
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_registration, make_staff, make_user
from tests.factories import make_officer as make_contact
from tests.journeys.conftest import PHONE, keep_away

pytestmark = pytest.mark.browser


@pytest.fixture
def olive(transactional_db):
    person = make_user(email="olive@auckland.example", name="Olive Tane", time_zone="Pacific/Auckland")
    return make_contact(make_city(name="Auckland", time_zone="Pacific/Auckland"), person=person)


@pytest.fixture
def barcelona(transactional_db):
    return make_city(name="Barcelona", time_zone="Europe/Madrid", tier=Tier.PILOT)


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_place_is_taken_and_given_up(visit, olive, barcelona, size):
    event = make_event(hosts=[barcelona], time_zone="Europe/Madrid", capacity=2, title="Cool rooms")
    if size:
        visit.page.set_viewport_size(size)

    visit.as_(olive).open("/events/").press("Cool rooms")
    faults = visit.faults()
    visit.press("Take a place").sees("You have a place")
    faults += visit.faults()
    taken = Registration.objects.get(event=event, person=olive).answer
    visit.press("Give up my place")
    faults += visit.faults()
    visit.press("Give up my place").sees("Your place is given up.")
    faults += visit.faults()

    assert taken == "going"
    assert Registration.objects.get(event=event, person=olive).answer == "gave_up"
    assert faults == []


def test_the_door_leads_to_the_meeting_through_our_own_policy(visit, olive):
    event = make_event(starts_in=timedelta(minutes=20), passcode="482 913", dial_in="+64 9 555 0100")
    make_registration(event, person=olive)
    keep_away(visit.page, "*://zoom.us/*")

    visit.as_(olive).open(event.get_absolute_url())
    faults = visit.faults()
    with visit.page.expect_event("requestfailed") as way_out:
        visit.button("Join on Zoom").click()

    assert way_out.value.url == event.join_url
    assert faults == []


def test_the_last_places_the_waiting_list_and_what_was_cancelled_have_no_fault(visit, olive, barcelona):
    full = make_event(capacity=1, hosts=[barcelona], slug="full")
    make_registration(full)
    changes.cancel(make_event(slug="cancelled"), by=make_staff(), why="The speaker is ill.")
    changes.postpone(make_event(slug="postponed"), by=make_staff(), why="Elections.")
    make_event(slug="over", starts_in=-timedelta(days=2))
    visit.as_(olive)

    faults = {slug: visit.open(f"/events/{slug}/").faults() for slug in ("cancelled", "postponed", "over")}
    visit.open("/events/full/").press("Join the waiting list").sees("You are 1st on the waiting list.")
    faults["waiting"] = visit.faults()

    assert faults == {"cancelled": [], "postponed": [], "over": [], "waiting": []}


def test_a_move_is_weighed_made_and_undone(visit, olive, settings):
    settings.STAFF_SECOND_FACTOR = False
    event = make_event(title="Cool rooms", time_zone="Europe/Madrid")
    make_registration(event, person=olive)
    visit.as_(make_staff()).open(f"/admin/events/event/{event.pk}/change/")

    visit.press("Move")
    for name, value in {"local_date": "2031-03-18", "local_time": "15:00", "why": "Elections."}.items():
        visit.page.locator(f"[name='{name}']").fill(value)
    visit.press("Move")
    visit.sees("1 person will be told. For 1 of them it falls at night (Auckland 3:00).")
    faults = visit.faults()
    visit.press("Move and tell 1 person").sees("It has its new time.")
    moved = Event.objects.get(pk=event.pk)
    visit.press("Undo the move").press("Undo the move").sees("The move is undone.")

    assert (moved.local_date, moved.local_time) == (date(2031, 3, 18), time(15))
    assert Event.objects.get(pk=event.pk).starts_at == event.starts_at
    assert Message.objects.get(kind="event_moved").state == "pending"
    assert faults == []
