"""Undoing a decision: a declined application is taken up again, an ended membership is opened again."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.invitations.actions.inviting import invite
from cities.joining import refusals, route
from cities.joining.actions import deciding, memberships, reopening
from cities.joining.models import ApplicationQuerySet
from cities.models import Application, Membership
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused
from icaforum.outbox.models import Message
from tests.cities.joining.test_application_races import at_once
from tests.factories import make_application, make_city, make_lead, make_officer, make_question, make_staff

pytestmark = pytest.mark.django_db

State = Application.State


def declined(**facts):
    long_ago = timezone.now() - timedelta(days=60)
    application = make_application(confirmed_at=long_ago, interest="Heat.", note="Called.", **facts)
    return deciding.decline(application, reason="The list is full.", by=make_staff(name="Ana"))


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def test_a_declined_application_waits_again_with_all_that_was_written():
    application, staff = declined(city=make_city(member=False)), make_staff()
    question = make_question(application, answered_at=timezone.now(), answer="Yes.")
    confirmed_at = application.confirmed_at

    reopening.take_up_again(application, by=staff)

    application.refresh_from_db()
    assert (application.state, application.interest, application.reason) == (State.WAITING, "Heat.", "")
    assert application.note.startswith("Called.\n\nDeclined on ")
    assert application.note.endswith("by Ana: The list is full.")
    assert list(application.clarifications.all()) == [question]
    assert not route.clock(application, timezone.now()).is_overdue
    # The day of the confirmation stays what it was; the days of the promise count from now.
    assert application.confirmed_at == confirmed_at
    assert [it.words for it in route.stations(application, now=timezone.now(), to_staff=True)][1:5] == [
        "Address confirmed",
        "Question asked",
        "Question answered",
        "Taken up again",
    ]
    assert [entry.verb for entry in Entry.objects.about(application)] == ["taken up again", "declined"]
    [mail] = mails("application_taken_up")
    assert mail.address == application.email


def test_with_a_question_open_it_waits_for_the_applicant():
    application = declined()
    make_question(application)

    assert reopening.take_up_again(application, by=make_staff()).state == State.ASKED


def test_declined_a_second_time_the_applicant_is_told_a_second_time():
    application, staff = declined(), make_staff()
    for _ in range(2):
        application = reopening.take_up_again(application, by=staff)
        application = deciding.decline(application, reason="Still full.", by=staff)

    assert (len(mails("application_declined")), len(mails("application_taken_up"))) == (3, 2)


@pytest.mark.parametrize("state", [state for state in State if state != State.DECLINED])
def test_in_no_other_state(state):
    application = make_application(state=state)

    with pytest.raises(refusals.NotDeclined, match=str(state.label)):
        reopening.take_up_again(application, by=make_staff())

    assert not Entry.objects.about(application).exists()


def test_not_while_the_city_is_in_or_has_applied_anew():
    application, staff = declined(city=make_city(member=False)), make_staff()
    anew = make_application(city=application.city)
    with pytest.raises(refusals.AnotherIsOpen):
        reopening.take_up_again(application, by=staff)

    deciding.approve(anew, tier=Tier.GENERAL, by=staff)
    with pytest.raises(memberships.AlreadyMember):
        reopening.take_up_again(application, by=staff)


def test_not_by_whoever_applied():
    application = declined()

    with pytest.raises(refusals.OwnApplication):
        reopening.take_up_again(application, by=make_staff(email=application.email))


def test_the_page_says_what_happens_and_does_it(client):
    application = declined()
    client.force_login(make_staff())
    page = client.get(reverse("admin:cities_application_change", args=[application.pk])).text
    url = reverse("admin:cities_application_verb", args=[application.pk, "take-up"])
    assert url in page
    assert f"This mails {application.person_name}" in client.get(url).text
    assert "We look at the application of" in client.post(url, {"_preview": "1"}).text

    assert client.post(url).status_code == 302
    application.refresh_from_db()
    assert application.state == State.WAITING


def ended(city, **facts):
    return memberships.end_membership(city.memberships.open().get(), by=make_staff(), **facts)


def test_a_membership_goes_on_without_a_gap_in_the_same_seats():
    city, staff = make_city(tier=Tier.PEER), make_staff()
    lead, since = make_lead(city), city.memberships.get().since
    row = ended(city, reason="Wrong city.")
    assert not lead.seats.standing().exists()

    reopening.reopen_membership(row, by=staff, reason="Meant Limassol.")

    [row] = city.memberships.all()
    assert (row.tier, row.since, row.until, row.reason) == (Tier.PEER, since, None, "Meant Limassol.")
    assert lead.seats.standing().exists()
    assert [entry.verb for entry in Entry.objects.about(row)] == ["membership reopened", "membership ended"]
    assert [mail.person_id for mail in mails("membership_reopened")] == [lead.pk]


def test_ended_a_second_time_the_team_is_told_a_second_time():
    city = make_city()
    make_lead(city)
    for _ in range(2):
        row = ended(city)
        reopening.reopen_membership(row, by=make_staff())

    assert (len(mails("membership_ended")), len(mails("membership_reopened"))) == (2, 2)


def test_only_the_last_row_of_a_city_that_is_out():
    city, staff = make_city(tier=Tier.GENERAL), make_staff()
    first = city.memberships.get()
    with pytest.raises(memberships.AlreadyMember):
        reopening.reopen_membership(first, by=staff)

    second = memberships.change_tier(first, tier=Tier.PEER, by=staff)
    with pytest.raises(memberships.AlreadyMember):
        reopening.reopen_membership(first, by=staff)

    memberships.end_membership(second, by=staff)
    with pytest.raises(reopening.NotTheLast):
        reopening.reopen_membership(first, by=staff)
    assert reopening.reopen_membership(second, by=staff).is_open


def test_the_page_names_what_does_not_come_back(client):
    city, staff = make_city(), make_staff()
    make_officer(city)
    invite(city, email="kim@city.example", role="lead", by=staff)
    invite(city, email="taken@back.example", role="lead", by=staff)
    city.invitations.filter(email="taken@back.example").update(revoked_at=timezone.now() - timedelta(days=1))
    row = ended(city)
    client.force_login(staff)
    url = reverse("admin:cities_membership_verb", args=[row.pk, "reopen"])

    page = client.get(url).text

    assert "These invitations ended with it, and have to be sent anew: kim@city.example." in page
    assert "taken@back.example" not in page
    assert client.post(url, {"reason": ""}).status_code == 302
    assert city.memberships.open().count() == 1


# Two at once ----------------------------------------------------------------------------------------------


def _two_take_up(application, monkeypatch):
    """Two press at once, and meet after reading the state where no lock keeps them apart."""
    barrier, may_decide = Barrier(2), reopening.rules.may_decide

    def waits(user, row, entry):
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return may_decide(user, row, entry)

    ana, ben = make_staff(), make_staff()
    monkeypatch.setattr(reopening.rules, "may_decide", waits)
    results = at_once(
        lambda: reopening.take_up_again(application, by=ana),
        lambda: reopening.take_up_again(application, by=ben),
    )
    refused = [type(result) for result in results if isinstance(result, Refused)]
    return refused, Entry.objects.filter(verb="taken up again").count()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_takes_it_up_and_the_other_is_told(monkeypatch):
    assert _two_take_up(declined(), monkeypatch) == ([refusals.NotDeclined], 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_take_it_up(monkeypatch):
    # The twin: what the lock of the row keeps apart.
    application = declined()
    monkeypatch.setattr(ApplicationQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))

    refused, times = _two_take_up(application, monkeypatch)

    assert (refused, times) == ([], 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_opens_the_membership():
    row, ana, ben = ended(make_city()), make_staff(), make_staff()

    results = at_once(
        lambda: reopening.reopen_membership(row, by=ana), lambda: reopening.reopen_membership(row, by=ben)
    )

    assert sum(isinstance(result, memberships.AlreadyMember) for result in results) == 1
    assert Entry.objects.filter(verb="membership reopened").count() == 1
    assert Membership.objects.open().filter(city=row.city).count() == 1
