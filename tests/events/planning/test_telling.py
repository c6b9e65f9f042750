"""Everybody who can see an event is told of it, once, unless they do not want that."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.actions import grant
from events.models import Event
from events.planning.actions.telling import tell_readers
from events.programme import refusals
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message, Optout, Suppression, address_hash
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_registration,
    make_staff,
    make_staff_at_work,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def told():
    return set(Message.objects.filter(kind="event_announced").values_list("person", flat=True))


def test_those_who_can_see_it_are_told_and_no_others():
    event = make_event(level=Level.PEER)
    peer, general = make_city(tier=Tier.PEER), make_city(tier=Tier.GENERAL)
    sees, also, chosen = make_officer(peer), make_officer(peer), make_officer(general)
    answered, off, dead = (make_officer(peer) for _ in range(3))
    make_officer(general)
    grant(event, to=chosen, by=make_staff())
    make_registration(event, person=answered, answer="gave_up")
    Optout.objects.create(person=off, kind="event_announced")
    Suppression.objects.create(address_hash=address_hash(dead.email))

    tell_readers(event, by=make_staff())

    assert told() == {sees.pk, also.pk, chosen.pk}
    assert Entry.objects.about(event).get(verb="readers told").details == {"mails": 3}


def test_it_is_done_once():
    event = make_event()
    make_officer()
    tell_readers(event, by=make_staff())
    make_officer()

    with pytest.raises(refusals.SentAlready):
        tell_readers(event, by=make_staff())

    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"published": False}, refusals.NotAnnounced),
        ({"state": Event.State.CANCELLED}, refusals.Cancelled),
        ({"state": Event.State.POSTPONED}, refusals.NoDate),
        ({"starts_in": timedelta(days=-1)}, refusals.Started),
        ({"level": Level.NAMED}, refusals.NobodyToTell),
    ],
)
def test_what_is_not_ahead_or_has_no_readers_tells_nobody(facts, refusal):
    make_officer()

    with pytest.raises(refusal):
        tell_readers(make_event(**facts), by=make_staff())


def test_a_mail_is_not_wanted_by_who_answered_since_or_may_no_longer_see_it():
    event, city = make_event(level=Level.PEER), make_city(tier=Tier.PEER)
    stays, answers, leaves = (make_officer(city) for _ in range(3))
    tell_readers(event, by=make_staff())
    make_registration(event, person=answers)
    leaves.seats.update(until=event.starts_at - timedelta(days=9))

    wanted = {mail.person: written(mail) is not None for mail in Message.objects.all()}

    assert wanted == {stays: True, answers: False, leaves: False}
    Event.objects.update(state=Event.State.CANCELLED)
    assert written(Message.objects.get(person=stays)) is None


def test_its_page_says_how_many_and_does_it(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_staff())
    event = make_event()
    make_officer()
    Optout.objects.create(person=make_officer(), kind="event_announced")
    url = reverse("admin:events_event_verb", args=[event.pk, "tell"])
    page = reverse("admin:events_event_change", args=[event.pk])

    assert "Tell the people who can see this (2)" in client.get(page).text
    asked = client.get(url).text
    client.post(url)

    assert "2 people can see this. 1 is mailed. 1 has switched such mails off. This is done once." in asked
    assert "Tell 1 person" in asked
    assert Message.objects.count() == 1
    assert "All who can see it were told on" in client.get(page).text


def test_more_people_than_the_page_said_are_not_told_unasked(client):
    client.force_login(make_staff_at_work())
    event = make_event(level=Level.PILOT)
    make_officer(make_city(tier=Tier.PILOT))
    make_officer(make_city(tier=Tier.GENERAL))
    url = reverse("admin:events_event_verb", args=[event.pk, "tell"])

    old = Page(client.get(url)).sent_by("form.form")
    Event.objects.update(level=Level.GENERAL)
    again = client.post(url, old)

    assert (told(), "Tell 2 people" in again.text) == (set(), True)
    client.post(url, Page(again).sent_by("form.form"))
    assert len(told()) == 2


def test_the_mail_is_shown_before_it_is_sent(client):
    event = make_event(level=Level.GENERAL)
    make_officer()
    client.force_login(make_staff())

    page = client.post(reverse("admin:events_event_verb", args=[event.pk, "tell"]), {"_preview": "1"}).text

    assert event.title in page
    assert told() == set()
