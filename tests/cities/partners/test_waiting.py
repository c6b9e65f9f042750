"""What the clock does for requests for help, by the partner's own working days."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from cities.directory.tiers import Tier
from cities.models import HelpRequest, Membership, PartnerTerms
from cities.partners.actions import helping
from cities.partners.actions.waiting import go_round
from cities.partners.due import due_on, may_ask_what_came
from cities.partners.emails import help_ended
from cities.partners.refusals import NotNow
from icaforum.forum.actions import change_settings
from icaforum.forum.models import Room
from icaforum.outbox.models import Message
from tests import factories as make

pytestmark = pytest.mark.django_db

State = HelpRequest.State


def at(day, month=11, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def row():
    """Asked on Monday 16 November 2026 of a German partner that promised 3 working days."""
    make.open_rooms(Room.HELP)
    partner = make.make_partner(country="DE", time_zone="Europe/Berlin")
    make.make_lead(partner)
    PartnerTerms.objects.create(city=partner, answer_days=3)
    row = make.ask_for_help(partner=partner)
    HelpRequest.objects.update(put_at=at(16))
    Message.objects.all().delete()
    row.refresh_from_db()
    return row


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def test_a_partner_is_reminded_once_and_then_the_secretariat_has_it(row):
    assert due_on(row, closed=()).isoformat() == "2026-11-19"
    assert go_round(now=at(17)) == 0
    assert go_round(now=at(18)) == 1
    assert go_round(now=at(18)) == 0
    assert kinds() == ["help_reminder"]
    assert go_round(now=at(19, hour=22)) == 0  # still the 19th in Berlin
    assert not HelpRequest.objects.for_staff().exists()
    assert go_round(now=at(20)) == 1
    assert go_round(now=at(23)) == 0
    assert list(HelpRequest.objects.for_staff()) == [row]
    assert kinds() == ["help_reminder"]


def test_days_that_the_partner_does_not_work_do_not_count(row):
    # After the 22nd these are the 23rd, the 24th and, after Christmas, Monday the 28th.
    HelpRequest.objects.update(put_at=at(22, month=12))
    row.refresh_from_db()
    assert due_on(row, closed=()).isoformat() == "2026-12-28"
    closed = [(at(23, month=12).date(), at(28, month=12).date())]
    assert due_on(row, closed=closed).isoformat() == "2026-12-31"


def test_days_on_which_the_secretariat_is_closed_pause_the_promise(row):
    change_settings(by=None, closed_days=["2026-11-17 – 2026-11-18"])
    assert go_round(now=at(20)) == 1  # only reminded
    assert not HelpRequest.objects.for_staff().exists()


def test_an_answer_ends_the_waiting(row):
    lead = row.partner.seats.get().person
    helping.accept(row, text="Yes", by=lead)
    Message.objects.all().delete()
    assert go_round(now=at(30)) == 0
    assert kinds() == []


def test_what_came_of_it_is_asked_once(row):
    helping.accept(row, text="Yes", by=row.partner.seats.get().person)
    HelpRequest.objects.update(answered_at=at(2))
    Message.objects.all().delete()
    assert go_round(now=at(30)) == 0
    HelpRequest.objects.update(needed_by="2026-11-10")
    assert go_round(now=at(23)) == 0
    assert go_round(now=at(25)) == 1
    assert go_round(now=at(30)) == 0
    assert kinds() == ["help_what_came"]


@pytest.mark.parametrize("side", ["city", "partner"])
def test_a_request_ends_when_one_side_leaves_and_says_so(row, side, client):
    gone = getattr(row, side)
    Membership.objects.filter(city=gone).update(until="2026-11-17T00:00:00Z", since=at(1))
    assert go_round(now=at(18)) == 1
    assert go_round(now=at(18)) == 0
    row.refresh_from_db()
    assert (row.state, row.ended_at, row.ended_by_leaving_of) == (State.WITHDRAWN, at(18), gone)
    assert row.state_in_words == f"{gone} has left the Forum"
    other = row.city if side == "partner" else row.partner
    reader = other.seats.get().person
    mail = help_ended({"request": row.pk, "reader": reader.pk})
    said = render_to_string(f"{mail.template}.html", mail.context)
    assert "has left the Forum, so" in said
    offers = "let the secretariat find another partner"
    assert (offers in said) == (side == "partner")
    client.force_login(reader)
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"{gone} has left the Forum" in page
    assert ("Let the secretariat find another partner" in page) == (side == "partner")
    if side == "partner":
        assert helping.go_on_looking(row, by=reader).follows == row


def test_before_the_clock_comes_round_nobody_accepts_for_a_city_that_left(row):
    lead = row.partner.seats.get().person
    Membership.objects.filter(city=row.city).update(until="2026-11-17T00:00:00Z", since=at(1))
    for verb, words in ((helping.accept, {"text": "Yes"}), (helping.write, {"text": "Hi", "language": "en"})):
        with pytest.raises(NotNow, match="has left the Forum"):
            verb(row, by=lead, **words)


def test_nothing_is_done_while_the_room_is_closed(row):
    make.open_rooms(Room.QUESTIONS)
    assert go_round(now=at(30)) == 0
    assert kinds() == []


def test_a_request_for_which_a_partner_is_looked_for_waits_for_staff_at_once():
    looking = make.ask_for_help(make.make_lead(make.make_city(tier=Tier.PEER)), False)
    assert list(HelpRequest.objects.for_staff()) == [looking]


def test_a_day_after_which_no_other_comes_stops_nobody(row):
    HelpRequest.objects.update(needed_by="9999-12-31")
    helping.accept(row, text="Yes", by=make.make_lead(row.partner))
    row.refresh_from_db()
    assert not may_ask_what_came(row, at(30))
