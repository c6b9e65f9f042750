"""A second step that somebody has lost is removed by the secretariat, on the person's page in the admin."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client
from django.urls import reverse

from cities.people import locks
from cities.people.actions import accounts
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db


def with_app(person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return person


def sheet(person):
    return reverse("admin:cities_user_change", args=[person.pk])


def removal(person):
    return reverse("admin:cities_user_verb", args=[person.pk, "second-step"])


def test_a_lost_second_step_is_removed_and_the_person_is_told(client, staff):
    person = with_app(make_officer())
    theirs = Client()
    theirs.force_login(person)
    theirs.get(reverse("cities:profile"))
    assert removal(person) in client.get(sheet(person)).text

    client.post(removal(person))

    assert not is_mfa_enabled(person)
    assert theirs.get(reverse("cities:profile")).status_code == 302
    assert [entry.verb for entry in Entry.objects.about(person)] == ["second_step_removed"]
    assert [(mail.kind, mail.person) for mail in Message.objects.all()] == [("security_notice", person)]
    assert removal(person) not in client.get(sheet(person)).text


def test_removing_a_second_step_says_before_what_goes_and_whom_it_mails(client, staff):
    person = with_app(make_officer(person=make_user(name="Olive Ng")))

    before = client.get(removal(person)).text

    assert "The authenticator app, the passkeys and the recovery codes are removed." in before
    assert "This mails Olive Ng, who is signed out everywhere" in before
    assert is_mfa_enabled(person)


def test_with_the_second_step_go_passkeys_and_recovery_codes_and_nobody_elses(staff):
    person, other = make_officer(), make_officer()
    for somebody in (person, other):
        RecoveryCodes.activate(with_app(somebody))
        Authenticator.objects.create(user=somebody, type=Authenticator.Type.WEBAUTHN, data={})

    accounts.remove_second_step(person, by=staff)

    assert [row.user for row in Authenticator.objects.all()] == [other] * 3


def test_the_mail_about_a_removed_second_step_says_what_to_do_next(staff):
    person = with_app(make_officer())

    accounts.remove_second_step(person, by=staff)

    letter = written(Message.objects.get())
    for body in (letter.text, letter.html):
        assert "The secretariat removed your second step, because you asked it to." in body
        assert "You were signed out on all devices. Sign in again, then set up a new second step." in body
        assert "on all other devices" not in body


def test_a_second_step_is_removed_only_by_another_person_and_only_where_there_is_one():
    ana, ben, person = with_app(make_staff()), with_app(make_user(is_staff=True)), make_officer()

    with pytest.raises(locks.NotYours, match="ask a colleague"):
        accounts.remove_second_step(ana, by=ana)
    with pytest.raises(locks.NotYours, match="Only a superuser"):
        accounts.remove_second_step(ana, by=ben)
    with pytest.raises(accounts.NoSecondStep, match="has no second step"):
        accounts.remove_second_step(person, by=ana)

    assert is_mfa_enabled(ana)
    assert is_mfa_enabled(ben)
    assert not Message.objects.exists()


def test_one_is_told_to_ask_a_colleague_about_ones_own(client, staff):
    with_app(staff)

    answer = client.post(removal(staff))

    assert "You cannot remove your own second step here; ask a colleague." in answer.text
    assert is_mfa_enabled(staff)


def test_a_city_contact_removes_nobodys(client):
    person = with_app(make_officer())
    client.force_login(make_officer())

    assert client.post(removal(person)).status_code == 302
    assert is_mfa_enabled(person)
