"""The page of the yearly question: who answers, what is confirmed, and how a city says no."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.joining.refusals import MembershipEnded
from cities.models import City, Confirmation, Invitation, Membership
from cities.people.actions import teams
from cities.yearly.actions import answering, asking
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.cities.joining.test_application_races import at_once
from tests.factories import make_city, make_lead, make_officer, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    city = make_city(name="Riverport", slug="riverport")
    make_lead(city, person=make_user(name="Lena Ek"))
    make_officer(city, person=make_user(name="Ben Okri"))
    Confirmation.objects.create(city=city, year=2026, mails=1, mailed_at=timezone.now())
    return city


@pytest.fixture
def lead(city):
    client = Client()
    client.force_login(city.seats.leads().get().person)
    return client


def url(name="confirm", slug="riverport"):
    return reverse(f"cities:{name}", args=[slug])


def page(response):
    return unescape(response.content.decode())


def seats(city):
    return list(city.seats.open().values_list("pk", flat=True))


def test_my_forum_leads_to_it_until_it_is_answered(lead, city):
    assert "Is Riverport still taking part?" in page(lead.get(reverse("desk")))

    answer = lead.post(url(), {"seats": seats(city)}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("desk")
    assert "Thank you. We ask again in a year." in page(answer)
    assert "still taking part" not in page(answer)
    row = Confirmation.objects.get()
    assert (row.takes_part, row.answered_by.name) == (True, "Lena Ek")
    assert Entry.objects.filter(verb="confirmed for the year", actor_id=row.answered_by_id).count() == 1
    assert "Nothing is asked just now." in page(lead.get(url()))


def test_each_contact_is_ticked_by_hand_or_leaves(lead, city):
    ben = city.seats.get(person__name="Ben Okri")
    text = page(lead.get(url()))
    assert "checked" not in text

    refused = page(lead.post(url(), {"seats": [pk for pk in seats(city) if pk != ben.pk]}))

    assert "Not ticked: Ben Okri." in refused
    assert "<title>Error" in refused
    assert Confirmation.objects.unanswered().exists()
    leaves = f"{reverse('remove_colleague', args=['riverport', ben.pk])}?back={url()}"
    assert f'href="{leaves}"' in text
    assert lead.post(leaves, {}).headers["Location"] == url()
    assert [str(seat.person) for seat in lead.get(url()).context["team_form"].team] == ["Lena Ek"]


def test_the_way_back_is_a_page_of_ours(lead, city):
    ben = city.seats.get(person__name="Ben Okri")
    remove = reverse("remove_colleague", args=["riverport", ben.pk])

    answer = lead.post(f"{remove}?back=https://evil.example/", {})

    assert answer.headers["Location"] == reverse("cities:team", args=["riverport"])


def test_who_leaves_it_as_it_is_comes_back_to_the_question(lead, city):
    ben = city.seats.get(person__name="Ben Okri")
    remove, leave = (
        reverse("remove_colleague", args=["riverport", ben.pk]),
        reverse("leave_team", args=["riverport"]),
    )
    here = url()

    ways = [Page(lead.get(f"{page}?back={here}")).links for page in (remove, leave)]
    elsewhere = [Page(lead.get(f"{page}?back=//evil.example/")).links for page in (remove, leave)]

    assert [links.get(here) for links in ways] == ["Leave it as it is"] * 2
    assert f"{leave}?back={here}" in Page(lead.get(here)).links
    own = [reverse("cities:team", args=["riverport"]), reverse("cities:profile")]
    assert [links.get(page) for links, page in zip(elsewhere, own, strict=True)] == ["Leave it as it is"] * 2


def test_a_colleague_is_invited_on_the_same_page(lead, city):
    typed = {"invite": "1", "email": "new@riverport.example", "role": "officer", "language": "en"}
    wrong = page(lead.post(url(), typed | {"email": "no address"}))
    assert "<title>Error" in wrong

    answer = lead.post(url(), typed, follow=True)

    assert "new@riverport.example" in page(answer)
    assert Invitation.objects.get().email == "new@riverport.example"
    assert Confirmation.objects.unanswered().exists()


def test_a_team_that_is_another_by_now_is_looked_at_again(lead, city):
    shown = seats(city)
    make_officer(city, person=make_user(name="Noor"))

    text = page(lead.post(url(), {"seats": shown}))

    assert "Not ticked: Noor." in text
    with pytest.raises(answering.TeamChanged):
        answering.confirm(city, seats=shown, by=make_staff())
    gone = city.seats.get(person__name="Noor")
    teams.end_seat(gone, by=None, successor=None)
    text = page(lead.post(url(), {"seats": [*shown, gone.pk]}))
    assert "Somebody came or left meanwhile." in text


def test_it_is_for_the_lead_alone(client, city):
    outsider = make_lead(make_city())
    officer = city.seats.get(person__name="Ben Okri").person
    for person in (outsider, officer, make_user()):
        other = Client()
        other.force_login(person)
        for name in ("confirm", "confirm_no"):
            assert other.get(url(name)).status_code == 404
            assert other.post(url(name), {"seats": seats(city)}).status_code == 404
    assert client.get(url()).status_code == 302
    assert Confirmation.objects.unanswered().exists()


def test_no_shows_what_follows_and_ends_the_membership(lead, city):
    shown = lead.get(url("confirm_no"))
    assert "End the membership of Riverport?" in page(shown)
    assert Membership.objects.open().filter(city=city).exists()

    answer = lead.post(
        url("confirm_no"), {"reason": "No people for it.", "_read": shown.context["read"]}, follow=True
    )

    assert answer.status_code == 200
    assert not Membership.objects.open().filter(city=city).exists()
    row = Confirmation.objects.get()
    assert (row.takes_part, row.answered_by.name) == (False, "Lena Ek")
    assert Message.objects.filter(kind="membership_ended").count() == 2
    told = written(Message.objects.get(kind="no_longer_there"))
    assert told.subject == "Riverport no longer takes part"
    assert "No people for it." in told.text
    assert "Lena Ek has answered" in told.text


def test_what_has_changed_since_it_was_read_is_read_again(lead, city):
    text = page(lead.post(url("confirm_no"), {"reason": "", "_read": "of another day"}))

    assert "Meanwhile something has changed here." in text
    assert Membership.objects.open().filter(city=city).exists()


def test_a_partner_is_asked_in_words_of_its_own(client):
    partner = make_city(kind=City.Kind.PARTNER, name="Warm Homes", slug="warm-homes")
    client.force_login(make_lead(partner))
    Confirmation.objects.create(city=partner, year=2026)

    text = page(client.get(url(slug="warm-homes")))

    assert "We ask each partner once a year" in text
    assert "Yes, we are still a partner" in text
    client.post(url(slug="warm-homes"), {"seats": seats(partner)})
    assert Confirmation.objects.get().takes_part is True


def test_the_secretariat_writes_down_what_it_hears_by_phone(city):
    staff = Client()
    staff.force_login(make_staff())
    Confirmation.objects.update(staff_since=timezone.now())
    change = reverse("admin:cities_city_change", args=[city.pk])
    shown = staff.get(change)
    assert "No answer to the yearly question" in page(shown)
    assert "&lt;time" not in shown.content.decode()  # no tag is shown as it is written
    listed = staff.get(reverse("admin:cities_city_changelist") + "?care=year").context["cl"].result_list
    assert list(listed) == [city]

    staff.post(reverse("admin:cities_city_verb", args=[city.pk, "still-there"]))

    assert Confirmation.objects.get().takes_part is True
    assert "yearly question" not in page(staff.get(change))
    assert not asking.go_round()


def test_an_answer_is_given_once(city):
    answering.confirm(city, seats=None, by=make_staff())

    for again in (
        lambda: answering.confirm(city, seats=None, by=make_staff()),
        lambda: answering.leave_the_forum(city, reason="", by=make_staff()),
    ):
        with pytest.raises(answering.NothingAsked):
            again()
    Membership.objects.filter(city=city).update(until=timezone.now())
    with pytest.raises(MembershipEnded):
        answering.confirm(city, seats=None, by=make_staff())


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_once_are_one_answer(city):
    lead, second = city.seats.leads().get().person, make_lead(city)

    results = at_once(
        lambda: answering.confirm(city, seats=None, by=lead),
        lambda: answering.leave_the_forum(city, reason="", by=second),
    )

    assert sorted(isinstance(it, Confirmation) for it in results) == [False, True]
    row = Confirmation.objects.get()
    assert Membership.objects.open().filter(city=city).exists() is row.takes_part
