"""Signing a joint call: by leads, in exactly one text, with days before a name goes on the web."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cities.advocacy.actions import drafting, outcomes, signing, waiting
from cities.advocacy.refusals import AnotherText, NotForThem, NotNow
from cities.advocacy.rules import public_from
from cities.directory.standing import left_at
from cities.models import JointCall, Signature, Undecided
from icaforum.audit.models import Entry
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    make.open_rooms()
    return make.make_call(opened=True)


def test_a_lead_signs_for_its_city_and_says_who_decided(call):
    row = make.sign_it(call, decided_by="department", decided_by_whom="The head of housing")

    assert (row.version.number, row.for_whom, row.tier) == (1, "Lead contact for: The head of housing", 1)
    with pytest.raises(NotNow):
        make.sign_it(call, row.signed_by)


def test_nobody_signs_who_does_not_lead_the_city(call):
    for person, city in ((make.make_officer(), None), (make.make_lead(), make.make_city())):
        with pytest.raises(NotForThem):
            make.sign_it(call, person, **({"city": city} if city else {}))


def test_nobody_signs_another_text_than_the_one_that_was_read(call):
    read = call.versions.first().fingerprint
    drafting.change_call(call, text="Better.", by=make.make_staff_at_work())
    lead = make.make_lead()

    with pytest.raises(AnotherText):
        signing.sign(
            call,
            city=lead.seats.get().city,
            fingerprint=read,
            decided_by="mayor",
            decided_on=timezone.now().date(),
            by=lead,
        )


def test_nobody_signs_before_it_has_decided_or_a_call_that_is_closed(call):
    with pytest.raises(NotNow):
        make.sign_it(call, decided_on=timezone.now().date() + timedelta(days=2))
    JointCall.objects.update(sign_by=timezone.now())

    with pytest.raises(NotNow):
        make.sign_it(call)


def test_a_signature_is_taken_back_while_the_list_is_open_and_given_again(call):
    row = make.sign_it(call)
    signing.take_signature_back(row, by=row.signed_by)
    again = make.sign_it(call, row.signed_by)

    assert list(Signature.objects.of(call.versions.first())) == [again]
    outcomes.hand_over(call, on=timezone.now().date(), handed_over_by="Two mayors", by=make.make_staff())
    with pytest.raises(NotNow):
        signing.take_signature_back(again, by=again.signed_by)


def test_another_city_takes_no_signature_back(call):
    row = make.sign_it(call)

    with pytest.raises(NotForThem):
        signing.take_signature_back(row, by=make.make_lead())


# The name on the web ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "days"),
    [
        ("2026-11-30 15:00", 2),  # Monday, so Wednesday
        ("2026-12-04 09:00", 4),  # Friday: Monday and Tuesday
        ("2026-12-24 09:00", 5),  # two days of Christmas in Germany, the second a Saturday
    ],
)
def test_two_working_days_of_the_city_lie_before_the_web(signed, days):
    moment = datetime.fromisoformat(signed).replace(tzinfo=UTC)

    found = public_from(moment, country="DE", zone=ZoneInfo("Europe/Berlin"))

    assert found - moment == timedelta(days=days)


def test_a_name_goes_on_the_web_by_consent_when_its_days_are_over(call):
    agreed, silent = make.sign_it(call, agrees_public=True), make.sign_it(call)
    assert waiting.go_round() == 0
    Signature.objects.update(public_from=timezone.now() - timedelta(minutes=1))

    assert waiting.go_round() == 1
    assert list(Signature.objects.on_the_web()) == [agreed]
    assert waiting.go_round() == 0
    signing.choose_name_on_web(agreed, agrees=False, by=agreed.signed_by)
    assert not Signature.objects.on_the_web().exists()
    signing.choose_name_on_web(silent, agrees=True, by=silent.signed_by)
    assert waiting.go_round() == 1


def test_the_signature_of_a_city_that_left_stays_and_says_so(call):
    row = make.sign_it(call, agrees_public=True)
    stays = make.sign_it(call)
    left = timezone.now()
    row.city.memberships.update(until=left)

    found = {it.pk: left_at(it) for it in Signature.objects.of(call.versions.first())}

    assert found == {row.pk: left, stays.pk: None}
    with pytest.raises(NotForThem):
        signing.choose_name_on_web(row, agrees=False, by=stays.signed_by)
    signing.choose_name_on_web(row, agrees=False, by=row.signed_by)
    with pytest.raises(NotForThem):
        signing.choose_name_on_web(row, agrees=True, by=row.signed_by)


# Not signed ------------------------------------------------------------------------------------------------


def test_a_city_that_decides_later_is_reminded_once_on_its_day(call):
    lead = make.make_lead()
    city, today = lead.seats.get().city, timezone.now().date()
    for day in (today, today + timedelta(days=90)):
        with pytest.raises(NotNow):
            signing.decide_later(call, city=city, remind_on=day, by=lead)
    signing.decide_later(call, city=city, remind_on=today + timedelta(days=2), by=lead)
    assert waiting.go_round() == 0

    assert waiting.go_round(now=timezone.now() + timedelta(days=3)) == 1
    assert waiting.go_round(now=timezone.now() + timedelta(days=3)) == 0


def test_nothing_is_asked_of_a_city_that_left(call):
    lead = make.make_lead()
    city = lead.seats.get().city
    signing.decide_later(call, city=city, remind_on=timezone.now().date() + timedelta(days=2), by=lead)
    city.memberships.update(until=timezone.now())

    assert waiting.go_round(now=timezone.now() + timedelta(days=3)) == 0


def test_who_declines_or_signs_waits_no_more(call):
    lead = make.make_lead()
    city = lead.seats.get().city
    signing.decide_later(call, city=city, remind_on=timezone.now().date() + timedelta(days=2), by=lead)
    signing.decline(call, city=city, by=lead)
    assert Undecided.objects.get().remind_on is None

    make.sign_it(call, lead)

    assert not Undecided.objects.exists()
    with pytest.raises(NotNow):
        signing.decline(call, city=city, by=lead)


def test_before_the_list_closes_the_clock_says_so_once(call):
    assert waiting.go_round() == 0

    soon = call.sign_by - timedelta(days=1)
    assert (waiting.go_round(now=soon), waiting.go_round(now=soon)) == (1, 0)
    assert Entry.objects.latest("pk").verb == "reminded to sign"


def test_a_closed_room_asks_nobody(call):
    make.open_rooms("questions")

    assert waiting.go_round(now=call.sign_by - timedelta(days=1)) == 0


def test_the_name_of_a_city_that_left_before_its_days_were_over_does_not_go_on_the_web():
    lead = make.make_lead()
    row = make.sign_it(make.make_call(opened=True, is_public=True), lead, agrees_public=True)
    row.city.memberships.update(until=timezone.now())

    assert waiting.go_round(now=timezone.now() + timedelta(days=9)) == 0
    row.refresh_from_db()
    assert row.went_public_at is None
