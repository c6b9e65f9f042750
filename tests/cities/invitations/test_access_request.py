"""«My city is already a member»: one mail to its leads, after five days one to the secretariat."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cities.invitations import emails
from cities.invitations.actions import accepting, access_requests, inviting
from cities.models import AccessRequest, Invitation
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import let_pass, make_city, make_lead, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db


def ask(city, **facts):
    return access_requests.ask_for_access(
        city, **{"name": "Ada", "email": "ada@city.example", "language": "en"} | facts
    )


def post(client, chosen, **typed):
    good = {"city": chosen.pk, "name": "Ada", "email": "ada@city.example", "language": "en", "message": "Hi"}
    return client.post(reverse("cities:access"), good | typed)


def words_of(answer):
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def sent():
    return sorted(Message.objects.values_list("kind", "address"))


def test_each_lead_gets_one_mail_with_the_way_to_answer(client, settings):
    city = make_city()
    leads = [make_lead(city), make_lead(city)]
    make_officer(city)

    answer = post(client, city)

    request = AccessRequest.objects.get()
    assert answer.status_code == 200
    assert "ada@city.example" in answer.content.decode()
    asker = ("access_received", "ada@city.example")
    assert sent() == sorted([asker, *(("access_request", lead.email) for lead in leads)])
    content = emails.access_request(Message.objects.filter(kind="access_request").first().ids)
    assert content.context["url"] == f"{settings.BASE_URL}/cities/{city.slug}/team/access/{request.pk}/"
    assert content.reply_to == f'"{request.name}" <ada@city.example>'


def test_only_members_can_be_chosen(client):
    answer = post(client, make_city(member=False))

    assert answer.context["form"].errors == {"city": ["Choose your city."]}
    assert not AccessRequest.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"city": "x"},
        {"city": "9" * 400},
        {"city": "\x00"},
        {"name": ""},
        {"name": "Buy at www.spam.example"},
        {"email": "ada"},
        {"message": "m" * 1001},
        {"language": "xx"},
    ],
)
def test_a_wrong_answer_asks_nobody_and_keeps_what_was_typed(client, typed):
    city = make_city()
    make_lead(city)

    answer = post(client, city, **typed)

    assert list(answer.context["form"].errors) == list(typed)
    assert not Message.objects.exists()


def test_asking_twice_troubles_nobody_twice(client):
    city = make_city()
    make_lead(city)

    post(client, city)
    post(client, city, email="ADA@city.example")

    assert AccessRequest.objects.count() == 1
    assert len(sent()) == 2


def test_the_database_holds_one_open_request_an_address():
    request = ask(make_city())

    with pytest.raises(IntegrityError, match="access_request_one_open_for_an_address"), transaction.atomic():
        AccessRequest.objects.create(city=request.city, name="A", email="Ada@City.example")


def test_who_has_a_seat_gets_a_mail_and_the_page_tells_no_difference(client):
    city = make_city()
    make_lead(city)
    seated = make_officer(city, person=make_user(email="ada@city.example"))

    known = words_of(post(client, city))
    unknown = words_of(post(client, city, email="eve@city.example"))

    assert known.replace("ada@", "eve@") == unknown
    assert ("access_known", seated.email) in sent()
    assert [request.email for request in AccessRequest.objects.all()] == ["eve@city.example"]


def test_asking_too_often_is_stopped(client):
    city = make_city()

    answers = [post(client, city).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_a_lead_accepts_and_the_person_is_invited(client):
    city = make_city()
    lead = make_lead(city)
    request = ask(city, language="de")
    client.force_login(lead)

    shown = client.get(reverse("cities:access_answer", args=[city.slug, request.pk]))
    answer = client.post(shown.request["PATH_INFO"], {"answer": "accept"})

    invitation = Invitation.objects.get()
    assert answer.url == reverse("cities:team", args=[city.slug])
    assert (invitation.email, invitation.language, invitation.invited_by) == ("ada@city.example", "de", lead)
    assert [entry.verb for entry in Entry.objects.about(request)] == ["access granted", "access asked for"]


def test_a_lead_declines_and_the_person_is_told(client):
    city = make_city()
    request = ask(city)
    client.force_login(make_lead(city))

    client.post(reverse("cities:access_answer", args=[city.slug, request.pk]), {"answer": "decline"})

    assert AccessRequest.objects.get().granted is False
    assert ("access_declined", "ada@city.example") in sent()
    assert emails.access_declined({"request": request.pk}) is not None


def test_a_press_that_says_neither_does_nothing(client):
    city = make_city()
    request = ask(city)
    client.force_login(make_lead(city))

    client.post(reverse("cities:access_answer", args=[city.slug, request.pk]), {"answer": "perhaps"})

    assert AccessRequest.objects.get().answered_at is None


def test_the_second_lead_is_told_that_another_was_quicker(client):
    city = make_city()
    request = ask(city)
    access_requests.answer_access(request, granted=False, by=make_lead(city))
    client.force_login(make_lead(city))

    answer = client.post(
        reverse("cities:access_answer", args=[city.slug, request.pk]), {"answer": "accept"}, follow=True
    )

    assert "This request was answered meanwhile." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_somebody_invited_by_another_way_meanwhile_is_not_invited_twice():
    city = make_city()
    request, lead = ask(city), make_lead(city)
    invitation = inviting.invite(city, email="ada@city.example", by=lead)

    access_requests.answer_access(request, granted=True, by=lead)

    assert AccessRequest.objects.get().granted is True
    assert list(Invitation.objects.all()) == [invitation]
    assert Message.objects.filter(kind="invitation").count() == 1


def test_an_offer_of_some_days_ago_goes_out_once_more_when_the_request_is_granted():
    city = make_city()
    request, lead = ask(city), make_lead(city)
    invitation = inviting.invite(city, email="ada@city.example", by=lead)
    let_pass(Invitation.objects, timedelta(days=3), "sent_at", "expires_at")

    access_requests.answer_access(request, granted=True, by=lead)

    assert list(Invitation.objects.all()) == [invitation]
    assert Message.objects.filter(kind="invitation").count() == 2


def test_after_five_days_the_secretariat_is_asked_once(settings):
    city = make_city()
    make_lead(city)
    request = ask(city)
    Message.objects.all().delete()

    early = access_requests.escalate_access_requests(now=request.sent_at + timedelta(days=4, hours=23))
    due = access_requests.escalate_access_requests(now=request.sent_at + timedelta(days=5))
    again = access_requests.escalate_access_requests(now=request.sent_at + timedelta(days=30))

    assert (early, due, again) == (0, 1, 0)
    assert sent() == [("access_request_staff", settings.CONTACT_EMAIL)]
    assert emails.access_request_staff({"request": request.pk}) is not None


def test_what_was_answered_is_not_passed_on():
    city = make_city()
    request = ask(city)
    make_lead(city)
    AccessRequest.objects.update(escalated_at=None)
    access_requests.answer_access(request, granted=False, by=make_staff())

    assert access_requests.escalate_access_requests(now=request.sent_at + timedelta(days=6)) == 0
    assert emails.access_request({"request": request.pk}) is None


def test_a_city_without_a_lead_is_the_secretariats_at_once(settings):
    ask(make_city())

    assert sent() == [
        ("access_received", "ada@city.example"),
        ("access_request_staff", settings.CONTACT_EMAIL),
    ]


def test_known_or_not_each_address_gets_one_mail_and_the_page_tells_no_difference(client):
    city = make_city()
    make_lead(city)
    make_officer(city, person=make_user(email="ada@city.example"))

    post(client, city)
    post(client, city, email="eve@city.example")

    assert [kind for kind, address in sent() if address == "ada@city.example"] == ["access_known"]
    assert [kind for kind, address in sent() if address == "eve@city.example"] == ["access_received"]


def test_what_was_answered_before_the_acknowledgement_left_needs_none():
    request = ask(make_city())
    before = emails.access_received({"request": request.pk})
    access_requests.answer_access(request, granted=True, by=make_staff())

    assert before is not None
    assert emails.access_received({"request": request.pk}) is None


def test_correcting_the_address_ends_the_first_request(client):
    city = make_city()
    make_lead(city)
    post(client, city, email="ada@citty.example")
    again = client.get(reverse("cities:access"), {"again": 1}).context["form"]
    assert again["message"].value() == "Hi"
    typed = {"city": city.pk, "name": "Ada", "email": "ada@city.example", "language": "en", "message": "Hi"}

    client.post(reverse("cities:access") + "?again=1", typed)

    assert AccessRequest.objects.get().email == "ada@city.example"


def test_another_request_from_the_same_browser_corrects_nothing(client):
    city = make_city()
    post(client, city)
    post(client, city, email="ben@city.example")

    assert AccessRequest.objects.count() == 2


def test_what_was_answered_is_not_corrected_away(client):
    city = make_city()
    lead = make_lead(city)
    post(client, city)
    access_requests.answer_access(AccessRequest.objects.get(), granted=True, by=lead)
    typed = {"city": city.pk, "name": "Ada", "email": "ada.b@city.example", "language": "en", "message": "Hi"}

    client.post(reverse("cities:access") + "?again=1", typed)

    assert sorted(AccessRequest.objects.values_list("email", flat=True)) == [
        "ada.b@city.example",
        "ada@city.example",
    ]


def correct(client, city, **typed):
    good = {"city": city.pk, "name": "Ada", "language": "en", "message": ""}
    return client.post(reverse("cities:access") + "?again=1", good | typed)


def test_correcting_the_address_takes_back_what_a_lead_sent_to_the_wrong_one(client):
    city = make_city()
    lead = make_lead(city)
    post(client, city, email="ada@stranger.example")
    access_requests.answer_access(AccessRequest.objects.get(), granted=True, by=lead)
    invitation = Invitation.objects.get()

    correct(client, city, email="ada@city.example")

    invitation.refresh_from_db()
    assert not invitation.is_open
    assert emails.invitation({"invitation": invitation.pk}) is None
    assert city.access_requests.waiting().get().email == "ada@city.example"


def test_correcting_takes_back_nothing_that_was_there_before_or_is_right(client):
    city = make_city()
    lead = make_lead(city)
    before = inviting.invite(city, email="ada@stranger.example", by=lead)
    let_pass(Invitation.objects, timedelta(minutes=6), "sent_at", "entered_at")
    for address in ("ada@stranger.example", "ada@city.example"):
        post(client, city, email=address)
        access_requests.answer_access(city.access_requests.waiting().get(), granted=True, by=lead)
        correct(client, city, email="ada@city.example")

    assert {it.email for it in city.invitations.open()} == {before.email, "ada@city.example"}


def test_a_seat_that_was_taken_meanwhile_stays(client):
    city = make_city()
    lead = make_lead(city)
    post(client, city, email="ada@city.example")
    access_requests.answer_access(AccessRequest.objects.get(), granted=True, by=lead)
    taken = Invitation.objects.get()
    seat = accepting.accept_invitation(taken, version=taken.link_version, by=None, name="Ada")

    correct(client, city, email="other@city.example")

    seat.refresh_from_db()
    assert seat.until is None
