"""Whoever left takes back what they wrote, by the link of their last mail and without signing in."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from cities.advocacy.actions import drafting
from cities.joining.actions.memberships import end_membership
from cities.joining.actions.reopening import reopen_membership
from cities.models import JointCall, Officer, Signature
from icaforum.forum.models import Room
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.person.actions import leave_team
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    """A lead of a peer city who answered, commented, wrote in short and signed, with the name on the web."""
    make.open_rooms()
    lead = make.make_lead(make.make_city(name="Lakemouth", tier=2))
    question = make.ask_the_forum(title="Who pays for guards?")
    make.answer_it(question, lead, text="We paid the hosts.")
    make.comment_on(make.make_call(title="Retrofit loans"), lead)
    make.sign_it(make.make_call(opened=True, is_public=True), lead, agrees_public=True)
    return lead


def link_in(kind):
    letter = written(Message.objects.get(kind=kind))
    return re.search(rf"{settings.BASE_URL}(/left/[^/\s]+/)", letter.text)[1]


def taken_back_by(client, address):
    """Take back all that the page offers; return the kinds."""
    page = client.get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    offers = re.findall(rf'href="({re.escape(address)}([a-z-]+)/\d+/)"', page.text)
    for offer, _kind in offers:
        assert "cannot be put back" in client.get(offer).text
        assert client.post(offer).status_code == 302
    assert "could take back yourself" in client.get(address).text
    return sorted(kind for _offer, kind in offers)


def test_whoever_led_a_city_that_left_takes_back_their_words_and_its_name(client, lead):
    membership = lead.seats.get().city.membership
    end_membership(membership, by=make.make_staff())
    address = link_in("membership_ended")

    assert taken_back_by(client, address) == ["answer", "comment", "name"]
    # Pressed once more, it says so; back in the Forum the link has ended.
    assert client.post(f"{address}answer/1/", follow=True).status_code == 200
    reopen_membership(membership, by=make.make_staff())
    assert client.get(address).status_code == 404


def test_a_call_signed_in_two_of_its_texts_is_offered_once(client, lead):
    call = JointCall.objects.get(is_public=True)
    drafting.change_call(call, text="We ask the board to decide four things.", by=make.make_staff_at_work())
    make.sign_it(call, lead, agrees_public=True)
    assert Signature.objects.filter(agrees_public=True).count() == 2
    end_membership(lead.seats.get().city.membership, by=make.make_staff())

    assert taken_back_by(client, link_in("membership_ended")).count("name") == 1
    assert not Signature.objects.filter(agrees_public=True).exists()


@pytest.mark.parametrize("kind", ["membership_ended", "seat_removed"])
def test_the_link_is_good_for_a_year_and_then_says_so(client, lead, kind):
    seat = lead.seats.get()
    if kind == "seat_removed":
        make.make_lead(seat.city)
        leave_team(seat, by=lead)
    else:
        end_membership(seat.city.membership, by=make.make_staff())
    address = link_in(kind)
    ended = {"seat_removed": Officer.objects.filter(pk=seat.pk), "membership_ended": seat.city.memberships}
    for days, status in ((364, 200), (366, 404)):
        moment = timezone.now() - timedelta(days=days)
        ended[kind].update(until=moment, since=moment - timedelta(days=9))
        assert client.get(address).status_code == status
    page = client.get(f"{address}answer/1/")
    assert (page.status_code, "good for a year" in page.text) == (404, True)


def test_the_page_costs_the_same_statements_for_more_rows(client, lead, django_assert_max_num_queries):
    seat = lead.seats.get()
    make.make_lead(seat.city)

    def cost():
        make.make_brief(by=lead)
        make.make_brief(make.answer_it(make.ask_the_forum()), lead)
        make.answer_it(make.ask_the_forum(), lead)
        Officer.objects.filter(pk=seat.pk).update(until=Now())
        with django_assert_max_num_queries(60) as found:
            assert client.get(seat.taking_back_path).status_code == 200
        Officer.objects.filter(pk=seat.pk).update(until=None)
        return len(found)

    assert cost() == cost()


def test_whoever_left_a_team_takes_back_their_own_words_alone(client, lead):
    seat = lead.seats.get()
    make.make_lead(seat.city)
    leave_team(seat, by=lead)
    address = link_in("seat_removed")
    others = make.answer_it(make.ask_the_forum())

    assert client.get(f"{address}answer/{others.pk}/", follow=True).status_code == 200
    assert client.post(f"{address}answer/{others.pk}/").status_code == 302
    others.refresh_from_db()
    assert others.is_up
    make.open_rooms(Room.JOINT_CALLS)
    assert "Who pays for guards?" not in client.get(address).text  # a closed room leaves no trace
    make.open_rooms()
    assert taken_back_by(client, address) == ["answer", "comment"]
    assert client.get(f"{address[:-3]}/").status_code == 404
