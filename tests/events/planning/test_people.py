"""The people of an event on its page in the admin: who is shown, found, added and taken out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from events.models import Event, Registration
from events.places.actions import take_place
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    staff = make_staff(name="Ana Ruiz")
    client.force_login(staff)
    return staff


def page(client, event, query=""):
    return client.get(reverse("admin:events_event_change", args=[event.pk]) + query)


def add_url(event, query=""):
    return reverse("admin:events_event_add_person", args=[event.pk]) + query


def names(shown):
    return [item["row"].person.name for item in shown.context["people"]["rows"]]


def coming(event, name, city=None, **facts):
    return make_registration(event, person=make_officer(city, person=make_user(name=name)), **facts)


def test_people_are_shown_by_answer_and_found_by_name_and_city(client, ana):
    event, lima = make_event(capacity=9), make_city(name="Lima", tier=Tier.PEER)
    for name, answer in {"Dan": "gave_up", "Cem": "recording", "Bea": "waiting", "Abel": "going"}.items():
        coming(event, name, answer=answer)
    coming(event, "Eve", lima)

    shown = page(client, event)

    assert names(shown) == ["Abel", "Eve", "Bea", "Cem", "Dan"]
    counts = {tab["label"]: tab["count"] for tab in shown.context["people"]["tabs"]}
    assert {str(label): count for label, count in counts.items()} == {
        "All": 5,
        "Have a place": 2,
        "Wait for a place": 1,
        "Want the recording only": 1,
        "Gave up": 1,
    }
    assert names(page(client, event, "?answer=waiting")) == ["Bea"]
    assert names(page(client, event, "?find=lim")) == ["Eve"]
    assert names(page(client, event, "?find=eve&answer=waiting")) == []
    assert "Peer city" in shown.text


def test_more_people_than_the_page_holds_lead_to_the_list_of_the_same_people(client, ana):
    event = make_event()
    city = make_city()
    for _ in range(27):
        make_registration(event, city=city)

    people = page(client, event, "?answer=going").context["people"]

    assert (len(people["rows"]), people["more"], people["count"]) == (25, 2, 27)
    assert client.get(people["all_url"]).context["cl"].result_count == 27
    assert client.get(people["download_url"]).status_code == 200


def test_what_is_special_about_somebody_is_said(client, ana):
    start = datetime.combine(timezone.now().date() + timedelta(days=9), datetime.min.time(), UTC)
    event = make_event(starts_in=start.replace(hour=14) - timezone.now(), capacity=1)
    tokyo = coming(event, "Kim", make_city(time_zone="Asia/Tokyo"))
    tokyo.person.time_zone = "Asia/Tokyo"
    tokyo.person.save()
    added = take_place(event, person=make_officer(person=make_user(name="Lee")), by=ana)

    kim, lee = page(client, event).context["people"]["rows"]

    assert event.starts_at.astimezone(ZoneInfo("Asia/Tokyo")).hour == 23
    assert kim["remark"] == "has never signed in, it is 23:00 there"
    assert (lee["row"].pk, lee["by"], lee["state"]) == (added.pk, "Ana Ruiz", "waiting, number 1")
    assert lee["remark"] == "has never signed in, would be number 2 of 1"
    assert page(client, event).context["people"]["in_words"] == (
        "2 cities in 2 time zones; for 1 person it is night"
    )


def test_who_may_not_see_who_comes_gets_the_page_without(client, ana):
    event = make_event()
    coming(event, "Abel")
    ana.is_superuser = False
    ana.save()
    ana.user_permissions.add(Permission.objects.get(codename="change_event"))

    shown = page(client, event)

    assert shown.status_code == 200
    assert "Abel" not in shown.text
    assert client.get(add_url(event)).status_code == 403


def test_somebody_is_found_and_added(client, ana):
    event, person = make_event(), make_officer(person=make_user(name="Noor Haddad"))

    found = client.get(add_url(event, "?find=noor"))
    answer = client.post(add_url(event), {"person": person.pk})

    assert [item["person"] for item in found.context["candidates"]] == [person]
    assert answer.url == reverse("admin:events_event_change", args=[event.pk]) + "#people"
    assert Registration.objects.get().is_going
    assert Message.objects.get().kind == "place_confirmed"
    assert Entry.objects.about(Registration.objects.get()).get().actor_id == ana.pk
    assert f"{person} has a place and is mailed." in client.get(answer.url).text
    again = client.post(add_url(event), {"person": person.pk}, follow=True)
    assert f"It was so already: {person} is not mailed again." in again.text
    assert Message.objects.count() == 1


def test_where_it_is_full_somebody_waits_or_gets_a_place_beyond_the_limit(client, ana):
    event = make_event(capacity=1)
    first = coming(event, "Abel")
    waits, comes = make_officer(), make_officer()

    assert "would be number 2 of 1" in client.get(add_url(event, f"?person={waits.pk}")).text
    client.post(add_url(event), {"person": waits.pk})
    client.post(add_url(event), {"person": comes.pk, "beyond": "1"})

    answers = {row.person: row.answer for row in Registration.objects.all()}
    assert answers == {first.person: "going", waits: "waiting", comes: "going"}
    client.post(add_url(event), {"person": waits.pk, "beyond": "1"})
    assert Registration.objects.going().count() == 3
    assert list(Message.objects.filter(person=waits).order_by("pk").values_list("kind", flat=True)) == [
        "place_waiting",
        "place_confirmed",
    ]


def test_somebody_who_may_not_see_the_event_is_not_added(client, ana):
    event = make_event(level=Level.PILOT)
    person = make_officer(make_city(tier=Tier.GENERAL))

    assert "Cannot see this event" in client.get(add_url(event, f"?person={person.pk}")).text
    refused = client.post(add_url(event), {"person": person.pk})

    assert refused.status_code == 200
    assert not Registration.objects.exists()


def test_a_person_of_two_cities_is_added_for_the_one_that_is_chosen(client, ana):
    event, lima, oslo = make_event(), make_city(name="Lima"), make_city(name="Oslo")
    person = make_officer(lima)
    make_officer(oslo, person=person)

    assert client.get(add_url(event, f"?person={person.pk}")).text.count("<option") == 2
    client.post(add_url(event), {"person": person.pk, "city": oslo.pk})

    assert Registration.objects.get().city == oslo


@pytest.mark.parametrize("facts", [{"state": Event.State.CANCELLED}, {"starts_in": timedelta(days=-1)}])
def test_where_no_place_can_be_given_any_more_none_is_offered(client, ana, facts):
    event, person = make_event(**facts), make_officer()
    coming(event, "Abel")

    shown = page(client, event)

    assert (shown.context["add_url"], shown.context["people"]["rows"][0]["out_url"]) == ("", "")
    assert client.get(add_url(event)).status_code == 302
    client.post(add_url(event), {"person": person.pk})
    assert Registration.objects.count() == 1
