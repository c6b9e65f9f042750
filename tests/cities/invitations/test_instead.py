"""The page of somebody invited, and another address or person in their place."""

import pytest
from django.urls import reverse

from cities.invitations.actions import accepting, inviting
from cities.invitations.actions.instead import offer_instead
from cities.models import Invitation
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_lead, make_staff_at_work
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    person = make_staff_at_work(name="Ana Ruiz")
    client.force_login(person)
    return person


def invited(by, city=None, **facts):
    return inviting.invite(city or make_city(name="Lisbon"), email="wrong@lisbon.example", by=by, **facts)


def page_of(invitation):
    return reverse("admin:cities_invitation_change", args=[invitation.pk])


def verb(invitation, name):
    return reverse("admin:cities_invitation_verb", args=[invitation.pk, name])


def test_the_seat_goes_to_the_right_address_and_the_old_link_opens_nothing(ana, client):
    old = invited(ana, name="Ida Costa", role="lead", note="Welcome", language="de")

    answer = client.post(verb(old, "correct-address"), {"email": "Ida@lisbon.example"})

    new = Invitation.objects.open().get()
    facts = (new.email, new.name, new.role, new.note, new.language, new.city)
    assert facts == ("ida@lisbon.example", "Ida Costa", "lead", "Welcome", "de", old.city)
    assert answer.url == page_of(new)
    assert list(Message.objects.filter(ids__invitation=new.pk).values_list("address", flat=True)) == [
        new.email
    ]
    with pytest.raises(inviting.InvitationOver):
        accepting.accept_invitation(old, version=1, by=None, name="Stranger", time_zone="UTC")
    # Nor is the old mail sent once more to the stranger.
    mail = Message.objects.get(ids__invitation=old.pk)
    Message.objects.filter(pk=mail.pk).update(state="sent", accepted_at=old.sent_at)
    refused = client.post(reverse("admin:outbox_message_verb", args=[mail.pk, "once-more"]))
    assert "no longer wanted" in refused.text


def test_another_person_is_invited_instead(ana, client):
    old = invited(ana, name="Ida Costa", role="lead")

    client.post(verb(old, "replace"), {"email": "rui@lisbon.example", "name": "Rui Sousa", "language": "en"})

    assert [(row.email, row.name, row.role) for row in Invitation.objects.open()] == [
        ("rui@lisbon.example", "Rui Sousa", "lead")
    ]


def test_seats_in_other_cities_that_the_mail_told_of_go_along(ana):
    first = invited(ana)
    other = make_city(name="Porto")
    inviting.invite(other, email=first.email, by=ana, held=True, along_with=first)

    new = offer_instead(first, email="right@lisbon.example", by=ana)
    seat = accepting.accept_invitation(new, version=1, by=None, name="Ida", time_zone="UTC")

    assert {row.city for row in seat.person.seats.all()} == {first.city, other}
    assert Message.objects.filter(address=new.email, kind="invitation").count() == 1


def test_what_was_held_is_held_at_the_right_address(ana):
    new = offer_instead(invited(ana, held=True), email="right@lisbon.example", by=ana)

    assert new.is_held
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("wrong@lisbon.example", "at this address already"),
        ("here@lisbon.example", "in the team already"),
        ("nowhere", "whole e-mail address"),
        ("other@lisbon.example", "open invitation"),
    ],
)
def test_what_cannot_be_changes_nothing(ana, client, email, said):
    old = invited(ana)
    make_lead(old.city).__class__.objects.filter(seats__city=old.city).update(email="here@lisbon.example")
    inviting.invite(old.city, email="other@lisbon.example", by=ana)

    answer = client.post(verb(old, "correct-address"), {"email": email})

    assert said in answer.text
    assert Invitation.objects.get(pk=old.pk).is_open
    assert Invitation.objects.open().count() == 2


def test_the_page_of_somebody_invited_shows_mails_and_the_green_verb(ana, client):
    invitation = invited(ana, name="Ida Costa")

    page = Page(client.get(page_of(invitation)))
    works = page.texts(".verbs .button:not(.button--secondary, .button--danger-quiet)")
    Message.objects.update(state="dead", last_error="5.1.1 no such user")
    dead = Page(client.get(page_of(invitation)))

    assert page.texts("h1") == ["Ida Costa"]
    assert (works, page.texts(".ledger b")) == (["Send again"], ["Invitation"])
    assert dead.texts(".verbs .button:not(.button--secondary, .button--danger-quiet)") == ["Correct address"]
    assert dead.texts(".banner--need strong") == ["Mails come back."]


def test_applicants_have_their_mails_on_their_page_too(ana, client):
    application = make_application()
    inviting.invite(make_city(), email=application.email, by=ana)

    text = client.get(reverse("admin:cities_application_change", args=[application.pk])).text

    assert ("Mails, and what became of each" in text, "What happened" in text) == (True, True)
