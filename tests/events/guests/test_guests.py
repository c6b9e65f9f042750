"""Guests of one event: a personal link without an account, and nothing else behind it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cities.directory.tiers import Level
from events.guests import actions
from events.guests.models import Guest
from events.guests.refusals import InvitedAlready, NotInvited, TooLateForGuests
from events.guests.tasks import plan_guest_reminders
from events.models import Event
from events.planning.actions import changes
from events.planning.actions.writing import write_to_people
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff
from tests.pages import Page

pytestmark = pytest.mark.django_db


def invite(event=None, **facts):
    facts = {"name": "Kofi Mensah", "email": "kofi@union.example", "by": make_staff()} | facts
    return actions.invite_guest(event or make_event(level=Level.NAMED), **facts)


def begins(event, left):
    start = timezone.now() + left
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))


def move(event):
    facts = {"local_date": event.local_date + timedelta(days=1), "local_time": event.local_time}
    return changes.move(event, by=make_staff(), time_zone=event.time_zone, duration=event.duration, **facts)


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def entry_in(mail):
    (entry,) = Calendar.from_ical(written(mail).calendar).walk("VEVENT")
    return entry


def test_a_guest_gets_a_link_that_shows_the_event_without_an_account():
    event = make_event(title="Cool rooms", level=Level.NAMED)
    make_registration(event, person=make_officer(make_city(name="Lima")))
    guest = invite(event)

    (mail,) = mails("guest_invited")
    letter, entry = written(mail), entry_in(mail)
    page = Client().get(guest.get_absolute_url())

    assert (mail.address, mail.person, mail.sensitive) == ("kofi@union.example", None, True)
    assert guest.get_absolute_url() in letter.text
    assert entry["uid"] == guest.uid != event.uid
    assert "Cool rooms" in page.text
    assert (event.join_url in page.text, "Lima" in page.text) == (False, False)
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("same-origin", "private, no-store")
    # It is no way in anywhere else.
    assert Client().get(event.get_absolute_url()).status_code == 302


@pytest.mark.parametrize(("left", "opens"), [(46, False), (44, True), (-30, True), (-61, False)], ids=str)
def test_the_door_is_open_from_45_minutes_before(left, opens):
    guest = invite()
    begins(guest.event, timedelta(minutes=left))
    page = Client().get(guest.get_absolute_url())

    answer = Client().post(reverse("events:guest_join", args=[guest.token]))

    assert answer["Location"] == (guest.event.join_url if opens else guest.get_absolute_url())
    assert ("https:" in page["Content-Security-Policy"].split("form-action")[1].split(";")[0]) is opens
    assert Client().get(reverse("events:guest_join", args=[guest.token]))["Location"] != guest.event.join_url


def test_members_and_guests_are_led_to_a_meeting_whatever_letters_are_in_its_address(client):
    event = make_event(starts_in=timedelta(minutes=5), join_url="https://meet.example/зал")
    guest, place = invite(event), make_registration(event)
    client.force_login(place.person)
    doors = (
        reverse("events:join", args=[event.slug]),
        reverse("events:guest_join", args=[guest.token]),
    )

    answers = [client.post(door) for door in doors]

    led = (303, "https://meet.example/%D0%B7%D0%B0%D0%BB")
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [led] * 2


def test_a_door_that_leads_nowhere_says_so_from_its_time_on():
    guest = invite(make_event(join_url=""))
    begins(guest.event, timedelta(minutes=50))
    before = Client().get(guest.get_absolute_url()).text
    begins(guest.event, timedelta(minutes=40))

    later = Client().get(guest.get_absolute_url()).text

    said = "The joining link is missing."
    assert ("The way in opens" in before, said in before) == (True, False)
    assert ("The way in opens" in later, said in later) == (False, True)


def test_a_guest_takes_no_place_and_declines_by_a_button():
    event = make_event(capacity=1)
    guest = invite(event)
    link = reverse("events:guest_decline", args=[guest.token])
    client = Client()

    assert "I do not come" in Page(client.get(link)).buttons
    assert event.registrations.count() == 0
    client.post(link)
    again = client.post(link, follow=True)

    guest.refresh_from_db()
    assert guest.answer == Guest.Answer.DECLINED
    assert "is not expected any more" in again.text
    begins(event, timedelta(minutes=5))
    joined = client.post(reverse("events:guest_join", args=[guest.token]))
    assert joined["Location"] == guest.get_absolute_url()


def test_another_address_ends_the_link_of_before():
    guest = invite()
    before = guest.get_absolute_url()

    guest = actions.correct_guest(guest, name="Kofi Mensa", email="kofi@right.example", by=make_staff())

    addresses = [mail.address for mail in mails("guest_invited")]
    assert addresses == ["kofi@union.example", "kofi@right.example"]
    links = (before, guest.get_absolute_url())
    assert [Client().get(link).status_code for link in links] == [404, 200]


def test_no_mail_that_waits_brings_the_new_link_to_the_address_of_before():
    """The mail of a move waits five minutes, and others for a mail server that is away."""
    guest = invite()
    move(guest.event)
    write_to_people(guest.event, to="guests", subject="Cameras", text="Please bring one.", by=make_staff())

    actions.correct_guest(guest, name=guest.name, email="kofi@right.example", by=make_staff())

    wanted = {mail.address for mail in Message.objects.all() if written(mail)}
    assert wanted == {"kofi@right.example"}


def test_who_is_taken_back_is_told_and_the_link_ends():
    guest = invite()
    before = guest.get_absolute_url()

    actions.take_back_guest(guest, by=make_staff())

    (mail,) = mails("guest_taken_back")
    entry = entry_in(mail)
    first = entry_in(mails("guest_invited")[0]) if written(mails("guest_invited")[0]) else None
    assert (first, entry["status"], entry["sequence"]) == (None, "CANCELLED", 1)
    assert Client().get(before).status_code == 404
    with pytest.raises(NotInvited):
        actions.write_to_guest_again(guest, by=make_staff())
    # The same address may be invited anew, and calendars take that for another entry than the one that ended.
    invite(guest.event)
    anew = entry_in(mails("guest_invited")[1])
    assert (anew["status"], anew["uid"] == entry["uid"]) == ("CONFIRMED", False)


def test_taking_back_says_whom_it_tells(client):
    guest = invite()
    client.force_login(make_staff())
    ask = reverse("admin:events_guest_verb", args=[guest.pk, "take-back"])
    expected = client.get(ask).text
    actions.decline_as_guest(guest, by=None)

    declined = client.get(ask).text

    told = "The link ends at once, and kofi@union.example is told."
    assert (told in expected, told in declined) == (True, False)
    assert "Nobody is mailed." in declined


def test_a_link_is_sent_again_to_who_said_no():
    guest = invite()
    actions.decline_as_guest(guest, by=None)

    guest = actions.write_to_guest_again(guest, by=make_staff())

    assert guest.is_coming
    assert [written(mail) is not None for mail in mails("guest_invited")] == [False, True]


def test_who_is_invited_at_a_time_that_is_taken_back_is_told():
    guest = invite()
    moved = move(guest.event)
    invite(guest.event, email="ama@union.example")

    changes.undo_move(moved, by=make_staff())

    (told,) = [mail for mail in mails("guest_told") if written(mail)]
    assert (told.address, entry_in(told)["dtstart"].dt) == ("ama@union.example", guest.event.starts_at)


def test_guests_are_told_of_a_change_with_the_others():
    guest = invite()
    declined = invite(guest.event, email="ama@union.example")
    actions.decline_as_guest(declined, by=None)
    staff, day = make_staff(), guest.event.local_date + timedelta(days=1)

    changes.move(guest.event, local_date=day, local_time=guest.event.local_time, by=staff)
    (moved,) = mails("guest_told")
    assert moved.address == "kofi@union.example"
    assert "It has a new time." in written(moved).text
    changes.cancel(guest.event, by=staff)

    moved, cancelled = mails("guest_told")
    assert written(moved) is None
    assert entry_in(cancelled)["status"] == "CANCELLED"
    assert "It does not take place." in Client().get(guest.get_absolute_url()).text


@pytest.mark.parametrize("what", ["move", "postpone", "cancel"])
def test_the_page_before_a_change_counts_guests_too(client, what):
    event = invite().event
    client.force_login(make_staff())
    page = reverse("admin:events_event_verb", args=[event.pk, what])
    alone = client.get(page).text

    make_registration(event, person=make_officer(make_city()))

    assert ("1 person will be told." in alone, "nobody is told" in alone) == (True, False)
    assert "2 people will be told." in client.get(page).text


def test_guests_are_reminded_at_the_moments_of_people_with_a_place():
    guest = invite(make_event(title="Cool rooms", starts_in=timedelta(days=3)))
    declined = invite(guest.event, email="ama@union.example")
    actions.decline_as_guest(declined, by=None)
    start = guest.event.starts_at
    late = invite(guest.event, email="late@union.example")
    Guest.objects.filter(pk=late.pk).update(invited_at=start - timedelta(hours=2))

    for left in (25, 24, 23, 2, 1):
        plan_guest_reminders(start - timedelta(hours=left))

    told = sorted((mail.address, mail.sensitive) for mail in mails("guest_reminder"))
    assert told == [(guest.email, True), (guest.email, True), (late.email, True)]
    letter = written(mails("guest_reminder")[0])
    assert (letter.subject, guest.get_absolute_url() in letter.text) == ("In 3 days: Cool rooms", True)


@pytest.mark.parametrize("what", ["moved", "declined", "another address", "cancelled"])
def test_a_reminder_that_is_true_no_more_does_not_leave(what):
    guest = invite(make_event(starts_in=timedelta(hours=23)))
    Guest.objects.update(invited_at=timezone.now() - timedelta(days=2))
    assert plan_guest_reminders() == 1
    (mail,) = mails("guest_reminder")
    assert written(mail)
    event, by = guest.event, make_staff()

    if what == "moved":
        changes.move(
            event, local_date=event.local_date + timedelta(days=1), local_time=event.local_time, by=by
        )
    elif what == "declined":
        actions.decline_as_guest(guest, by=None)
    elif what == "cancelled":
        changes.cancel(event, by=by)
    else:
        actions.correct_guest(guest, name=guest.name, email="kofi@right.example", by=by)

    assert written(mail) is None


@pytest.mark.parametrize("facts", [{"published": False}, {"starts_in": -timedelta(days=2)}])
def test_nobody_is_invited_to_what_is_not_announced_or_over(facts):
    with pytest.raises(TooLateForGuests):
        invite(make_event(**facts))


def test_an_address_is_invited_once():
    guest = invite()

    with pytest.raises(InvitedAlready):
        invite(guest.event, email="Kofi@union.example")


def test_staff_invite_from_the_page_of_the_event_and_name_who_agreed(client):
    event = make_event()
    client.force_login(make_staff())
    page = reverse("admin:events_event_verb", args=[event.pk, "invite-guest"])
    typed = {
        "name": "Kofi Mensah",
        "email": "kofi@union.example",
        "part": "speaker",
        "language": "de",
        "on_page": "on",
        "role": "Tenants’ union",
        "own_words": "See you soon",
    }

    assert "See you soon" in client.post(page, typed | {"_preview": "1"}).text
    assert not Guest.objects.exists()
    client.post(page, typed)

    (mail,) = mails("guest_invited")
    assert (mail.language, "See you soon" in written(mail).text) == ("de", True)
    assert [(it.name, it.role) for it in event.speakers.all()] == [("Kofi Mensah", "Tenants’ union")]
    listed = f"{reverse('admin:events_guest_changelist')}?event__id__exact={event.pk}"
    assert "Kofi Mensah" in client.get(listed).text
    assert listed in Page(client.get(reverse("admin:events_event_change", args=[event.pk]))).links
