"""Events in a calendar that programs read by themselves, under a secret address that can be ended."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from events.feeds import actions
from events.models import CalendarFeed, Event, Registration
from tests.factories import make_city, make_event, make_lead, make_officer, make_registration, make_theme

pytestmark = pytest.mark.django_db

OWN = "/events/my/calendar/"


def read(url):
    """The entries of a feed by title, as a program without a session reads them."""
    answer = Client().get(url.removeprefix("http://testserver"))
    assert answer.status_code == 200
    return {str(it["summary"]): it for it in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def mara(settings):
    settings.BASE_URL = "http://testserver"
    return make_officer(make_city(tier=Tier.PEER))


def feed_of(person, *, scope="visible", themes=()):
    return actions.choose_feed(person, by=person, scope=scope, themes=themes).url


def test_it_holds_what_its_person_sees_now_and_says_where_they_have_a_place(mara):
    going = make_event(title="Going", level=Level.PEER)
    place = make_registration(going, person=mara, city=mara.seats.get().city)
    make_event(title="Open to peers", level=Level.PEER)
    make_event(title="For pilots", level=Level.PILOT)
    make_event(title="Draft", published=False)
    cancelled = make_event(title="Cancelled")
    Event.objects.filter(pk=cancelled.pk).update(state=Event.State.CANCELLED)
    make_event(title="Long ago", starts_in=timedelta(days=-40))
    url = feed_of(mara)

    entries = read(url)

    assert {title: (str(it["status"]), str(it["transp"])) for title, it in entries.items()} == {
        "Going": ("CONFIRMED", "OPAQUE"),
        "Open to peers": ("TENTATIVE", "TRANSPARENT"),
        "Cancelled": ("CANCELLED", "TRANSPARENT"),
    }
    assert str(entries["Going"]["uid"]) == place.uid

    mara.seats.update(until=timezone.now())
    assert "Open to peers" not in read(url)


def test_only_places_or_only_themes_where_one_wants_that(mara):
    heat = make_theme("heat")
    first, second = make_event(title="First"), make_event(title="Second")
    second.themes.add(heat)
    make_registration(first, person=mara, city=mara.seats.get().city, answer=Registration.Answer.WAITING)

    assert set(read(feed_of(mara, scope="places"))) == {"First"}
    assert set(read(feed_of(mara, themes=[heat]))) == {"Second"}


def test_the_joining_link_and_the_address_of_others_are_never_in_it(mara):
    event = make_event(title="Webinar", join_url="https://zoom.us/j/555?pwd=canary")
    make_registration(event, person=mara, city=mara.seats.get().city)
    other = make_registration(event)

    text = Client().get(feed_of(mara).removeprefix("http://testserver")).text

    assert "Webinar" in text
    assert "canary" not in text
    assert other.person.email not in text


@pytest.mark.parametrize("ends", ["renewed", "ended", "closed"])
def test_an_address_that_was_ended_opens_nothing(mara, ends):
    make_event(title="Open")
    url = feed_of(mara)
    assert set(read(url)) == {"Open"}

    match ends:
        case "renewed":
            actions.renew_feed(mara, by=mara)
        case "ended":
            actions.end_feed(mara, by=mara)
        case "closed":
            type(mara).objects.filter(pk=mara.pk).update(is_active=False)

    assert Client().get(url.removeprefix("http://testserver")).status_code == 404
    if ends == "renewed":
        assert set(read(CalendarFeed.objects.get().url)) == {"Open"}


@pytest.mark.parametrize("token", ["x", "1-2.abc", "%00", "a" * 3000, "1-99999999999999999999999.x"])
def test_a_forged_address_opens_nothing(client, token):
    assert client.get(f"/events/feed/{token}/calendar.ics").status_code == 404


def test_the_public_one_holds_what_is_public(mara):
    make_event(title="Public", level=Level.PUBLIC)
    make_event(title="Members")

    assert set(read(reverse("events:public_feed"))) == {"Public"}


def test_a_person_makes_chooses_renews_and_ends_it(client, mara):
    client.force_login(mara)
    heat = make_theme("heat")

    assert "feed-url" not in client.get(OWN).text
    chosen = {"scope": "visible", "themes": [heat.pk]}
    assert "Here is your address." in client.post(OWN, chosen, follow=True).text
    assert "when it asks the next time" in client.post(OWN, chosen, follow=True).text
    made = CalendarFeed.objects.get(person=mara)
    assert (made.scope, list(made.themes.all())) == ("visible", [heat])
    assert made.url in client.get(OWN).text
    assert client.post(OWN, {"scope": "other"}).context["form"].errors.keys() == {"scope"}

    client.get(f"{OWN}renew/")
    assert CalendarFeed.objects.get().number == made.number
    client.post(f"{OWN}renew/")
    assert CalendarFeed.objects.get().number != made.number
    client.post(f"{OWN}end/")
    assert not CalendarFeed.objects.exists()


def test_each_entry_costs_no_statement(mara):
    url = feed_of(mara).removeprefix("http://testserver")

    def statements():
        with CaptureQueriesContext(connection) as asked:
            Client().get(url)
        return len(asked)

    make_registration(make_event(), person=mara, city=mara.seats.get().city)
    few = statements()
    for _ in range(5):
        make_registration(make_event(), person=mara, city=mara.seats.get().city)

    assert statements() == few


def test_two_times_of_different_zones_have_their_rules(mara):
    make_event(title="Lima", time_zone="America/Lima")
    make_event(title="Oslo", time_zone="Europe/Oslo")

    answer = Client().get(feed_of(make_lead(make_city(tier=Tier.PEER))).removeprefix("http://testserver"))

    zones = icalendar.Calendar.from_ical(answer.content).walk("VTIMEZONE")
    assert {str(it["tzid"]) for it in zones} == {"America/Lima", "Europe/Oslo"}
