"""What is said before somebody leaves a team, held against what then happens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.invitations.actions import inviting
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.leaving.losses import losses_of_seat, losses_of_team
from cities.leaving.rules import Losses, plan_for_city, plan_for_oneself
from cities.models import Officer
from cities.sharing.actions import grant
from events.models import Event, Registration
from events.places import actions, tasks
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from pilots.models import Pairing
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


def given_up(person):
    return person.registrations.filter(answer=Registration.Answer.GAVE_UP).count()


@pytest.fixture
def lisbon():
    return make_city(name="Lisbon", tier=Tier.PILOT)


def coming(person, city):
    """Places at a webinar for all members and one for pilot cities, a waiting one, and one that is over."""
    for facts in ({"level": Level.GENERAL}, {"level": Level.PILOT}, {"starts_in": timedelta(days=-3)}):
        make_registration(make_event(**facts), person=person, city=city)
    full = make_event(capacity=1)
    make_registration(full)
    make_registration(full, person=person, city=city, answer="waiting")


def test_without_another_seat_all_coming_places_are_given_up(client, lisbon):
    make_lead(lisbon)
    person = make_officer(lisbon)
    coming(person, lisbon)
    client.force_login(person)
    said = client.get(reverse("leave_team", args=[lisbon.slug])).text

    client.post(reverse("leave_team", args=[lisbon.slug]))
    tasks.plan_settling()

    assert "3 places at coming webinars go to the colleagues chosen below, or are given up." in said
    assert given_up(person) == 3


def test_with_a_seat_elsewhere_only_what_that_city_does_not_see_is_given_up(client, lisbon):
    lead, person = make_lead(lisbon), make_officer(lisbon)
    make_officer(make_city(name="Porto", tier=Tier.GENERAL), person=person)
    coming(person, lisbon)
    seat = person.seats.get(city=lisbon)
    client.force_login(lead)
    said = client.get(reverse("remove_colleague", args=[lisbon.slug, seat.pk])).text

    leaving.remove_officer(seat, by=lead)
    tasks.plan_settling()

    assert "1 place at a coming webinar goes to the colleague chosen below, or is given up." in said
    assert given_up(person) == 1


def test_the_last_of_a_team_leaves_its_pairings_alone(lisbon):
    lead, staff = make_lead(lisbon), make_staff()
    make_pairing(pilot_city=lisbon)
    seat = lead.seats.get()
    assert losses_of_seat(seat).pairings == 1

    colleague = make_officer(lisbon)

    assert losses_of_seat(seat).pairings == 0
    assert losses_of_seat(colleague.seats.get()).pairings == 0
    assert staff.seats.count() == 0


# Every number is what then happens ------------------------------------------------------------------------


def busy(person, city):
    """Two places, a waiting one, and what is not lost; two pairings, and one that has ended."""
    for _ in range(2):
        actions.take_place(make_event(), by=person)
    full = make_event(capacity=1)
    make_registration(full)
    actions.take_place(full, by=person)
    actions.recording_only(make_event(), by=person)
    begun, postponed = make_event(starts_in=timedelta(minutes=-5)), make_event(state=Event.State.POSTPONED)
    for event in (begun, postponed):
        make_registration(event, person=person, city=city)
    for state in ("active", "proposed", "completed"):
        make_pairing(pilot_city=city, state=state)


def what_happens(do):
    """Do it, let the clock and the sender come by, and count as the plan does."""
    coming = list(Registration.objects.coming().values_list("pk", flat=True))
    mails = list(Message.objects.waiting().values_list("pk", flat=True))
    lonely = lonely_pairings()
    do()
    tasks.plan_settling()
    drain()
    return {
        "places": Registration.objects.filter(pk__in=coming, answer="gave_up").count(),
        "pairings": lonely_pairings() - lonely,
        "mails": Message.objects.filter(pk__in=mails, state="cancelled", last_error="unwanted").count(),
    }


def lonely_pairings():
    seats = Officer.objects.standing().filter(person__is_active=True)
    return Pairing.objects.live().exclude(pilot_city__in=seats.values("city")).count()


def numbers(ties):
    return {name: getattr(ties, name) for name in ("places", "pairings", "mails")}


def test_taking_out_the_only_contact_costs_what_is_said(lisbon):
    lead = make_lead(lisbon)
    busy(lead, lisbon)
    seat = lead.seats.get()
    said = numbers(losses_of_seat(seat))

    happened = what_happens(lambda: leaving.remove_officer(seat, by=make_staff()))

    assert said == happened == {"places": 3, "pairings": 2, "mails": 3}


def test_while_a_colleague_stays_no_pairing_is_left_alone(lisbon):
    lead, colleague = make_lead(lisbon), make_officer(lisbon)
    busy(lead, lisbon)
    seat, successor = lead.seats.get(), colleague.seats.get()
    said = numbers(losses_of_seat(seat))

    happened = what_happens(lambda: leaving.leave(seat, by=lead, successor=successor))

    assert said == happened == {"places": 3, "pairings": 0, "mails": 3}


def test_what_another_seat_or_an_exception_opens_is_kept(lisbon):
    make_lead(lisbon)
    person = make_officer(lisbon)
    make_officer(make_city(tier=Tier.GENERAL), person=person)
    kept, lost, granted = (make_event(level=level) for level in (Level.GENERAL, Level.PEER, Level.NAMED))
    grant(granted, to=person, by=make_staff())
    for event in (kept, lost, granted):
        actions.take_place(event, by=person, city=lisbon)
    seat = person.seats.get(city=lisbon)
    said = numbers(losses_of_seat(seat))

    happened = what_happens(lambda: leaving.leave(seat, by=person))

    assert said == happened == {"places": 1, "pairings": 0, "mails": 1}


def test_who_left_sees_a_public_event_and_keeps_no_place_there(lisbon):
    make_lead(lisbon)
    person = make_officer(lisbon)
    actions.take_place(make_event(level=Level.PUBLIC), by=person)
    seat = person.seats.get()
    said = numbers(losses_of_seat(seat))

    happened = what_happens(lambda: leaving.leave(seat, by=person))

    assert said == happened == {"places": 1, "pairings": 0, "mails": 1}


def test_a_city_that_leaves_costs_what_is_said(lisbon):
    lead, colleague = make_lead(lisbon), make_officer(lisbon)
    make_officer(make_city(), person=colleague)
    busy(lead, lisbon)
    actions.take_place(make_event(level=Level.PILOT), by=colleague, city=lisbon)
    inviting.invite(lisbon, email="new@city.example", by=lead)
    inviting.invite(make_city(), email="other@city.example", by=None)
    said = losses_of_team(lisbon)

    happened = what_happens(lambda: memberships.end_membership(lisbon.membership, by=None))

    assert numbers(said) == happened == {"places": 4, "pairings": 2, "mails": 5}
    assert (said.people, said.invitations) == (1, 1)


def test_a_mail_on_hold_is_stopped_too_and_one_taken_back_is_not_counted(lisbon):
    person = make_officer(lisbon)
    for state in (Message.State.HELD, Message.State.CANCELLED):
        actions.take_place(make_event(), by=person)
        Message.objects.filter(state=Message.State.PENDING).update(state=state)

    assert losses_of_seat(person.seats.get()).mails == 1


def test_the_numbers_cost_the_same_for_many_places(lisbon, django_assert_max_num_queries):
    person = make_officer(lisbon)
    seat = Officer.objects.select_related("person", "city").get(person=person)

    def queries():
        with django_assert_max_num_queries(16) as counted:
            losses_of_seat(seat)
        return len(counted)

    make_registration(person=person, city=lisbon)
    few = queries()
    for _ in range(10):
        make_registration(person=person, city=lisbon)

    assert queries() == few


# In words -------------------------------------------------------------------------------------------------


def test_only_what_is_lost_is_said():
    quiet, loud = (
        plan_for_oneself("Lima", Losses()),
        plan_for_oneself("Lima", Losses(places=2, pairings=1, mails=3)),
    )

    assert [sentence for sentence in loud if sentence not in quiet] == [
        "2 places you took at coming webinars are given up.",
        "1 pairing of Lima is left without anybody to work on it.",
        "3 mails that wait to be sent are stopped.",
    ]


def test_when_a_city_leaves_nobody_is_mailed_only_where_nobody_is_there_to_be():
    quiet = plan_for_city("Lima", Losses(people=2, invitations=1))
    loud = plan_for_city("Lima", Losses(places=1, pairings=2, told=1))

    assert quiet == [
        "2 people see from now on what everyone on the web sees.",
        "1 open invitation ends.",
        "What the city shared and wrote stays under its name, with until when it was a member.",
        "Nobody is mailed.",
    ]
    assert loud == [
        "1 place at a coming webinar is given up, which a mail says.",
        "2 pairings end, which the other cities are told by mail.",
        "1 person of the team of Lima is told by mail.",
        "What the city shared and wrote stays under its name, with until when it was a member.",
    ]


def test_the_secretariat_reads_the_numbers(client, settings, lisbon):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_staff())
    person = make_lead(lisbon, person=make_user(name="Olive Ng"))
    actions.take_place(make_event(), by=person)
    make_pairing(pilot_city=lisbon)

    remove, end = (
        client.get(reverse(f"admin:cities_{kind}_verb", args=[row.pk, verb])).text
        for kind, row, verb in (
            ("officer", person.seats.get(), "remove"),
            ("membership", lisbon.membership, "end"),
        )
    )

    assert "1 place Olive Ng took at a coming webinar is given up." in remove
    assert "1 place at a coming webinar is given up, which a mail says." in end
    assert "1 pairing of Lisbon is left without anybody to work on it." in remove
    assert "1 pairing ends, which the other city is told by mail." in end
    for page in (remove, end):
        assert "1 mail that waits to be sent is stopped." in page


def test_closing_an_account_says_what_it_costs(client, settings, lisbon):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_staff())
    person = make_lead(lisbon)
    coming(person, lisbon)

    said = client.get(reverse("admin:cities_user_verb", args=[person.pk, "close"])).text
    client.post(reverse("admin:cities_user_verb", args=[person.pk, "close"]))
    tasks.plan_settling()

    assert "3 places at coming webinars are given up." in said
    assert "Lisbon is then without a lead contact." in said
    assert given_up(person) == 3


def test_closing_the_account_of_one_of_two_leads_leaves_a_lead(lisbon):
    make_lead(lisbon)

    assert make_lead(lisbon).leads_alone() == []
