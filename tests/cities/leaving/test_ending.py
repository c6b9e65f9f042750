"""What a person started ends with their seat, and the page before says so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.invitations.actions import accepting, access_requests, inviting
from cities.invitations.models import Invitation
from cities.joining.actions import memberships
from cities.leaving import actions
from cities.leaving.losses import losses_of_seat, losses_of_team
from cities.leaving.rules import plan_for_city, plan_for_colleague
from cities.people.actions import accounts
from cities.sharing.actions import grant
from icaforum.audit.models import Entry
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_officer, make_project, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return make_city(name="Lisbon", tier=Tier.GENERAL)


def invited(city, by, email="later@lisbon.example"):
    return inviting.invite(city, email=email, by=by)


def path_of(invitation):
    token = sign(
        "invitation", invitation.pk, version=invitation.link_version, expires_at=invitation.expires_at
    )
    return reverse("cities:invitation", args=[token])


def ask(city, email="new@lisbon.example"):
    return access_requests.ask_for_access(city, name="New Person", email=email, language="en")


def by_removing(lead, other):
    actions.remove_officer(lead.seats.get(), by=other)


def by_leaving(lead, other):
    actions.leave(lead.seats.get(), by=lead)


@pytest.mark.parametrize("end", [by_removing, by_leaving])
def test_an_invitation_of_somebody_who_left_opens_nothing(client, lisbon, end):
    lead, other = make_lead(lisbon), make_lead(lisbon)
    of_lead, of_other = invited(lisbon, lead), invited(lisbon, other, "welcome@lisbon.example")
    assert client.get(path_of(of_lead)).status_code == 200

    end(lead, other)

    assert client.get(path_of(of_lead)).status_code == 410
    assert client.get(path_of(of_other)).status_code == 200
    assert list(Invitation.objects.open()) == [of_other]


def test_nobody_comes_back_by_an_offer_to_another_address_of_theirs(lisbon):
    lead, other = make_lead(lisbon), make_lead(lisbon)
    second = invited(lisbon, other, "private@lisbon.example")
    lead.emailaddress_set.create(email="private@lisbon.example", verified=True)

    by_removing(lead, other)

    with pytest.raises(inviting.InvitationOver):
        accepting.accept_invitation(second, version=1, by=None)


def no_right_left(lead):
    accounts.deactivate(lead, by=make_staff())


def no_seat_left(lead):
    lead.seats.update(until=timezone.now())


@pytest.mark.parametrize("end", [no_right_left, no_seat_left])
def test_an_offer_is_refused_once_its_author_may_invite_nobody(client, lisbon, end):
    lead = make_lead(lisbon)
    offer = invited(lisbon, lead)

    end(lead)

    assert client.get(path_of(offer)).status_code == 410
    with pytest.raises(inviting.InvitationOver):
        accepting.accept_invitation(offer, version=1, by=None)


def test_offers_of_the_secretariat_stay(lisbon):
    lead, staff = make_lead(lisbon), make_staff()
    offers = [invited(lisbon, staff), invited(lisbon, None, "other@lisbon.example")]

    by_removing(lead, staff)

    assert [accepting.accept_invitation(offer, version=1, by=None).city for offer in offers] == [
        lisbon,
        lisbon,
    ]


def test_requests_for_access_go_to_the_secretariat_with_the_last_lead(lisbon):
    lead = make_lead(lisbon)
    request = ask(lisbon)

    losses = losses_of_seat(lead.seats.get())
    by_removing(lead, make_staff())

    request.refresh_from_db()
    assert losses.requests == 1
    assert request.escalated_at is not None
    assert Message.objects.filter(kind="access_request_staff", ids__request=request.pk).count() == 1


def test_requests_for_access_stay_with_the_other_leads(lisbon):
    lead, other = make_lead(lisbon), make_lead(lisbon)
    request = ask(lisbon)

    losses = losses_of_seat(lead.seats.get())
    by_removing(lead, other)

    request.refresh_from_db()
    assert losses.requests == 0
    assert request.escalated_at is None


def test_requests_for_access_end_with_the_city(lisbon):
    make_lead(lisbon)
    request = ask(lisbon)
    plan = plan_for_city("Lisbon", losses_of_team(lisbon))

    memberships.end_membership(lisbon.memberships.get(), by=make_staff())

    request.refresh_from_db()
    assert "1 request for access ends, which a mail says." in plan
    assert request.granted is False
    assert Message.objects.filter(kind="access_declined", address=request.email).count() == 1


def test_the_plan_counts_what_then_ends(lisbon):
    lead, other = make_lead(lisbon), make_lead(lisbon)
    project = make_project(level=Level.PILOT)
    for number in range(2):
        invited(lisbon, lead, f"somebody{number}@lisbon.example")
    grant(project, to=lead, by=make_staff(), until=timezone.now() + timedelta(days=9))
    grant(project, to=other, by=make_staff())
    losses = losses_of_seat(lead.seats.get())

    by_removing(lead, other)

    assert (losses.invitations, losses.exceptions) == (2, 1)
    assert Invitation.objects.open().count() == 0
    assert [row.user for row in project.person_grants.all()] == [other]
    assert Entry.objects.filter(verb="revoked", actor_id=other.pk, details__person=lead.pk).count() == 1


def test_the_plan_says_what_ends(lisbon):
    lead = make_lead(lisbon)
    make_officer(lisbon)
    invited(lisbon, lead)
    grant(make_project(level=Level.PILOT), to=lead, by=make_staff())

    plan = plan_for_colleague("Ana", "Lisbon", losses_of_seat(lead.seats.get()))

    assert "1 open invitation that hangs on this seat ends." in plan
    assert "1 exception to see something beyond the city’s tier ends." in plan
