"""What becomes of a joint call: handed over, answered, ended with its outcome, or dropped for a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cities.advocacy.actions import outcomes
from cities.advocacy.refusals import NotNow
from cities.directory.tiers import Tier
from cities.models import City, JointCall
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_no_call_ends_without_its_outcome():
    call, staff, today = make.make_call(opened=True), make.make_staff(), timezone.now().date()
    make.sign_it(call)
    with pytest.raises(NotNow):
        outcomes.note_answer(call, on=today, answer="No", by=staff)
    with pytest.raises(NotNow):
        outcomes.end_call(call, outcome="Nothing", by=staff)
    outcomes.hand_over(call, on=today, handed_over_by="Two mayors", by=staff)
    assert list(JointCall.objects.waiting_for_outcome()) == [call]
    outcomes.note_answer(call, on=today, answer="They lend to cities.", look_on=today, by=staff)
    assert list(JointCall.objects.waiting_for_outcome()) == [call]

    outcomes.end_call(call, outcome="Two cities borrowed.", by=staff)

    assert not JointCall.objects.waiting_for_outcome().exists()
    with transaction.atomic(), pytest.raises(IntegrityError):
        JointCall.objects.update(outcome="")


def test_a_closed_list_waits_to_be_handed_over():
    call, now = make.make_call(opened=True), timezone.now()

    assert not JointCall.objects.to_hand_over(now).exists()
    assert list(JointCall.objects.to_hand_over(call.sign_by + timedelta(minutes=1))) == [call]


def test_a_call_is_not_handed_over_before_it_was_open_or_tomorrow():
    call, today = make.make_call(opened=True), timezone.now().date()

    for day in (today - timedelta(days=3), today + timedelta(days=2)):
        with pytest.raises(NotNow):
            outcomes.hand_over(call, on=day, handed_over_by="Two mayors", by=make.make_staff())


def test_dropped_for_a_reason_it_leaves_the_web():
    call = make.make_call(opened=True, is_public=True)

    row = outcomes.drop_call(call, because="The board has decided", by=make.make_staff())

    assert (row.is_public, row.is_over) == (False, True)
    with pytest.raises(NotNow):
        outcomes.show_on_web(call, by=make.make_staff())


def test_a_partner_is_told_that_it_supports_and_not_that_it_signed():
    make.open_rooms()
    call = make.make_call(opened=True)
    partner = make.make_lead(make.make_city(kind=City.Kind.PARTNER))
    city = make.make_lead(make.make_city(tier=Tier.GENERAL))
    for person in (partner, city):
        make.sign_it(call, person)
    outcomes.drop_call(call, because="The board has decided", by=make.make_staff())

    mails = Message.objects.filter(kind="call_dropped", person__in=[partner, city])
    said = {mail.person: written(mail).text for mail in mails}

    assert "that your organisation supports is not handed over" in said[partner]
    assert "that your city signed is not handed over" in said[city]
