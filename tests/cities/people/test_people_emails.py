"""The mails about seats, as they leave: every kind is put into words, in the reader's language."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cities.invitations.actions import access_requests, inviting
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.letters import actions
from cities.models import Invitation
from cities.people import emails as account_emails
from cities.people import mailed_codes
from cities.people.actions import teams
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from tests.factories import make_city, make_lead, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def send():
    """Send what waits; gives the mails by kind."""
    mail.outbox.clear()
    kinds = list(Message.objects.filter(state="pending").order_by("priority", "due_at", "pk"))
    drain()
    by_address = {(message.to[0], message.extra_headers["Message-ID"]): message for message in mail.outbox}
    return {row.kind: by_address[row.address, row.message_id] for row in kinds}


def html_of(message):
    return message.alternatives[0][0]


def test_every_kind_is_put_into_words():
    city = make_city(name="Lima")
    staff, lead = make_staff(name="Ana Ruiz"), make_lead(city, person=make_user(name="Olive Ng"))
    colleague, writer = make_officer(city), make_officer(person=make_user(name="Mara Kim"))
    inviting.invite(city, email="new@lima.example", by=staff, note="Hola <b>")
    declined = access_requests.ask_for_access(city, name="Ada", email="ada@lima.example", language="en")
    access_requests.ask_for_access(city, name="Olive", email=lead.email, language="en")
    actions.write_to_city(city, text="We would like <i>to learn</i>.", by=writer)
    first = send()
    access_requests.answer_access(declined, granted=False, by=lead)
    access_requests.ask_for_access(
        make_city(name="Oslo"), name="Eve", email="eve@oslo.example", language="en"
    )
    teams.hand_over(lead.seats.get(), to=colleague.seats.get(), by=lead)
    leaving.remove_officer(lead.seats.get(), by=colleague)
    second = send()
    memberships.end_membership(city.membership, by=staff)
    third = send()

    assert {kind: message.subject for kind, message in (first | second | third).items()} == {
        "invitation": "Ana Ruiz invites you to the ICA Forum for Lima",
        "access_received": "We have asked Oslo for your place",
        "access_request": "Ada asks to join your team in Lima",
        "access_known": "You have a place in the team of Lima already",
        "letter": "Mara Kim writes to Lima",
        "access_declined": "Your request to join the team of Lima",
        "access_request_staff": "Nobody has answered Eve, Oslo",
        "handed_over": "You are now a lead contact of Lima",
        "membership_ended": "Lima is no longer in the ICA Forum",
        "seat_removed": "You are no longer in the team of Lima",
    }
    assert first["letter"].reply_to == [f"{writer} <{writer.email}>"]
    assert first["invitation"].reply_to == [f"{staff} <{staff.email}>"]
    assert "&lt;i&gt;to learn&lt;/i&gt;" in html_of(first["letter"])
    assert "<i>to learn</i>" in first["letter"].body
    assert "Hola &lt;b&gt;" in html_of(first["invitation"])


def test_the_acknowledgement_says_who_answers():
    led, leaderless = make_city(name="Lima"), make_city(name="Oslo")
    make_lead(led)
    access_requests.ask_for_access(led, name="Ada", email="ada@lima.example", language="en")
    lima = send()["access_received"]
    access_requests.ask_for_access(leaderless, name="Eve", email="eve@oslo.example", language="en")
    oslo = send()["access_received"]

    assert "We have passed it on to the lead contact of Lima" in lima.body
    assert "so the secretariat answers" in oslo.body
    assert "so the secretariat answers" in html_of(oslo)


@pytest.mark.parametrize(
    ("by_staff", "words"),
    [
        (False, "You asked to join the team of Lima. Olive Ng of Lima said yes."),
        (True, "You asked to join the team of Lima. The secretariat said yes."),
    ],
)
def test_who_asked_for_a_place_reads_that_somebody_said_yes(by_staff, words):
    city = make_city(name="Lima")
    lead = make_lead(city, person=make_user(name="Olive Ng"))
    asked = access_requests.ask_for_access(city, name="Ada", email="ada@lima.example", language="en")
    by = make_staff(name="Ana Ruiz") if by_staff else lead
    Message.objects.all().delete()

    access_requests.answer_access(asked, granted=True, by=by)
    yes = send()["invitation"]
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=8))
    inviting.remind_invitations()
    reminder = send()["invitation_reminder"]

    assert yes.subject == "Your place in the ICA Forum for Lima is ready"
    for text in (yes.body, html_of(yes), reminder.body, html_of(reminder)):
        assert words in text
        assert "invites you" not in text
        assert "invited you" not in text
    assert "because you asked for a place with this address" in yes.body


def test_a_cold_invitation_by_another_than_said_yes_is_no_answer():
    city = make_city(name="Lima")
    asked = access_requests.ask_for_access(city, name="Ada", email="ada@lima.example", language="en")
    Message.objects.all().delete()
    staff = make_staff(name="Ana Ruiz")
    first = inviting.invite(
        city, email="ada@lima.example", by=make_lead(city, person=make_user(name="Olive"))
    )
    access_requests.answer_access(asked, granted=True, by=staff)

    cold = send()["invitation"]

    assert Invitation.objects.get() == first
    assert cold.subject == "Olive invites you to the ICA Forum for Lima"


def test_the_reminder_says_until_when():
    invitation = inviting.invite(make_city(name="Lima"), email="new@lima.example", by=make_staff())
    Message.objects.all().delete()
    type(invitation).objects.update(sent_at=invitation.sent_at.replace(year=2020))

    inviting.remind_invitations()

    assert send()["invitation_reminder"].subject.startswith(
        "Your place in the ICA Forum for Lima is kept until "
    )


def test_an_invitation_taken_back_before_it_left_is_not_sent():
    invitation = inviting.invite(make_city(), email="new@lima.example", by=make_staff())

    inviting.revoke_invitation(invitation, by=None)
    drain()

    assert mail.outbox == []
    assert Message.objects.get().state == "cancelled"


def test_no_link_of_an_invitation_is_kept_in_the_database():
    inviting.invite(make_city(), email="new@lima.example", by=make_staff())

    drain()

    row = Message.objects.get()
    assert (row.state, row.subject, row.text, row.html) == ("sent", "", "", "")
    assert "/invitation/" in mail.outbox[0].body


def test_who_has_a_seat_elsewhere_is_not_told_that_only_the_open_web_is_left():
    lima, quito = make_city(name="Lima"), make_city(name="Quito")
    person = make_officer(lima)
    make_officer(quito, person=person)

    leaving.leave(person.seats.get(city=lima), by=person)
    first = send()["seat_removed"].body
    leaving.leave(person.seats.get(city=quito), by=person)
    last = send()["seat_removed"].body

    assert "You stay in the team of Quito." in first
    assert "what everyone on the web sees" not in first
    assert "You keep your account, and you see what everyone on the web sees." in last


def test_a_letter_reaches_nobody_who_has_left_the_team():
    city = make_city()
    make_lead(city)
    lead, writer = make_lead(city), make_officer()
    actions.write_to_city(city, text="Hello", by=writer)

    leaving.leave(lead.seats.get(), by=lead)
    drain()

    states = dict(Message.objects.filter(kind="letter").values_list("person", "state"))
    assert states.pop(lead.pk) == "cancelled"
    assert list(states.values()) == ["sent"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("password_changed", "password"),
        ("email_changed", "address"),
        ("totp_activated", "An authenticator app was added as your second step."),
        ("totp_deactivated", "The authenticator app was removed from your account."),
        ("webauthn_added", "A passkey was added to your account."),
        ("webauthn_removed", "A passkey was removed from your account."),
        ("second_step_removed", "The secretariat removed your second step, because you asked it to."),
        ("recovery_codes_generated", "New recovery codes were made; the old ones no longer work."),
        ("of a later day", "Something about your sign-in was changed."),
    ],
)
def test_what_guards_an_account_is_told_with_the_hour_on_the_readers_clock(what, words):
    person = make_user(time_zone="Pacific/Auckland")
    ids = {"person": person.pk, "what": what, "at": "2027-03-01T21:05:00+00:00"}
    queue_mail("security_notice", to=person, key=what, ids=ids)

    told = send()["security_notice"]

    for text in (told.body, html_of(told)):
        assert words in text
        assert "2 March 2027 at 10:05" in text
        assert "/account/devices/" in text


@pytest.mark.parametrize("kind", ["sign_in_code", "password_reset_code", "email_verification_code"])
def test_a_code_comes_in_two_groups_and_not_after_its_time(kind, database_clock):
    person, seed, late = make_user(), mailed_codes.new_seed(), mailed_codes.new_seed()
    queue_mail(kind, to=person, key="now", ids={"seed": seed})
    told = send()[kind]

    database_clock.shift(mailed_codes.LIFE + timedelta(seconds=1))
    ended = getattr(account_emails, kind)({"seed": late})

    assert mailed_codes.in_groups(mailed_codes.code_of(seed)) in told.body
    assert ended is None


def test_the_mail_of_a_long_code_says_why_it_is_long_and_what_is_left_of_its_time(database_clock):
    person = make_user()
    database_clock.shift(timedelta(hours=1))  # so that the mail is due at all of the moments below
    seed = mailed_codes.long_seed("sign_in_code", person.email)
    written_at = mailed_codes.expires_at(seed) - timedelta(minutes=6, seconds=30)

    database_clock.move_to(written_at)
    queue_mail("sign_in_code", to=person, key="now", ids={"seed": seed})
    told = send()["sign_in_code"]

    assert mailed_codes.in_groups(mailed_codes.code_of(seed)) in told.body
    assert "works once, for 7 minutes" in told.body
    assert "It is a long one" in told.body
