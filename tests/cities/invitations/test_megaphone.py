"""Mails that a member's word sends to others: enough for work, too few to be somebody's megaphone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.invitations.actions import access_requests, inviting
from cities.letters.actions import write_to_city
from cities.letters.refusals import TooMany
from cities.models import AccessRequest, Invitation, Letter
from cities.people import limits
from icaforum.audit.record import Refused
from icaforum.outbox.models import Message
from pilots.pairings.actions import course
from tests.factories import (
    let_pass,
    make_city,
    make_lead,
    make_officer,
    make_pairing,
    make_staff,
    make_staff_at_work,
    make_user,
)

pytestmark = pytest.mark.django_db


def tried(acts):
    """What each act came to: True, or the class of its refusal."""
    results = []
    for act in acts:
        try:
            act()
            results.append(True)
        except Refused as refusal:
            results.append(type(refusal))
    return results


def invitations(city, by, number, start=0):
    return [
        lambda n=n: inviting.invite(city, email=f"p{n}@city.example", note="Buy!", by=by)
        for n in range(start, start + number)
    ]


def test_of_twenty_five_invitations_of_a_lead_ten_go_out():
    city = make_city()

    results = tried(invitations(city, make_lead(city), 25))

    assert results == [True] * 10 + [inviting.TooMany] * 15
    assert Message.objects.filter(kind="invitation").count() == 10


def test_the_page_says_so_and_keeps_what_was_typed(client):
    city = make_city()
    lead = make_lead(city)
    tried(invitations(city, lead, 10))
    client.force_login(lead)

    typed = {"email": "one.more@city.example", "role": "officer", "language": "en", "note": "Dear Olive"}
    page = client.post(reverse("cities:team", args=[city.slug]), typed)

    assert "Many invitations went out this hour. Please go on later" in page.text
    assert "Dear Olive" in page.text


def test_several_leads_of_a_city_send_fifteen_together():
    city = make_city()
    results = [tried(invitations(city, make_lead(city), 8, start=8 * n)).count(True) for n in range(3)]

    assert results == [8, 7, 0]


def test_three_invitations_a_day_reach_one_mailbox():
    city = make_city()
    by = make_lead(city)

    results = tried(
        [lambda n=n: inviting.invite(city, email=f"kim+{n}@city.example", by=by) for n in range(4)]
    )

    assert results == [True] * 3 + [inviting.TooMany]
    assert Invitation.objects.first().email.startswith("kim+")


def test_the_secretariat_at_work_is_not_counted():
    city = make_city()

    assert tried(invitations(city, make_staff_at_work(), 25)) == [True] * 25


def test_the_secretariat_without_its_second_step_is_counted_as_a_member():
    city = make_city()

    assert tried(invitations(city, make_staff(), 25)) == [True] * 10 + [inviting.TooMany] * 15


@pytest.mark.parametrize(("shown", "sent"), [(True, 12), (False, 10)])
def test_a_lead_who_works_in_the_secretariat_as_well_is_spared_by_the_second_step_alone(
    client, settings, shown, sent
):
    city = make_city()
    lead = make_officer(city, role="lead", person=make_staff())
    settings.STAFF_SECOND_FACTOR = not shown
    client.force_login(lead)

    for n in range(12):
        typed = {"email": f"p{n}@city.example", "role": "officer", "language": "en", "note": ""}
        client.post(reverse("cities:team", args=[city.slug]), typed)

    assert Invitation.objects.count() == sent


def test_taking_back_and_inviting_again_does_not_mail_again_at_once():
    city = make_city()
    lead = make_lead(city)

    def again():
        offer = inviting.invite(city, email="olive@city.example", by=lead)
        inviting.revoke_invitation(offer, by=lead)

    assert tried([again] * 5) == [True] + [inviting.TooSoon] * 4
    assert Message.objects.count() == 1


def test_one_address_gets_three_invitations_a_day_whoever_sends_them():
    cities = [make_city() for _n in range(5)]
    acts = [
        lambda city=city: inviting.invite(city, email="Olive@city.example", by=make_lead(city))
        for city in cities
    ]

    assert tried(acts) == [True] * 3 + [inviting.TooMany] * 2
    with pytest.raises(inviting.TooMany, match=r"olive@city\.example has had several invitations today"):
        acts[4]()


def test_sending_again_counts_as_well():
    city = make_city()
    lead = make_lead(city)
    offer = inviting.invite(city, email="olive@city.example", by=lead)

    results = []
    for _n in range(4):
        let_pass(Invitation.objects, timedelta(minutes=6), "sent_at", "expires_at")
        results += tried([lambda: inviting.resend_invitation(offer, by=lead)])

    assert results == [True, True, inviting.TooMany, inviting.TooMany]


def at_once(acts):
    line = Barrier(len(acts))

    def run(act):
        try:
            line.wait()
            return tried([act])[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def from_twelve_cities():
    """One lead of twelve cities, so that no lock of a city lets them pass one after the other."""
    lead = make_user()
    cities = [make_city() for _n in range(12)]
    for city in cities:
        make_lead(city, person=lead)
    return [invitations(city, lead, 1, start=n)[0] for n, city in enumerate(cities)]


@pytest.mark.django_db(transaction=True)
def test_of_twelve_invitations_at_once_ten_go_out():
    results = at_once(from_twelve_cities())

    assert results.count(True) == 10
    assert Invitation.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_its_twin_that_reads_and_then_writes_lets_all_out(monkeypatch):
    counts, line = {}, Barrier(12)

    def read_then_write(what, key, _seconds):
        number = counts.get((what, key), 0) + 1
        line.wait()
        counts[what, key] = number
        return number

    acts = from_twelve_cities()
    monkeypatch.setattr(limits, "_count", read_then_write)

    assert at_once(acts).count(True) == 12


# The same for other forms ---------------------------------------------------------------------------------


def test_a_city_gets_twenty_messages_an_hour_whoever_writes():
    city = make_city()
    make_lead(city)
    writers = [make_officer() for _n in range(3)]
    acts = [lambda n=n: write_to_city(city, text="Buy!", by=writers[n % 3]) for n in range(22)]

    assert tried(acts) == [True] * 20 + [TooMany] * 2
    assert Letter.objects.count() == 20


def test_strangers_write_to_the_leads_of_a_city_by_ten_requests_an_hour(client):
    city = make_city()
    make_lead(city)
    facts = {"name": "Ana", "language": "en", "message": "Buy!"}
    acts = [
        lambda n=n: access_requests.ask_for_access(city, email=f"p{n}@x.example", **facts) for n in range(12)
    ]

    assert tried(acts) == [True] * 10 + [inviting.TooMany] * 2
    assert AccessRequest.objects.count() == 10
    page = client.post(reverse("cities:access"), facts | {"city": city.pk, "email": "one.more@x.example"})
    assert "Many people asked" in page.text
    assert "Buy!" in page.text


def test_somebody_signed_in_has_ten_new_addresses_mailed_an_hour():
    person = make_user()

    for n in range(12):
        browser = Client()
        browser.force_login(person)
        browser.post(reverse("account_email"), {"action_add": "", "email": f"p{n}@x.example"})

    assert Message.objects.filter(kind="email_verification_code").count() == 10


def test_a_pairing_is_paused_three_times_a_day_and_can_always_go_on():
    pairing = make_pairing()
    lead = make_lead(pairing.peer_city)

    results = []
    for _n in range(4):
        results += tried([lambda: course.pause(pairing, note="Buy!", by=lead)])
        results += tried([lambda: course.resume(pairing, by=lead)])

    assert results[:6] == [True] * 6
    assert [result.__name__ for result in results[6:]] == ["NotNow", "NotNow"]
