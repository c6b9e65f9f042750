"""An account whose address no mail can go to: what is done for many is done, and staff see whom it missed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.invitations.actions.access_requests import answer_access
from cities.joining.actions.applying import withdraw_application
from cities.joining.actions.deciding import ask, decline
from cities.joining.actions.memberships import end_membership
from cities.models import AccessRequest, Application, User
from events.models import Registration
from events.places.tasks import plan_settling
from events.planning.actions.changes import cancel
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_registration,
    make_staff,
)

pytestmark = pytest.mark.django_db


ODD = "p\u0131lot@city.example"


def spoil(person):
    """Give somebody an address from before addresses were cleaned, which is to be settled."""
    User.objects.filter(pk=person.pk).update(email=ODD, address_to_settle=True)


def waiting(event, hours):
    return make_registration(event, answer="waiting", queued_at=timezone.now() - timedelta(hours=hours))


def mails():
    return set(Message.objects.values_list("person_id", "kind", "state"))


def test_whoever_waits_behind_them_moves_up_all_the_same():
    event = make_event(capacity=2)
    odd, next_one = waiting(event, 2), waiting(event, 1)
    spoil(odd.person)

    plan_settling()

    assert set(Registration.objects.values_list("answer", flat=True)) == {"going"}
    assert mails() == {(it.person_id, "place_promoted", "pending") for it in (odd, next_one)}


def test_an_event_can_be_cancelled_and_staff_see_who_was_not_reached(client):
    event, staff = make_event(), make_staff()
    odd, other = make_registration(event), make_registration(event)
    spoil(odd.person)

    cancel(event, by=staff)
    drain()

    assert mails() == {
        (odd.person_id, "event_cancelled", "suppressed"),
        (other.person_id, "event_cancelled", "sent"),
    }
    client.force_login(staff)
    listed = client.get(reverse("admin:outbox_message_changelist"), {"look": "undelivered"}).text
    assert "This address cannot be written to by mail." in listed


def test_a_membership_can_be_ended():
    city = make_city()
    make_lead(city)
    spoil(make_officer(city))

    end_membership(city.memberships.get(), by=make_staff(), reason="")

    assert not city.memberships.open().exists()
    assert Message.objects.filter(kind="membership_ended").count() == 2


def test_a_request_of_such_an_address_keeps_no_city_in_the_forum():
    city = make_city()
    lead = make_lead(city)
    for name in ("Ada", "Eve"):
        AccessRequest.objects.create(city=city, name=name, email=f"{name}@city.example")
    AccessRequest.objects.filter(name="Ada").update(email=ODD)

    answer_access(AccessRequest.objects.get(name="Ada"), granted=False, by=lead)
    AccessRequest.objects.filter(name="Ada").update(answered_at=None, granted=None)
    Message.objects.all().delete()
    end_membership(city.memberships.get(), by=make_staff(), reason="")
    drain()

    declined = Message.objects.filter(kind="access_declined")
    assert dict(declined.values_list("address", "state")) == {ODD: "suppressed", "eve@city.example": "sent"}


@pytest.mark.parametrize("end", ["ask", "decline", "withdraw"])
def test_an_application_of_such_an_address_can_be_closed(end):
    application, staff = make_application(), make_staff()
    Application.objects.update(email=ODD)
    application.refresh_from_db()
    {
        "ask": lambda: ask(application, text="Who pays?", by=staff),
        "decline": lambda: decline(application, reason="The list is full.", by=staff),
        "withdraw": lambda: withdraw_application(application),
    }[end]()

    drain()

    assert Message.objects.values_list("address", "state").get() == (ODD, "suppressed")
    assert Application.objects.get().state != "waiting"
