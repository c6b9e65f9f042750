"""Whoever declines in the calendar gives the place up; and nobody gives up another's."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar.timezone import tzp

from events.guests.actions import invite_guest, take_back_guest, write_to_guest_again
from events.guests.emails import entry_of as guest_entry
from events.models import Event, Guest, Registration
from events.places import calendar
from events.places.actions import give_up, take_place
from icaforum.inbound.receiving import receive
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from tests.factories import make_event, make_lead, make_registration, make_staff
from tests.icaforum.inbound import raws
from tests.icaforum.inbound.conftest import answer_of_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door")]


@pytest.fixture
def place():
    return make_registration(make_event(title="Cool rooms"))


def answers(place):
    place.refresh_from_db()
    return place.answer


@pytest.mark.parametrize("program", raws.CALENDARS)
def test_a_decline_gives_the_place_up_and_the_person_is_told(program, place):
    arrival = receive(answer_of_calendar(program, place.person, place.uid, auth=""))

    assert (arrival.became, answers(place)) == ("declined", "gave_up")
    drain()
    told = mail.outbox[-1]
    assert told.to == [place.person.email]
    assert "You declined it in your calendar, so we gave your place up" in told.body


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION", ""])
def test_every_other_answer_changes_nothing(answer, place):
    arrival = receive(answer_of_calendar("Google", place.person, place.uid, answer=answer or "X"))

    assert (arrival.became, answers(place)) == ("calendar", "going")
    assert not Message.objects.exists()


def test_the_same_decline_twice_gives_up_once(place):
    raw = answer_of_calendar("Outlook", place.person, place.uid)
    receive(raw)
    take_place(place.event, by=place.person)

    receive(b"Received: by another.example\r\n" + raw.replace(b"\n", b"\r\n"))

    assert answers(place) == "going"


@pytest.mark.parametrize("same_mail", [True, False])
def test_an_old_decline_that_comes_again_takes_no_new_place(place, same_mail):
    long_ago = timezone.now() - timedelta(days=1)
    old = {"sequence": place.turn, "stamp": f"{long_ago:%Y%m%dT%H%M%SZ}"}
    give_up(place.event, by=place.person)
    take_place(place.event, by=place.person)

    arrival = receive(answer_of_calendar("Apple", place.person, place.uid, **old))

    assert (arrival.became, answers(place)) == ("calendar", "going")


def test_a_decline_of_an_entry_from_before_a_change_counts(place):
    """The event moved while somebody pressed «No» at the entry as it was."""
    type(place.event).objects.update(sequence=3)

    assert receive(answer_of_calendar("Google", place.person, place.uid, sequence=1)).became == "declined"


# Guests -----------------------------------------------------------------------------------------------------


REFUSED = {"somebody else": "somebody-else", "one day": "one-day", "over": "This event is over."}


@pytest.fixture
def guest():
    return invite_guest(make_event(), name="Kofi Mensah", email="kofi@union.example", by=make_staff())


@pytest.mark.parametrize("program", raws.CALENDARS)
def test_a_guest_declines_in_the_calendar_and_is_told(program, guest):
    entry = guest_entry(guest).to_ical().decode()
    arrival = receive(answer_of_calendar(program, guest, guest.uid, auth="", sequence=0))

    guest.refresh_from_db()
    drain()
    assert "RSVP=TRUE" in entry
    assert (arrival.became, guest.answer) == ("declined", "declined")
    told = mail.outbox[-1]
    assert told.to == ["kofi@union.example"]
    assert "we do not expect you any more" in told.body


@pytest.mark.parametrize("what", ["accepted", "asked again", *REFUSED, "taken back"])
def test_what_is_no_decline_of_the_guest_changes_nothing(what, guest):
    facts, by = {"sequence": 0}, make_staff()
    then = timezone.now() - timedelta(days=1)
    if what == "accepted":
        facts["answer"] = "ACCEPTED"
    elif what == "asked again":
        write_to_guest_again(guest, by=by)
        facts["stamp"] = f"{then:%Y%m%dT%H%M%SZ}"
    elif what == "over":
        Event.objects.update(starts_at=then, ends_at=then + timedelta(hours=1))
    elif what == "taken back":
        take_back_guest(guest, by=by)
    writes = make_lead() if what == "somebody else" else guest
    raw = answer_of_calendar("Google", writes, guest.uid, **facts)
    if what == "one day":
        raw = raw.replace(b"SEQUENCE:0\n", b"SEQUENCE:0\nRECURRENCE-ID:20261217T140000Z\n")

    arrival = receive(raw)

    became = REFUSED.get(what, "")
    guest.refresh_from_db()
    assert (arrival.became, arrival.why) == ("refused" if became else "calendar", became)
    assert guest.answer == ("taken-back" if what == "taken back" else "invited")


def test_the_entry_of_a_guest_from_before_takes_proof(guest):
    Guest.objects.update(uid="")
    uid = guest.event.uid

    assert receive(answer_of_calendar("Google", guest, uid, sequence=0, auth="")).became == "refused"
    date = "Mon, 16 Nov 2026 11:00:00 +0000"
    assert receive(answer_of_calendar("Google", guest, uid, sequence=0, date=date)).became == "declined"


# Who declines ----------------------------------------------------------------------------------------------


_HERE, _ELSEWHERE = "mx.forum.example", "mx.evil.example"
FORGED = (
    "",
    raws.FAIL,
    # Put there by the sender, below what the server found or in its place.
    raws.FAIL + raws.PASS,
    raws.PASS.replace(_HERE, _ELSEWHERE),
    raws.PASS.replace(_HERE, _ELSEWHERE) + raws.PASS,
    f"Authentication-Results: {_HERE}; none (dmarc=pass)\n",
    f'Authentication-Results: {_HERE}; spf=pass smtp.mailfrom="a;dmarc=pass;"@x.example\n',
    f"Authentication-Results: {_HERE}; spf=pass (a\\) ; dmarc=pass (\n",
    f"Authentication-Results: {_HERE}; dmarc=pass header.from=evil.example\n",
    f"Authentication-Results: {_HERE}; dmarc=pass; dmarc=fail\n",
    raws.PASS + "From: mallory@evil.example\n",
)


def test_an_entry_with_the_uid_of_all_needs_proof(place):
    """As entries from before have it: everybody at the event knows that UID."""
    Registration.objects.update(uid="")
    person, other = place.person, make_registration(place.event)
    Registration.objects.update(uid="")
    uid = place.event.uid

    for number, auth in enumerate(FORGED):
        date = f"Mon, 16 Nov 2026 10:00:{number:02} +0000"
        arrival = receive(answer_of_calendar("Google", person, uid, date=date, auth=auth))
        assert (arrival.became, arrival.why, answers(place)) == ("refused", "no-proof", "going"), auth

    # With proof, but of somebody else: that one's own place at most.
    receive(answer_of_calendar("Google", person, uid, sender="mallory@city.example"))
    assert (answers(place), answers(other)) == ("going", "going")

    date = "Mon, 16 Nov 2026 11:00:00 +0000"
    assert receive(answer_of_calendar("Google", person, uid, date=date)).became == "declined"
    assert (answers(place), answers(other)) == ("gave_up", "going")


def test_without_a_server_that_vouches_nothing_is_proven(place, settings):
    Registration.objects.update(uid="")
    settings.INBOUND_AUTHSERV = ""

    assert receive(answer_of_calendar("Google", place.person, place.event.uid)).became == "refused"


def test_a_colleague_who_got_the_entry_from_somebody_declines_for_themselves(place):
    """Whoever forwards an entry does not lose the place when the other one says no."""
    colleague = make_lead()

    arrival = receive(answer_of_calendar("Outlook", colleague, place.uid))

    assert (arrival.became, arrival.why, answers(place)) == ("refused", "somebody-else", "going")


def test_one_day_of_several_is_for_a_person_to_look_at(place):
    raw = answer_of_calendar("Google", place.person, place.uid)
    one = raw.replace(b"SEQUENCE:1\n", b"SEQUENCE:1\nRECURRENCE-ID:20261217T140000Z\n")

    arrival = receive(one)

    assert (arrival.became, arrival.why, answers(place)) == ("refused", "one-day", "going")


ZONE = b"""\
BEGIN:VTIMEZONE
TZID:Strange
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=SECONDLY
END:STANDARD
END:VTIMEZONE
"""


def test_a_zone_that_an_answer_explains_is_not_kept_for_the_next(place):
    raw = answer_of_calendar("Google", place.person, place.uid)

    assert receive(raw.replace(b"BEGIN:VEVENT", ZONE + b"BEGIN:VEVENT")).became == "declined"

    assert tzp.timezone("Strange") is None


@pytest.mark.parametrize("state", ["over", "closed account", "recording", "another event"])
def test_what_cannot_be_given_up_stays_and_the_mail_is_not_lost(state, place):
    if state == "over":
        type(place.event).objects.update(starts_at=timezone.now() - timedelta(hours=1))
    elif state == "closed account":
        type(place.person).objects.update(is_active=False)
    elif state == "recording":
        Registration.objects.update(answer="recording")
    before = answers(place)

    uid = "nobody@elsewhere.example" if state == "another event" else place.uid
    arrival = receive(answer_of_calendar("Google", place.person, uid))

    assert answers(place) == before
    assert arrival.became == {"over": "refused", "another event": "unknown"}.get(state, "calendar")


# What we ask of calendars -----------------------------------------------------------------------------------


def test_an_entry_asks_for_an_answer_where_one_arrives(place, settings):
    entry = calendar.confirmation(place, timezone.now()).walk("VEVENT")[0]
    settings.INBOUND_MAILBOX = None
    closed = calendar.confirmation(place, timezone.now()).walk("VEVENT")[0]

    assert (entry["ATTENDEE"].params["RSVP"], closed["ATTENDEE"].params["RSVP"]) == ("TRUE", "FALSE")
    assert "does not reach us" in closed["DESCRIPTION"]
    assert "does not reach us" not in entry["DESCRIPTION"]
    assert str(entry["UID"]) == place.uid != place.event.uid


def test_each_person_has_an_entry_with_a_uid_of_their_own(place):
    assert make_registration(place.event).uid != place.uid
    place.save()
    assert Registration.objects.get(pk=place.pk).uid == place.uid
