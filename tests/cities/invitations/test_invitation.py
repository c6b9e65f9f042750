"""A seat offered to one address, accepted once, unharmed by programs that open links."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.invitations import emails
from cities.invitations.actions import accepting, inviting
from cities.joining.actions import memberships
from cities.models import Invitation, Officer, User
from cities.people import mailed_codes
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import let_pass, make_city, make_officer, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db

TYPED = {"name": "Olive Ng", "language": "en", "time_zone": "Pacific/Auckland"}


def invite(city=None, **facts):
    city = city or make_city(name="Auckland", time_zone="Pacific/Auckland")
    by = facts.pop("by") if "by" in facts else make_staff(name="Ana Ruiz")
    return inviting.invite(city, **{"email": "olive@auckland.example", "by": by} | facts)


def url_of(invitation):
    token = sign(
        "invitation",
        invitation.pk,
        version=invitation.link_version,
        expires_at=invitation.expires_at,
    )
    return reverse("cities:invitation", args=[token])


def accept(invitation, *, by=None, **facts):
    return accepting.accept_invitation(invitation, version=invitation.link_version, by=by, **TYPED | facts)


# Inviting -------------------------------------------------------------------------------------------------


def test_an_invitation_is_good_for_14_days_and_queues_one_mail():
    invitation = invite(note="Kia ora", role=Officer.Role.LEAD)

    assert invitation.expires_at - invitation.sent_at == timedelta(days=14)
    assert list(Message.objects.values_list("kind", "address", "ids")) == [
        ("invitation", "olive@auckland.example", {"invitation": invitation.pk})
    ]
    assert [entry.verb for entry in Entry.objects.about(invitation)] == ["invited"]


def test_an_address_has_one_open_invitation_a_city_whatever_its_case():
    invitation = invite()

    with pytest.raises(inviting.AlreadyInvited, match="You can send it again"):
        invite(invitation.city, email="OLIVE@auckland.example", by=None)

    assert Invitation.objects.count() == 1


def test_the_database_holds_one_open_invitation_an_address():
    invitation = invite()
    facts = {"city": invitation.city, "email": "Olive@Auckland.example", "expires_at": timezone.now()}

    with pytest.raises(IntegrityError, match="invitation_one_open_for_an_address"), transaction.atomic():
        Invitation.objects.create(**facts)


def test_an_expired_offer_gives_way_to_a_new_one():
    first = invite()
    let_pass(Invitation.objects, timedelta(days=15), "sent_at", "expires_at")
    second = invite(first.city, by=None)

    assert list(Invitation.objects.open()) == [second]


def test_who_has_a_seat_is_not_invited_by_any_of_their_addresses():
    city = make_city()
    person = make_officer(city)
    EmailAddress.objects.create(user=person, email="second@city.example", verified=True)

    for email in (person.email.upper(), "second@city.example"):
        with pytest.raises(inviting.AlreadyInTeam):
            invite(city, email=email, by=None)


def test_a_city_outside_the_forum_offers_no_seats():
    with pytest.raises(inviting.NotInForum):
        invite(make_city(member=False))


# The mail -------------------------------------------------------------------------------------------------


def test_the_mail_names_who_invites_and_answers_go_there():
    invitation = invite(by=make_staff(name="Ana Ruiz", email="ana@forum.example"), note="Kia ora Olive")

    content = emails.invitation({"invitation": invitation.pk})

    assert content.reply_to == '"Ana Ruiz" <ana@forum.example>'
    assert content.context["inviter"]["name"] == "Ana Ruiz"
    assert content.context["address"] == "o…@auckland.example"
    assert content.context["url"] == "http://testserver" + url_of(invitation)


def test_the_mail_of_somebody_who_left_is_answered_by_the_secretariat(settings):
    invitation = invite(by=make_user(is_active=False, name="Gone"))

    content = emails.invitation({"invitation": invitation.pk})

    assert (content.reply_to, content.context["inviter"]["name"]) == (
        f'"The secretariat" <{settings.CONTACT_EMAIL}>',
        "The secretariat",
    )


@pytest.mark.parametrize("change", ["accepted_at", "revoked_at"])
def test_a_mail_that_waited_too_long_is_not_written(change):
    invitation = invite()
    assert emails.invitation({"invitation": invitation.pk}) is not None

    Invitation.objects.update(**{change: timezone.now()})

    assert emails.invitation({"invitation": invitation.pk}) is None


def test_one_reminder_goes_out_on_day_seven_to_those_who_have_not_answered():
    waiting, accepted = invite(), invite(make_city(), email="b@city.example")
    accept(accepted)
    Message.objects.all().delete()

    early = inviting.remind_invitations(now=waiting.sent_at + timedelta(days=6, hours=23))
    due = inviting.remind_invitations(now=waiting.sent_at + timedelta(days=7))
    again = inviting.remind_invitations(now=waiting.sent_at + timedelta(days=9))

    assert (early, due, again) == (0, 1, 0)
    assert [mail.address for mail in Message.objects.all()] == ["olive@auckland.example"]


def test_a_reminder_missed_is_caught_up_but_not_after_the_end():
    invitation = invite()

    late = inviting.remind_invitations(now=invitation.expires_at + timedelta(seconds=1))
    caught_up = inviting.remind_invitations(now=invitation.expires_at - timedelta(hours=1))

    assert (late, caught_up) == (0, 1)


def test_sending_again_keeps_the_link_and_waits_a_moment_between():
    invitation = invite()
    with pytest.raises(inviting.TooSoon):
        inviting.resend_invitation(invitation, by=None)

    let_pass(Invitation.objects, timedelta(hours=1), "sent_at", "expires_at")
    inviting.resend_invitation(invitation, by=None)

    assert Message.objects.count() == 2
    assert Invitation.objects.get().link_version == invitation.link_version


# The page -------------------------------------------------------------------------------------------------


def test_the_page_shows_who_invites_where_and_for_which_address(client):
    invitation = invite(name="Olive Ng")

    answer = client.get(url_of(invitation))

    words = answer.content.decode()
    assert "Ana Ruiz invites you to the ICA Forum for Auckland" in words
    assert "For o…@auckland.example only" in words
    assert answer.context["form"].initial == {
        "name": "Olive Ng",
        "language": "en",
        "time_zone": "Pacific/Auckland",
    }
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_page_speaks_the_language_of_the_invitation(client):
    invitation = invite(language="de")

    words = client.get(url_of(invitation)).content.decode()

    assert '<html lang="de">' in words


def test_programs_that_open_links_use_up_nothing(client):
    invitation = invite()

    for method in (client.get, client.head, client.options, client.get):
        method(url_of(invitation))

    assert list(Invitation.objects.open()) == [invitation]
    assert not User.objects.filter(email="olive@auckland.example").exists()


def test_one_press_makes_the_person_the_seat_and_the_proved_address_and_signs_in(client):
    invitation = invite(role=Officer.Role.LEAD)

    answer = client.post(url_of(invitation), TYPED)

    person = User.objects.get(email="olive@auckland.example")
    assert (answer.status_code, answer.url) == (302, reverse("desk"))
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.name, person.time_zone, person.has_usable_password()) == (
        "Olive Ng",
        "Pacific/Auckland",
        False,
    )
    assert person.zone_confirmed_at is not None
    assert EmailAddress.objects.filter(user=person, verified=True, primary=True).count() == 1
    assert [(seat.city, seat.role) for seat in person.seats.all()] == [(invitation.city, "lead")]
    assert Entry.objects.about(invitation).first().actor_id == person.pk


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "Olive\x00"},
        {"name": "O" * 121},
        {"name": "visit https://spam.example"},
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
    ],
)
def test_a_wrong_answer_accepts_nothing_and_keeps_what_was_typed(client, typed):
    invitation = invite()

    answer = client.post(url_of(invitation), TYPED | typed)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(typed)
    assert list(Invitation.objects.open()) == [invitation]


def test_a_zone_that_the_list_no_longer_names_can_be_kept(client):
    invitation = invite(make_city(time_zone="Asia/Calcutta"))

    answer = client.get(url_of(invitation))
    client.post(url_of(invitation), TYPED | {"time_zone": "Asia/Calcutta"})

    assert "Kolkata (UTC+5:30)" in answer.content.decode()
    assert User.objects.get(name="Olive Ng").time_zone == "Asia/Calcutta"


def test_an_invitation_is_accepted_once(client):
    invitation = invite()
    client.post(url_of(invitation), TYPED)

    again = Client().post(url_of(invitation), TYPED | {"name": "Mallory"})

    assert again.status_code == 410
    assert again.context["state"] == "used"
    assert not User.objects.filter(name="Mallory").exists()


def test_an_expired_link_offers_a_new_one_to_the_bound_address_alone(client):
    invitation = invite()
    old = url_of(invitation)
    Message.objects.all().delete()
    let_pass(Invitation.objects, timedelta(days=14, seconds=1), "sent_at", "expires_at")
    expired = client.post(old, TYPED)
    client.post(old + "renew/")
    client.post(old + "renew/")
    renewed = Invitation.objects.get()
    still_old = client.get(old)
    fresh = client.get(url_of(renewed))

    assert (expired.status_code, expired.context["state"]) == (410, "expired")
    assert [mail.address for mail in Message.objects.all()] == ["olive@auckland.example"]
    assert renewed.link_version == 2
    assert (still_old.status_code, fresh.status_code) == (410, 200)


def test_asking_for_new_links_too_often_is_stopped(client):
    invitation = invite()

    answers = [client.post(url_of(invitation) + "renew/").status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("token", "status"), [("x", 404), ("1-1-0.abc", 404), ("a" * 3000, 404), ("%00", 404), ("ü", 404)]
)
def test_a_link_that_was_cut_off_says_what_to_do(client, token, status):
    answer = client.get(f"/invitation/{token}/")

    assert answer.status_code == status
    assert "Have my link sent again" in answer.content.decode()


def test_a_new_link_is_not_asked_for_by_a_cut_one_nor_for_what_was_taken_back(client):
    invitation = invite()
    link = url_of(invitation)
    inviting.revoke_invitation(invitation, by=make_staff())
    mails = Message.objects.count()

    cut, gone = client.post(link[:-6] + "/renew/"), client.post(link + "renew/")

    assert (cut.status_code, "This link is not complete" in cut.text) == (404, True)
    assert (gone.status_code, "This invitation is no longer open" in gone.text) == (410, True)
    assert Message.objects.count() == mails


def test_the_link_of_a_deleted_invitation_says_so_and_how_to_get_another_and_a_strangers_link_does_not(
    client,
):
    invitation = invite()
    link, text = url_of(invitation), "This invitation was deleted"
    stranger = "/invitation/" + sign("status", invitation.pk) + "/"
    assert text not in client.get(link).text
    invitation.delete()

    for answer in (client.get(link), client.post(link + "renew/")):
        assert (answer.status_code, text in answer.text) == (410, True)
        assert reverse("cities:access") in Page(answer).links
        assert invitation.email not in answer.text
    assert (client.get(stranger).status_code, text in client.get(stranger).text) == (404, False)


def test_a_link_for_another_purpose_opens_nothing(client):
    invitation = invite()
    token = sign("status", invitation.pk, version=1, expires_at=invitation.expires_at)

    assert client.get(reverse("cities:invitation", args=[token])).status_code == 404


def test_what_was_taken_back_is_gone(client):
    invitation = invite()
    inviting.revoke_invitation(invitation, by=None)

    answer = client.post(url_of(invitation), TYPED)

    assert (answer.status_code, answer.context["state"]) == (410, "gone")
    assert not Officer.objects.exists()


def test_nobody_takes_a_seat_in_a_city_that_has_left(client):
    invitation = invite()
    memberships.end_membership(invitation.city.membership, by=None)

    assert client.post(url_of(invitation), TYPED).status_code == 410
    assert not Officer.objects.exists()


def test_a_colleague_who_was_a_contact_there_before_invites_for_the_secretariat(client):
    city = make_city()
    colleague = make_officer(city, person=make_staff(), until=timezone.now() - timedelta(days=1))

    invitation = invite(city, by=colleague)

    assert emails.invitation({"invitation": invitation.pk}) is not None
    assert client.post(url_of(invitation), TYPED).status_code == 302
    assert city.seats.open().get().person.email == invitation.email


def test_what_a_contact_offered_ends_with_the_seat_also_for_who_joins_the_secretariat_then(client):
    city = make_city()
    contact = make_officer(city)
    invitation = invite(city, by=contact)
    contact.seats.update(until=timezone.now())
    User.objects.filter(pk=contact.pk).update(is_staff=True)

    assert emails.invitation({"invitation": invitation.pk}) is None
    assert client.post(url_of(invitation), TYPED).status_code == 410
    assert not city.seats.open().exists()


# Whom it finds --------------------------------------------------------------------------------------------


def test_it_finds_the_person_of_the_address_in_any_case():
    person = make_user(email="olive@auckland.example")

    seat = accept(invite(email="Olive@Auckland.Example"), by=person)

    assert seat.person == person
    assert User.objects.filter(email="olive@auckland.example").count() == 1


def test_it_finds_the_person_by_a_further_address_that_was_proved_and_by_no_other():
    proved, claimed = make_user(), make_user()
    EmailAddress.objects.create(user=claimed, email="olive@auckland.example", verified=False)
    first = accept(invite())
    EmailAddress.objects.create(user=proved, email="second@city.example", verified=True)
    second = accept(invite(make_city(), email="second@city.example"), by=proved)

    assert first.person not in {proved, claimed}
    assert second.person == proved


def test_somebody_signed_in_as_another_is_told_and_accepts_nothing(client):
    invitation = invite()
    client.force_login(make_user(name="Ben"))

    shown, pressed = client.get(url_of(invitation)), client.post(url_of(invitation), TYPED)

    assert "you are signed in as Ben" in shown.content.decode()
    assert "This invitation is for somebody else" in pressed.content.decode()
    assert not Officer.objects.exists()


def test_the_right_person_signed_in_keeps_their_own_facts(client):
    person = make_user(email="olive@auckland.example", name="Olive", time_zone="Europe/Madrid", language="de")
    invitation = invite()
    client.force_login(person)

    shown = client.get(url_of(invitation))
    client.post(url_of(invitation), TYPED)

    person.refresh_from_db()
    assert list(shown.context["form"].fields) == []
    assert shown.context["known"] == person
    assert [seat.city for seat in person.seats.all()] == [invitation.city]
    assert (person.name, person.language, person.time_zone) == ("Olive", "de", "Europe/Madrid")


def test_the_link_is_no_key_to_an_account_that_is_there(client):
    person = make_user(email="olive@auckland.example", name="Olive Ng")
    invitation = invite()
    link = url_of(invitation)

    shown, pressed = client.get(link), client.post(link, TYPED)

    way = f"{reverse('account_login')}?{urlencode({'next': link})}"
    assert way in Page(shown).links
    assert way in Page(pressed).links
    # Whoever finds the link in a mail learns no name by it.
    assert "Olive Ng" not in shown.text
    assert "_auth_user_id" not in client.session
    assert not person.seats.exists()
    assert list(Invitation.objects.open()) == [invitation]


def test_who_has_an_account_signs_in_by_a_code_and_comes_back_to_accept(client):
    person = make_user(email="olive@auckland.example", name="Olive", time_zone="Europe/Madrid")
    invitation = invite()
    link = url_of(invitation)

    client.post(reverse("account_login"), {"email": person.email})
    code = mailed_codes.code_of(Message.objects.get(kind="sign_in_code").ids["seed"])
    led = client.post(reverse("account_confirm_login_code"), {"code": code, "next": link})
    client.post(led.url)

    person.refresh_from_db()
    assert led.url == link
    assert [seat.city for seat in person.seats.all()] == [invitation.city]
    assert (person.name, person.time_zone) == ("Olive", "Europe/Madrid")


def test_the_verb_itself_gives_nobody_the_account_of_somebody_else():
    invitation = invite()
    stranger = make_user()
    with pytest.raises(accepting.SignInFirst):
        accept(invitation, by=stranger)
    make_user(email="olive@auckland.example")

    for by in (None, stranger):
        with pytest.raises(accepting.SignInFirst):
            accept(invitation, by=by)

    assert list(Invitation.objects.open()) == [invitation]
    assert not Officer.objects.exists()


def test_a_second_invitation_opens_no_account_that_the_first_has_made(client):
    first, second = invite(make_city()), invite(make_city())
    client.post(url_of(first), TYPED)
    finder = Client()

    finder.post(url_of(second), TYPED)

    assert "_auth_user_id" not in finder.session
    assert list(Invitation.objects.open()) == [second]
    client.post(url_of(second))
    assert not Invitation.objects.open().exists()


def test_the_link_tells_who_accepted_it_that_they_are_in(client):
    invitation = invite()
    client.post(url_of(invitation), TYPED)

    own = client.get(url_of(invitation)).text
    client.logout()
    others = client.get(url_of(invitation)).text

    assert "You are in" in own
    assert f'href="{reverse("desk")}"' in own
    assert "This invitation was accepted already" in others


def test_staff_are_not_invited_to_a_citys_team():
    make_staff(email="ana@c40.example")

    with pytest.raises(inviting.IsStaff):
        invite(email="Ana@C40.example")

    assert not Invitation.objects.exists()


def test_who_became_staff_meanwhile_takes_no_seat():
    invitation = invite(email="ana@c40.example")
    make_staff(email="ana@c40.example")

    with pytest.raises(inviting.IsStaff):
        accept(invitation, by=User.objects.get(email="ana@c40.example"))

    assert list(Invitation.objects.open()) == [invitation]


def test_a_closed_account_stays_closed(client):
    person = make_user(email="olive@auckland.example", is_active=False)
    invitation = invite()

    answer = client.post(url_of(invitation), TYPED)

    assert "This account was closed" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not person.seats.exists()
    assert list(Invitation.objects.open()) == [invitation]


def test_a_lead_invited_while_being_a_contact_becomes_lead_of_the_same_seat():
    city = make_city()
    invitation = invite(city, role=Officer.Role.LEAD)
    person = make_officer(city, person=make_user(email="olive@auckland.example"))

    seat = accept(invitation, by=person)

    assert (seat.pk, seat.role) == (person.seats.get().pk, "lead")


def test_the_second_factor_of_an_account_is_still_asked_for(client):
    person = make_user(email="olive@auckland.example")
    TOTP.activate(person, generate_totp_secret())
    link = url_of(invite())

    client.post(reverse("account_login"), {"email": person.email})
    code = mailed_codes.code_of(Message.objects.get(kind="sign_in_code").ids["seed"])
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": link})

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "You have an account with us" in client.get(link).text
    assert not person.seats.exists()


# Races ----------------------------------------------------------------------------------------------------


def at_once(number, act):
    """Press from many threads at the same moment; gives what got through."""
    start = Barrier(number)

    def press(n):
        try:
            start.wait()
            return act(n)
        except (inviting.InvitationOver, accepting.SignInFirst, IntegrityError):
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return [through for through in pool.map(press, range(number)) if through]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_presses_at_once_one_gets_through():
    invitation = invite()

    through = at_once(20, lambda _n: accept(invitation))

    assert len(through) == 1
    assert (Officer.objects.count(), User.objects.filter(is_staff=False).count()) == (1, 1)
    assert Entry.objects.about(invitation).filter(verb="invitation accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_update_several_get_through():
    """The twin: look, then write. It shows that the race above is real."""
    invitation = invite()
    looked = Barrier(20)

    def look_then_write(_n):
        found = Invitation.objects.open().filter(pk=invitation.pk).exists()
        looked.wait()
        return found and Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())

    assert len(at_once(20, look_then_write)) == 20


@pytest.mark.django_db(transaction=True)
def test_two_cities_that_invite_the_same_new_person_make_one_account():
    invitations = [invite(make_city(), by=None) for _ in range(8)]

    through = at_once(8, lambda n: accept(invitations[n]))

    # The others find an account that they have not shown to be theirs.
    assert len(through) == 1
    assert Invitation.objects.open().count() == 7
    assert User.objects.filter(email="olive@auckland.example").count() == 1
    assert EmailAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_city_that_leaves_while_somebody_accepts_never_ends_in_a_deadlock():
    invitations = [invite(make_city(), email=f"p{n}@city.example", by=None) for n in range(6)]
    standing = [invitation.city.membership for invitation in invitations]

    def accept_or_end(n):
        if n % 2:
            return accept(invitations[n // 2])
        return memberships.end_membership(standing[n // 2], by=None)

    through = at_once(12, accept_or_end)

    assert len(through) >= 6
    assert not Invitation.objects.open().exists()


def test_the_words_of_the_mail_in_both_formats():
    invitation = invite(note="Kia ora <b>Olive</b>")

    letter = written(Message.objects.get())

    assert "Kia ora &lt;b&gt;Olive&lt;/b&gt;" in letter.html
    assert "Kia ora <b>Olive</b>" in letter.text
    assert url_of(invitation) in letter.html
    assert url_of(invitation) in letter.text
    assert "If you do nothing, we write once more and then no longer." in letter.text
