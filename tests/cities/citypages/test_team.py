"""A lead looks after its team: invites, sends again, takes back, hands over, removes; and people leave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from cities.invitations.actions import access_requests, inviting
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.models import Invitation, Officer
from cities.people import emails
from cities.people.actions import teams
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from icaforum.mails import KINDS
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import let_pass, make_city, make_lead, make_officer, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db


def team(city, *parts):
    return "/".join(["", "cities", city.slug, "team", *map(str, parts), ""])


def seat_of(person):
    return person.seats.get()


# The page -------------------------------------------------------------------------------------------------


def test_a_lead_sees_people_open_invitations_and_who_asks(client):
    city = make_city()
    lead, colleague = make_lead(city), make_officer(city)
    invitation = inviting.invite(city, email="new@city.example", by=lead)
    request = access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")
    client.force_login(lead)

    context = client.get(team(city)).context

    assert [seat.person for seat in context["seats"]] == [lead, colleague]
    assert list(context["invitations"]) == [invitation]
    assert list(context["requests"]) == [request]


@pytest.mark.parametrize("part", ["hand-over/", "1/remove/", "1/address/", "access/1/"])
def test_only_a_lead_of_that_city_finds_the_page(client, part):
    city = make_city()
    address = team(city) + part
    assert client.get(address).status_code == 302

    for person in (make_officer(city), make_lead(), make_staff(), make_user()):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_a_lead_of_a_city_that_left_finds_no_team(client):
    city = make_city()
    client.force_login(make_lead(city))
    assert client.get(team(city)).status_code == 200

    memberships.end_membership(city.membership, by=None)

    assert client.get(team(city)).status_code == 404


def test_a_lead_invites_a_colleague(client):
    city = make_city()
    client.force_login(make_lead(city))
    typed = {"email": "New@City.example", "role": "officer", "language": "de", "note": "Come", "name": "Ada"}

    answer = client.post(team(city), typed)

    invitation = Invitation.objects.get()
    assert answer.url == team(city)
    assert (invitation.email, invitation.language, invitation.note) == ("new@city.example", "de", "Come")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b\x00.example"}, "email"),
        ({"email": f"{'a' * 300}@city.example"}, "email"),
        ({"role": "emperor"}, "role"),
        ({"note": "n" * 2001}, "note"),
        ({"name": "https://spam.example"}, "name"),
    ],
)
def test_a_wrong_answer_invites_nobody_and_keeps_what_was_typed(client, typed, field):
    city = make_city()
    client.force_login(make_lead(city))
    good = {"email": "new@city.example", "role": "officer", "language": "en", "note": "My note"}

    answer = client.post(team(city), good | typed)

    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["note"].value() == (good | typed)["note"]
    assert not Invitation.objects.exists()


def test_a_second_invitation_is_refused_with_the_words_kept(client):
    city = make_city()
    lead = make_lead(city)
    inviting.invite(city, email="new@city.example", by=lead)
    client.force_login(lead)

    typed = {"email": "new@city.example", "role": "officer", "language": "en", "note": "Again"}
    answer = client.post(team(city), typed)

    assert "has an open invitation" in answer.text
    assert Page(answer).typed["note"] == "Again"


def test_a_lead_sends_again_and_takes_back(client):
    city = make_city()
    lead = make_lead(city)
    invitation = inviting.invite(city, email="new@city.example", by=lead)
    client.force_login(lead)

    let_pass(Invitation.objects, timedelta(hours=1), "sent_at", "expires_at")
    client.post(team(city, "invitation", invitation.pk, "resend"))
    client.post(team(city, "invitation", invitation.pk, "revoke"))

    assert Message.objects.filter(kind="invitation").count() == 2
    assert not Invitation.objects.open().exists()


def test_nobody_touches_the_invitations_of_another_city(client):
    invitation = inviting.invite(make_city(), email="new@city.example", by=None)
    own = make_city()
    client.force_login(make_lead(own))

    answers = [client.post(team(own, "invitation", invitation.pk, verb)) for verb in ("resend", "revoke")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Invitation.objects.open().exists()


def test_looking_at_an_address_of_a_verb_does_nothing(client):
    city = make_city()
    lead = make_lead(city)
    invitation = inviting.invite(city, email="new@city.example", by=lead)
    client.force_login(lead)

    answers = [client.get(team(city, "invitation", invitation.pk, verb)) for verb in ("resend", "revoke")]

    assert [answer.status_code for answer in answers] == [405, 405]
    assert Invitation.objects.open().exists()


# Handing over ---------------------------------------------------------------------------------------------


def test_a_lead_hands_over_and_stays_as_a_contact(client):
    city = make_city()
    lead, colleague = make_lead(city), make_officer(city)
    client.force_login(lead)

    answer = client.post(team(city, "hand-over"), {"successor": seat_of(colleague).pk})

    assert answer.url == city.get_absolute_url()
    assert (seat_of(lead).role, seat_of(colleague).role) == ("officer", "lead")
    assert [(mail.kind, mail.person) for mail in Message.objects.all()] == [("handed_over", colleague)]
    assert viewer_of(lead).lead_of == frozenset()


@pytest.mark.parametrize("choice", ["own", "elsewhere", "ended", "nobody", "99999999999999999999", "x"])
def test_the_lead_goes_to_a_colleague_of_that_city_alone(client, choice):
    city = make_city()
    lead = make_lead(city)
    ended = seat_of(make_officer(city))
    leaving.remove_officer(ended, by=None)
    seats = {
        "own": seat_of(lead).pk,
        "elsewhere": seat_of(make_officer()).pk,
        "ended": ended.pk,
        "nobody": "",
    }
    client.force_login(lead)

    answer = client.post(team(city, "hand-over"), {"successor": seats.get(choice, choice)})

    assert list(answer.context["form"].errors) == ["successor"]
    assert seat_of(lead).is_lead


# Removing and leaving -------------------------------------------------------------------------------------


def test_removing_shows_first_what_follows_then_tells_the_person(client):
    city = make_city(name="Lima")
    lead, colleague = make_lead(city), make_officer(city, person=make_user(name="Ada"))
    make_officer(make_city(name="Oslo"), person=colleague)
    seat = colleague.seats.get(city=city)
    client.force_login(lead)

    before = client.get(team(city, seat.pk, "remove"))
    assert seat_of(lead).until is None
    client.post(team(city, seat.pk, "remove"))

    seat.refresh_from_db()
    assert before.context["plan"][0] == "Ada stays in the team of Oslo."
    assert seat.until is not None
    assert viewer_of(colleague).city_ids == {colleague.seats.open().get().city_id}
    assert [(mail.kind, mail.person) for mail in Message.objects.all()] == [("seat_removed", colleague)]
    assert Entry.objects.about(seat).get().actor_id == lead.pk


def test_rights_end_with_the_seat_on_the_next_page(client):
    city = make_city()
    make_lead(city)
    second = make_lead(city)
    client.force_login(second)
    assert client.get(team(city)).status_code == 200

    leaving.remove_officer(seat_of(second), by=None)

    assert client.get(team(city)).status_code == 404


@pytest.mark.parametrize("who", ["herself", "a lead", "staff"])
def test_whoever_leaves_and_the_leads_who_stay_get_one_mail_each(who):
    city = make_city()
    first, second, person = make_lead(city), make_lead(city), make_officer(city)
    make_officer(city)
    make_lead(city, person=make_user(is_active=False))
    seat = seat_of(person)

    if who == "herself":
        leaving.leave(seat, by=person)
    else:
        leaving.remove_officer(seat, by=first if who == "a lead" else make_staff())

    leads = {first.pk, second.pk} - ({first.pk} if who == "a lead" else set())
    mails = Message.objects.values_list("kind", "person")
    assert set(mails) == {("seat_removed", person.pk)} | {("colleague_left", lead) for lead in leads}
    assert all(KINDS[mail.kind].write(mail.ids) for mail in Message.objects.all())


def test_leads_are_not_told_of_somebody_who_is_back():
    city = make_city()
    lead, person = make_lead(city), make_officer(city)
    seat = seat_of(person)
    leaving.leave(seat, by=person)
    ids = Message.objects.get(kind="colleague_left").ids
    wanted = emails.colleague_left(ids)

    make_officer(city, person=person)
    back = emails.colleague_left(ids)

    assert (wanted is not None, back) == (True, None)
    assert Message.objects.get(kind="colleague_left").person == lead


def test_a_mail_about_a_lost_seat_is_not_sent_to_somebody_who_is_back():
    city = make_city()
    make_lead(city)
    colleague = make_officer(city)
    seat = seat_of(colleague)
    leaving.remove_officer(seat, by=None)
    assert emails.seat_removed({"seat": seat.pk}) is not None

    make_officer(city, person=colleague)

    assert emails.seat_removed({"seat": seat.pk}) is None


def test_the_last_lead_names_another_before_going(client):
    city = make_city()
    lead, colleague = make_lead(city), make_officer(city)
    client.force_login(lead)
    address = reverse("leave_team", args=[city.slug])

    without = client.post(address)
    with_name = client.post(address, {"successor": seat_of(colleague).pk})

    assert list(without.context["form"].errors) == ["successor"]
    assert with_name.url == reverse("cities:profile")
    assert seat_of(lead).until is not None
    assert seat_of(colleague).is_lead


def test_the_only_person_of_a_city_is_told_that_it_is_then_without_anybody(client):
    city = make_city(name="Lima")
    lead = make_lead(city, person=make_user(name="Olive"))
    client.force_login(lead)

    before = client.get(reverse("leave_team", args=[city.slug])).text
    client.post(reverse("leave_team", args=[city.slug]))

    assert "Lima is then without anybody in the Forum" in before
    assert "The secretariat can invite you again." in before
    assert seat_of(lead).until is not None


def test_while_colleagues_stay_nobody_reads_of_an_empty_team(client):
    city = make_city(name="Lima")
    make_lead(city)
    client.force_login(make_officer(city))

    before = client.get(reverse("leave_team", args=[city.slug])).text

    assert "without anybody" not in before
    assert "A colleague can invite you again." in before


def test_staff_take_out_the_only_person_of_a_city():
    lead = make_lead()

    leaving.remove_officer(seat_of(lead), by=make_staff())

    assert seat_of(lead).until is not None


def test_a_contact_leaves_without_further_ado(client):
    city = make_city()
    make_lead(city)
    colleague = make_officer(city)
    client.force_login(colleague)

    client.post(reverse("leave_team", args=[city.slug]))

    assert seat_of(colleague).until is not None
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["colleague_left", "seat_removed"]
    assert Entry.objects.about(seat_of(colleague)).get().verb == "seat left"


def test_nobody_leaves_a_city_for_another(client):
    city = make_city()
    make_lead(city)
    client.force_login(make_officer())

    assert client.post(reverse("leave_team", args=[city.slug])).status_code == 404


def test_what_ended_meanwhile_is_said():
    seat = seat_of(make_officer())
    leaving.remove_officer(seat, by=None)

    with pytest.raises(teams.SeatEnded):
        leaving.remove_officer(seat, by=None)


# The rows -------------------------------------------------------------------------------------------------


def test_the_database_holds_one_open_seat_a_person_and_city():
    city = make_city()
    person = make_officer(city)

    with pytest.raises(IntegrityError, match="officer_one_open_seat_a_city"), transaction.atomic():
        make_officer(city, person=person)


def test_the_database_refuses_a_seat_that_ends_before_it_begins():
    now = timezone.now()

    with pytest.raises(IntegrityError, match="officer_dates_in_order"), transaction.atomic():
        make_officer(since=now, until=now - timedelta(seconds=1))


def test_somebody_can_come_back_and_both_times_stay_on_record():
    city = make_city()
    make_lead(city)
    person = make_officer(city)
    leaving.remove_officer(seat_of(person), by=None)

    make_officer(city, person=person)

    assert Officer.objects.filter(person=person, city=city).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_leave_at_once_do_not_both_go():
    for _ in range(5):
        city = make_city()
        leads = [make_lead(city), make_lead(city)]
        make_officer(city)
        start = Barrier(2)

        def go(person, start=start):
            start.wait()
            try:
                return leaving.leave(seat_of(person), by=person)
            except teams.LastLead:
                return None
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            gone = [seat for seat in pool.map(go, leads) if seat]

        assert len(gone) == 1
        assert city.seats.open().leads().count() == 1


# For those who do not lead it ------------------------------------------------------------------------------


def test_a_contact_sees_the_team_and_changes_nothing(client):
    city = make_city()
    lead, contact = make_lead(city), make_officer(city)
    offer = inviting.invite(city, email="new@city.example", by=lead)
    access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")
    client.force_login(contact)

    page = Page(client.get(team(city)))
    typed = {"email": "other@city.example", "role": "officer", "language": "en"}
    answer = client.post(team(city), typed)

    assert [str(lead), str(contact)] == page.texts(".team__row .person .person__name")
    assert offer.email in str(page.html)
    assert "Ada" not in str(page.html)
    # Signing out, the language and the search are on every page.
    assert not [address for address in page.paths if address.startswith(team(city)) and address != team(city)]
    assert page.links[reverse("leave_team", args=[city.slug])] == "I am leaving"
    assert (answer.status_code, Invitation.objects.count()) == (404, 1)
    assert team(city) in Page(client.get(reverse("desk"))).links
    assert team(city) in Page(client.get(reverse("cities:profile"))).links


# An address that does not work -----------------------------------------------------------------------------


@pytest.fixture
def riverport():
    """A lead, and a colleague whose mails come back."""
    city = make_city(name="Riverport")
    lead = make_lead(city, person=make_user(email="lead@river.example"))
    person = make_officer(city, person=make_user(name="Ida", email="ida@old.example"))
    queue_mail("letter", to=person, key="a", ids={"letter": 0})
    Message.objects.update(state="dead", last_error="5.1.1 no such user")
    return city, lead, person


def test_a_lead_corrects_the_address_of_a_colleague_whose_mails_come_back(client, riverport):
    city, lead, person = riverport
    client.force_login(lead)
    address = team(city, seat_of(person).pk, "address")

    links = Page(client.get(team(city))).links
    client.post(address, {"email": "ida@river.example"})

    assert links[address] == "Correct address: Ida"
    person.refresh_from_db()
    assert person.email == "ida@river.example"
    assert [mail.address for mail in Message.objects.filter(kind="security_notice")] == [person.email]
    assert address not in Page(client.get(team(city))).links


def works(city, lead, person):
    Message.objects.update(state="sent", accepted_at=timezone.now(), last_error="")
    return "Mails reach Ida"


def is_elsewhere(city, lead, person):
    make_officer(person=person)
    return "not in your team alone"


def is_elsewhere_where_i_am_no_lead(city, lead, person):
    other = make_city()
    for each in (lead, person):
        make_officer(other, person=each)
    return "not in your team alone"


def is_staff(city, lead, person):
    person.is_staff = True
    person.save()
    return "not in your team alone"


def is_superuser(city, lead, person):
    person.is_superuser = True
    person.save()
    return "Only a superuser"


@pytest.mark.parametrize(
    "case", [works, is_elsewhere, is_elsewhere_where_i_am_no_lead, is_staff, is_superuser]
)
def test_a_lead_corrects_no_other_address(client, riverport, case):
    city, lead, person = riverport
    said = case(city, lead, person)
    client.force_login(lead)

    answer = client.post(team(city, seat_of_city(person, city), "address"), {"email": "ida@river.example"})

    assert said in answer.text
    person.refresh_from_db()
    assert person.email == "ida@old.example"


def seat_of_city(person, city):
    return person.seats.get(city=city).pk


def test_a_lead_writes_an_address_of_the_citys_own_alone(client, riverport):
    city, lead, person = riverport
    client.force_login(lead)

    answer = client.post(team(city, seat_of(person).pk, "address"), {"email": "ida@mail.example"})

    assert "An address at old.example, river.example can be entered here." in answer.text
    person.refresh_from_db()
    assert person.email == "ida@old.example"


def test_nobody_but_a_lead_of_the_city_corrects_an_address_there(client, riverport):
    city, lead, person = riverport
    for each in (person, make_officer(city), make_lead(), make_user()):
        client.force_login(each)
        assert client.get(team(city, seat_of(person).pk, "address")).status_code == 404
    client.force_login(lead)
    assert client.get(team(city, seat_of(lead).pk, "address")).status_code == 404


# The first person ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("someone", ["nobody", "a contact", "a lead", "a lead is invited"])
def test_the_first_person_of_a_city_is_offered_as_lead_contact(client, someone):
    city, staff = make_city(), make_staff()
    if someone == "a contact":
        make_officer(city)
    if someone == "a lead":
        make_lead(city)
    if someone == "a lead is invited":
        inviting.invite(city, email="lead@city.example", by=staff, role="lead")
    asked = access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")
    client.force_login(staff)

    pages = [
        reverse("admin:cities_city_verb", args=[city.pk, "invite"]),
        reverse("admin:cities_accessrequest_verb", args=[asked.pk, "accept"]),
    ]
    roles = [Page(client.get(page)).sent_by("form.form")["role"] for page in pages]

    assert roles == [["lead" if someone in {"nobody", "a contact"} else "officer"]] * 2
    client.post(pages[1], {"role": roles[1][0]})
    assert city.invitations.get(email="ada@city.example").role == roles[1][0]
