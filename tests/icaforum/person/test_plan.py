"""The plan before somebody leaves is what then happens, over random states: held against the rows."""

import random
from datetime import timedelta

import pytest

from cities.directory.tiers import Level, Tier
from cities.invitations.actions import inviting
from cities.invitations.actions.access_requests import ask_for_access
from cities.models import AccessRequest, Invitation, Officer
from cities.partners.actions import helping
from cities.sharing.actions import grant
from events.models import EventPersonGrant, Registration
from events.places.tasks import plan_settling
from icaforum.forum.models import ForumSettings
from icaforum.outbox.models import Message
from icaforum.person.actions import leave_team, places_for, replace
from icaforum.person.plan import plan_of
from icaforum.person.sentences import in_words
from pilots.models import Milestone, Pairing
from pilots.pairings.actions.course import end_pairings_of_departed
from resources.models import Resource
from tests.factories import (
    ask_for_help,
    ask_the_forum,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_resource,
    make_staff_at_work,
    make_user,
    open_rooms,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MODELS = (
    *(Officer, Registration, Invitation, AccessRequest, EventPersonGrant),
    *(Pairing, Milestone, Resource),
)


def rows():
    return {
        model: {row["pk"]: row for row in model.objects.values("pk", *_columns(model))} for model in MODELS
    }


def _columns(model):
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def _places(chance, leaves, city, other):
    for level in chance.sample(list(Level), k=chance.randrange(4)):
        event = make_event(level=level, capacity=chance.choice((None, 1, 3)))
        if chance.random() < 0.5:
            make_registration(event)
        where = city if chance.random() < 0.8 else other
        make_registration(event, person=leaves, city=where, answer=chance.choice(("going", "waiting")))
        if chance.random() < 0.4:
            grant(event, to=leaves, by=make_staff_at_work(), reason="Speaks there.")


SIDES = {Tier.PILOT: "pilot_city", Tier.PEER: "peer_city"}


def a_state(chance):
    """A team with what may hang on the seat of one of them: each of it there, or not."""
    tier = chance.choice(list(Tier))
    city, other = make_city(tier=tier), make_city(tier=chance.choice(list(Tier)))
    leaves = chance.choice((make_lead, make_officer))(city)
    for _number in range(chance.randrange(3)):
        chance.choice((make_lead, make_officer))(city)
    if chance.random() < 0.2:
        make_officer(city, person=make_user(is_active=False))
    if chance.random() < 0.3:
        make_officer(other, person=leaves)
    _places(chance, leaves, city, other)
    make_registration(make_event(starts_in=timedelta(days=-3)), person=leaves, city=city)
    staff = make_staff_at_work()
    for sender in chance.sample((leaves, staff), k=chance.randrange(3)):
        inviting.invite(city, email=f"new{sender.pk}@city.example", by=sender)
    if chance.random() < 0.4:
        ask_for_access(city, name="New", email="asks@city.example", language="en")
    # The clock ends those of a city whose tier has none.
    if chance.random() < 0.5 and (side := SIDES.get(tier)):
        pairing = make_pairing(**{side: city})
        pairing.steps.create(title="Visit", owner=city, due_on="2026-01-01")
    if chance.random() < 0.5:
        make_resource(cities=[city], by=staff)
    plan_settling()
    return leaves.seats.get(city=city), staff


def ways(seat, staff):
    """The ways in which this seat can end: the plan before, and what is pressed."""
    colleague = seat.colleagues().select_related("person").order_by("pk").first()
    if colleague or not seat.must_name_successor:
        heir = colleague if seat.must_name_successor else None
        yield plan_of(seat), lambda: leave_team(seat, by=staff, successor=heir)
    yield plan_of(seat, unled=True), lambda: replace(seat, by=staff, email="nova@city.example")
    if colleague:
        passed = places_for(seat, colleague.person)
        yield (
            plan_of(seat, passed=passed, offers_stay=True),
            lambda: replace(seat, by=staff, colleague=colleague),
        )


def done(seat, before, after):
    """What the rows say happened, by the names of the plan."""

    def changed(model, name, was=None):
        return [
            pk
            for pk, row in before[model].items()
            if pk in after[model]
            and after[model][pk][name] != row[name]
            and (was is None or row[name] in was)
        ]

    gave_up = changed(Registration, "answer", was=("going", "waiting"))
    mine = [pk for pk in gave_up if before[Registration][pk]["person_id"] == seat.person_id]
    still = [pk for pk in mine if after[Registration][pk]["answer"] == "gave_up"]
    return {
        "places": len(still),
        "invitations": len(changed(Invitation, "revoked_at")),
        "exceptions": len(before[EventPersonGrant].keys() - after[EventPersonGrant].keys()),
        "requests": len(changed(AccessRequest, "escalated_at")),
        "pairings": len(changed(Pairing, "state")),
        "offers": len(changed(Invitation, "invited_by_id")),
        "seats": len(changed(Officer, "until")),
        "steps": len(changed(Milestone, "done_on")) + len(changed(Milestone, "owner_id")),
        "papers": len(before[Resource].keys() - after[Resource].keys()),
    }


def test_questions_and_requests_for_help_of_the_person_are_counted_while_their_room_is_open():
    open_rooms()
    lead = make_lead(make_city(name="Lakemouth", tier=Tier.PEER))
    seat = lead.seats.get()
    colleague = make_officer(seat.city)
    make_lead(make_city(tier=Tier.PILOT))  # a question has to have a reader
    for _number in range(2):
        ask_the_forum(lead)
    ask_the_forum(colleague)
    request = ask_for_help(lead)
    helping.accept(request, text="Noa, from Monday.", by=request.partner.seats.get().person)

    said = in_words(seat, plan_of(seat), oneself=True)

    assert "2 open questions stay with the team of Lakemouth, which closes them." in said
    assert "1 request for help goes on with the lead contacts of Lakemouth." in said
    partner = request.partner.seats.get()
    waits = f"1 request for help waits until somebody of {partner.city} is here again."
    assert waits in in_words(partner, plan_of(partner))
    ForumSettings.objects.update(open_rooms=[])
    assert plan_of(seat).questions + plan_of(seat).helps == 0


@pytest.mark.parametrize("way", range(3))
@pytest.mark.parametrize("seed", range(8))
def test_the_plan_is_what_then_happens(seed, way):
    seat, staff = a_state(random.Random(seed))
    found = list(ways(seat, staff))
    plan, press = found[way % len(found)]
    before = rows()

    press()
    plan_settling()
    end_pairings_of_departed()

    losses = plan.losses
    assert done(seat, before, rows()) == {
        "places": losses.places + plan.passed,
        "invitations": losses.invitations,
        "exceptions": losses.exceptions,
        "requests": losses.requests,
        "pairings": losses.pairings,
        "offers": plan.offers,
        "seats": 1,
        "steps": 0,
        "papers": 0,
    }
    told = Message.objects.filter(kind="colleague_left").exclude(person=seat.person).exists()
    assert told == losses.tells_leads
