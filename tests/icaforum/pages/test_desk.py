from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.joining.actions import memberships
from cities.models import AccessRequest, City, Membership
from cities.sharing.viewers import viewer_of
from events.models import Event
from icaforum.audit.models import Entry
from icaforum.forum.actions import change_settings
from icaforum.pages.desk import desk_of
from pilots.models import Milestone, Pairing
from tests.factories import (
    ask_the_forum,
    let_pass,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_partner,
    make_registration,
    make_resource,
    make_staff,
    make_theme,
    make_want,
    open_rooms,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def desk(person):
    return desk_of(person, viewer_of(person))


def test_a_proposal_waits_for_the_lead_until_their_city_has_answered():
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    lead, colleague = make_lead(pairing.peer_city), make_officer(pairing.peer_city)
    assert [need.url for need in desk(lead).needs] == [pairing.get_absolute_url()]
    assert desk(colleague).needs == []

    pairing.consents.create(city=pairing.peer_city, person=lead)

    assert desk(lead).needs == []


def test_a_colleague_who_asks_for_access_waits_for_the_lead():
    city = make_city()
    lead = make_lead(city)
    AccessRequest.objects.create(city=city, name="Jon Abara", email="jon@city.example")

    assert [need.title for need in desk(lead).needs] == ["Jon Abara asks to join your team"]
    assert desk(make_lead()).needs == []


def test_a_late_step_waits_for_the_city_that_owns_it():
    pairing = make_pairing()
    Milestone.objects.create(
        pairing=pairing,
        title="Share the list",
        owner=pairing.pilot_city,
        due_on=timezone.localdate() - timedelta(days=3),
    )

    needs = desk(make_officer(pairing.pilot_city)).needs
    assert [(need.title, "Due 3 days ago" in need.text) for need in needs] == [("Share the list", True)]
    assert desk(make_officer(pairing.peer_city)).needs == []


def test_an_event_whose_door_is_open_is_what_is_most_urgent_and_one_press_away(client):
    pairing = make_pairing()
    lead = make_lead(pairing.peer_city)
    AccessRequest.objects.create(city=pairing.peer_city, name="Jon Abara", email="jon@city.example")
    event, on_now = make_event(title="Cool rooms"), make_event(title="On already")
    # Not on a whole minute, so that the words do not depend on when the test runs.
    _begins(event, timedelta(minutes=28, seconds=10))
    _begins(on_now, timedelta(minutes=-30, seconds=10))
    for waiting in (
        make_event(title="Only waiting", starts_in=timedelta(minutes=10)),
        make_event(title="Later", starts_in=timedelta(minutes=40)),
    ):
        make_registration(waiting, person=lead, answer="waiting" if "Only" in waiting.title else "going")
    for taken in (event, on_now):
        make_registration(taken, person=lead)
    client.force_login(lead)

    answer = client.get(reverse("desk"))

    needs = [(need.title, need.text, need.action) for need in answer.context["desk"].needs]
    assert needs == [
        ("On now, for another 45 minutes", "On already", "Join"),
        ("Begins in 28 minutes", "Cool rooms", "Join"),
        ("Jon Abara asks to join your team", needs[2][1], "Look at it"),
    ]
    # The press leads to another host, which the page's policy lets it do, and no page says where.
    assert "form-action 'self' https:" in answer["Content-Security-Policy"]
    assert event.join_url not in answer.text
    assert client.post(reverse("events:join", args=[event.slug]))["Location"] == event.join_url


def _begins(event, left):
    start = timezone.now() + left
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(minutes=75))


def test_a_quiet_pairing_asks_both_cities_to_write_down_a_meeting():
    quiet = make_pairing(active_since=timezone.now() - timedelta(days=60))
    day = timezone.localdate()
    quiet.steps.create(title="Share", owner=quiet.pilot_city, due_on=day, done_on=day - timedelta(days=34))
    make_pairing(pilot_city=quiet.pilot_city, active_since=timezone.now() - timedelta(days=3))
    pilot, peer = make_officer(quiet.pilot_city), make_officer(quiet.peer_city)

    asked = ("Quiet for 34 days", "Write down a meeting", reverse("pilots:exchange_add", args=[quiet.pk]))
    for person in (pilot, peer):
        assert [(need.title, need.action, need.url) for need in desk(person).needs] == [asked]
    assert desk(make_officer()).needs == []

    # What is open for one's own city is asked for in its place.
    quiet.steps.create(title="Draw a map", owner=quiet.peer_city, due_on=day - timedelta(days=2))
    assert [need.title for need in desk(peer).needs] == ["Draw a map"]
    assert [need.title for need in desk(pilot).needs] == ["Quiet for 34 days"]


def test_three_things_at_most_are_asked_for_at_once():
    city = make_city()
    lead = make_lead(city)
    for n in range(4):
        AccessRequest.objects.create(city=city, name=f"Jon {n}", email=f"jon{n}@city.example")

    assert len(desk(lead).needs) == 3


def test_a_new_lead_sees_first_steps_until_all_are_done(client):
    city = make_city(name="Lima")
    lead, contact = make_lead(city), make_officer()
    let_pass(Membership.objects, timedelta(days=90), "since")

    def steps():
        return [(step.title, step.done) for step in desk(lead).first_steps]

    invite, say, take = "Invite a colleague", "Say what Lima works on", "Take a first place"
    assert steps() == [(invite, False), (say, False), (take, False)]
    assert desk(contact).first_steps == []
    client.force_login(lead)
    page = Page(client.get(reverse("desk")))
    assert {reverse("cities:team", args=[city.slug]), reverse("cities:edit", args=[city.slug])} <= page.paths

    make_officer(city)
    assert steps() == [(invite, True), (say, False), (take, False)]
    make_registration(person=lead)
    city.themes.add(make_theme())

    assert steps() == []
    assert "First steps" not in client.get(reverse("desk")).text


def test_a_new_city_is_offered_one_step_at_a_time_until_it_is_there_or_put_away(client):
    open_rooms()
    city = make_city(name="Lima", tier=Tier.PEER)
    lead = make_lead(city)
    contact = make_officer(city)
    night = make_event(starts_in=timedelta(days=2), title="At night")
    day = make_event(starts_in=timedelta(days=3), title="By day")
    for event, hour in ((night, 2), (day, 10)):
        starts = event.starts_at.replace(hour=hour, minute=0)
        Event.objects.filter(pk=event.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=1))

    def offered(person):
        return [(step.title, step.url) for step in desk(person).first_steps]

    introduce = ("Introduce Lima", reverse("cities:edit", args=[city.slug]))
    webinar = ("Take a first place", day.get_absolute_url())
    question = ("Ask a first question", reverse("resources:ask"))
    # Only a lead writes on the page of the city.
    assert (offered(lead), offered(contact)) == ([introduce], [webinar])

    # Put away it is gone for whoever did so, and for nobody else.
    client.force_login(contact)
    page = Page(client.get(reverse("desk")))
    address = reverse("cities:put_away", args=[city.slug, "webinar"])
    assert address in page.paths
    assert client.post(address).url == reverse("desk")
    client.post(address)
    assert Entry.objects.filter(verb="first step put away").count() == 1
    assert (offered(contact), offered(lead)) == ([question], [introduce])
    assert client.post(reverse("cities:put_away", args=[city.slug, "sign"])).status_code == 404
    assert client.post(reverse("cities:put_away", args=[make_city().slug, "webinar"])).status_code == 404

    City.objects.filter(pk=city.pk).update(about="We cool rooms.")
    assert offered(lead) == [webinar]
    make_registration(day, person=contact, city=city)
    assert offered(lead) == [question]
    change_settings(by=None, open_rooms=[])
    looks = ("Say what Lima looks for", reverse("cities:wants", args=[city.slug]))
    assert (offered(lead), offered(contact)) == ([looks], [])
    make_want(lead, city=city)
    assert offered(lead) == []
    open_rooms()
    ask_the_forum(lead)
    assert (offered(lead), offered(contact)) == ([], [])


@pytest.mark.parametrize("how", ["partner", "old", "paused"])
def test_nothing_is_offered_beyond_the_first_days_of_a_city(how):
    city = make_partner() if how == "partner" else make_city()
    if how == "old":
        let_pass(city.memberships.all(), timedelta(days=61), "since")
    if how == "paused":
        city.memberships.update(paused_at=timezone.now())
    assert desk(make_officer(city)).first_steps == []
    assert bool(desk(make_lead(city)).first_steps) == (how != "paused")


def test_members_see_which_new_cities_have_introduced_themselves(client):
    shown = make_city(name="Lima", about="We cool rooms.")
    make_city(name="Silent")
    old = make_city(name="Old", about="Here for years.")
    let_pass(old.memberships.all(), timedelta(days=90), "since")

    def named(person, query=""):
        if person:
            client.force_login(person)
        return [city.pk for city in client.get(reverse("cities:list") + query).context["new"]]

    assert named(None) == []
    assert named(make_officer(old)) == [shown.pk]
    assert named(make_officer(old), "?q=Lima") == []


def test_places_stand_in_the_order_of_time_and_only_for_those_who_may_see_the_event():
    city = make_city(tier=Tier.PEER)
    person = make_officer(city)
    later = make_registration(make_event(starts_in=timedelta(days=9)), person=person, city=city)
    sooner = make_registration(make_event(starts_in=timedelta(days=2)), person=person, city=city)
    make_registration(make_event(level=Level.PILOT), person=person, city=city)
    make_registration(make_event(starts_in=timedelta(days=-2)), person=person, city=city)

    assert desk(person).places == [sooner, later]


def test_the_row_of_an_event_says_what_comes_next(client):
    city = make_city(time_zone="UTC")
    person, others = make_officer(city), [make_officer() for _ in range(2)]
    soon, later = make_event(starts_in=timedelta(minutes=10)), make_event(starts_in=timedelta(days=2))
    full = make_event(title="Full house", starts_in=timedelta(days=3))
    for event in (soon, later):
        make_registration(event, person=person, city=city)
    for waiting in (*others, person):
        make_registration(full, person=waiting, answer="waiting")
    client.force_login(person)

    page = client.get(reverse("desk")).text

    assert page.count("Join now") == 1
    assert page.count("Join link opens at") == 1
    assert "Waiting list, you are 3rd" in page


def test_the_city_card_counts_people_and_the_papers_one_may_see():
    city = make_city(tier=Tier.GENERAL)
    person = make_officer(city)
    make_officer(city).seats.update(until=timezone.now())
    make_lead(city)
    for level in (Level.GENERAL, Level.PILOT):  # its own, whatever the level
        make_resource(level=level).cities.add(city)
    make_resource(published=False).cities.add(city)

    [card] = desk(person).cities

    assert (card.people, card.papers) == (2, 2)


def test_news_are_what_this_person_may_see():
    for_all = make_resource(level=Level.GENERAL)
    for_pilots = make_resource(level=Level.PILOT)

    assert desk(make_officer(make_city(tier=Tier.PILOT))).news == [for_pilots, for_all]
    assert desk(make_officer(make_city(tier=Tier.GENERAL))).news == [for_all]


def test_the_desk_costs_the_same_for_little_and_for_much(client, django_assert_max_num_queries):
    pairing = make_pairing()
    person = make_officer(pairing.peer_city)
    client.force_login(person)
    client.get(reverse("desk"))
    # One of them for the webinars that a new city is offered, one for what others say in short of its texts,
    # one for what came of what it uses, one for the two questions of its pairing.
    with django_assert_max_num_queries(26) as little:
        client.get(reverse("desk"))
    for days in range(1, 5):
        make_registration(make_event(starts_in=timedelta(days=days)), person=person, city=pairing.peer_city)
        make_resource()

    with django_assert_max_num_queries(26) as much:
        client.get(reverse("desk"))

    # One more where there are events, for their host cities.
    assert len(much) - len(little) <= 1


def test_the_first_visit_asks_for_the_zone_and_the_second_does_not(client):
    person = make_officer(make_city(name="Auckland", time_zone="Pacific/Auckland"))
    type(person).objects.filter(pk=person.pk).update(time_zone="Pacific/Auckland")
    client.force_login(person)
    assert b"Is Auckland time right?" in client.get(reverse("desk")).content

    client.post(reverse("cities:confirm_zone"))

    assert b"time right?" not in client.get(reverse("desk")).content


def test_somebody_without_a_city_is_told_what_to_do(client):
    city = make_city()
    person = make_officer(city)
    person.seats.update(until=timezone.now())
    client.force_login(person)

    answer = client.get(reverse("desk")).content.decode()

    assert "You have no city in the Forum now" in answer


def test_staff_begin_with_their_own_day(client):
    client.force_login(make_staff())

    assert client.get(reverse("desk")).url == reverse("admin:index")


def test_somebody_whose_whole_city_left_is_not_sent_to_its_lead():
    lead = make_lead(make_city(name="Riverport"))
    memberships.end_membership(lead.seats.get().city.membership, by=None)
    client = Client()
    client.force_login(lead)
    page = client.get(reverse("desk")).text
    assert "Riverport has left the Forum." in page
    assert "Ask your city" not in page
