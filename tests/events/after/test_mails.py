"""After an event each person gets one mail: who was there, who was not, who wanted the recording."""

import pytest
from django.utils import timezone

from events.after.actions.mails import write_after
from events.after.actions.reports import drop_reports, read_report, say_presence, write_presence
from events.after.recipients import groups_of
from events.after.refusals import NothingWritten
from events.planning.actions.afterwards import add_recording
from events.programme import refusals
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message, Suppression, address_hash
from icaforum.outbox.send import drain
from resources.library.actions.resource import publish, withdraw
from tests.events.after.reports import zoom

LINK = "https://video.example/1"
ANA = ("Ana R", "ana@lima.example", 64)


@pytest.fixture
def known(held):
    """As `held`, where it is known that Ana was there, and a row is still to be looked at."""
    content = zoom(ANA, ("Paulo iPhone", "", 71))
    read_report(held.event, content=content, name="r.csv", by=held.staff)
    write_presence(held.event, by=held.staff)
    held.event.refresh_from_db()
    return held


def subjects():
    mails = Message.objects.filter(kind="event_recording").select_related("person").order_by("pk")
    letters = [(mail.person.name, written(mail)) for mail in mails]
    return {name: letter.subject.partition(":")[0] for name, letter in letters if letter}


def test_each_gets_the_mail_of_their_group_and_nobody_two(known):
    add_recording(known.event, recording=LINK, by=known.staff)
    aside = subjects()

    write_after(known.event, by=known.staff, agreed=2)

    assert aside == {"Kim Cho": "The recording is there", "Lee Wong": "The recording is there"}
    assert subjects() == {
        **aside,
        "Ana Ruiz": "Thank you for being there",
        "Paulo Lima": "We missed you",  # to look at still: absent
    }
    with pytest.raises(refusals.NobodyToTell):
        write_after(known.event, by=known.staff)
    assert Message.objects.filter(kind="event_recording").count() == 4


def test_the_key_is_that_of_the_recording_alone(known):
    """So that nobody who had that mail before there were three gets another one."""
    write_after(known.event, by=known.staff)

    keys = set(Message.objects.filter(kind="event_recording").values_list("dedupe_key", flat=True))
    rows = (known.ana, known.paulo)
    assert keys == {f"event:{known.event.pk}:recording:r{row.pk}" for row in rows}


def test_before_the_recording_those_who_want_it_wait_and_then_get_it_once(known):
    write_after(known.event, by=known.staff)
    before = subjects()
    add_recording(known.event, recording=LINK, by=known.staff)

    assert set(before) == {"Ana Ruiz", "Paulo Lima"}
    assert set(subjects()) == {"Ana Ruiz", "Paulo Lima", "Kim Cho", "Lee Wong"}
    assert Message.objects.filter(kind="event_recording").count() == 4


def test_who_was_not_told_of_a_recording_that_was_pulled_back_is_told_once_it_is_there_again(known):
    staff = known.staff
    known.event = add_recording(known.event, recording=LINK, by=staff)
    Message.objects.filter(person__name="Lee Wong").update(state="sent", accepted_at=timezone.now())
    withdraw(known.event.recording, by=staff)
    drain()
    known.event.refresh_from_db()
    aside = groups_of(known.event, "recording")[0]
    meanwhile = [(mail.person.name, mail.state) for mail in Message.objects.order_by("person__name")]
    with pytest.raises(refusals.NobodyToTell):
        write_after(known.event, groups=["recording"], by=staff)

    publish(known.event.recording, by=staff)
    known.event.refresh_from_db()
    write_after(known.event, groups=["recording"], by=staff, agreed=1)
    drain()

    assert meanwhile == [("Kim Cho", "cancelled"), ("Lee Wong", "sent")]
    assert ([row.person.name for row in aside.rows], aside.have_it) == (["Kim Cho"], 1)
    sent = Message.objects.filter(state="sent").order_by("person__name")
    assert [mail.person.name for mail in sent] == ["Kim Cho", "Lee Wong"]
    with pytest.raises(refusals.NobodyToTell):
        write_after(known.event, groups=["recording"], by=staff)


def test_one_group_alone_and_a_number_that_has_changed(known):
    write_after(known.event, groups=["present"], by=known.staff, agreed=1)
    with pytest.raises(refusals.OtherNumber):
        write_after(known.event, by=known.staff, agreed=2)

    assert set(subjects()) == {"Ana Ruiz"}


def test_who_turns_out_to_have_been_there_is_thanked_even_if_the_mail_was_queued_as_absent(known):
    write_after(known.event, by=known.staff)
    say_presence(known.paulo, came=True, by=known.staff)

    assert subjects()["Paulo Lima"] == "Thank you for being there"


def test_who_turns_out_not_to_have_been_there_is_not_thanked(known):
    """A mail may wait until the next morning, and its survey is for those who were there."""
    write_after(known.event, by=known.staff)
    say_presence(known.ana, came=False, by=known.staff)

    mail = Message.objects.select_related("person").get(person=known.ana.person)
    letter = written(mail)
    assert letter.subject.startswith("We missed you")
    assert "/events/survey/" not in letter.text
    drop_reports(known.event, by=known.staff)
    say_presence(known.ana, came=None, by=known.staff)
    assert written(mail).subject.startswith("Thank you for being there")


def test_nobody_is_missed_before_it_is_known_who_was_there(held):
    with pytest.raises(NothingWritten):
        write_after(held.event, by=held.staff)
    assert not Message.objects.exists()


def test_a_report_that_is_not_written_down_yet_holds_the_mails(known):
    """A corrected report is read: what the one before said of people is no longer what they are told."""
    read_report(known.event, content=zoom(("Paulo Lima", "", 40)), name="new.csv", by=known.staff)

    with pytest.raises(NothingWritten):
        write_after(known.event, by=known.staff)

    write_presence(known.event, by=known.staff)
    write_after(known.event, by=known.staff, agreed=2)
    assert subjects() == {"Ana Ruiz": "We missed you", "Paulo Lima": "Thank you for being there"}


def test_who_gets_none_is_counted(known):
    Suppression.objects.create(address_hash=address_hash("ana@lima.example"))
    known.event.recording = None
    present, absent, aside = groups_of(known.event)

    assert (present.everybody, len(present.rows), present.left_out) == (
        1,
        0,
        ["1 has an address that does not work."],
    )
    assert (absent.everybody, aside.everybody, aside.in_vain) == (1, 2, 1)


def test_the_mail_to_those_present_leads_to_the_survey_and_the_others_not(known):
    write_after(known.event, by=known.staff)
    texts = {mail.person.name: written(mail).text for mail in Message.objects.select_related("person")}

    assert "/events/survey/" in texts["Ana Ruiz"]
    assert "/events/survey/" not in texts["Paulo Lima"]
    assert "We send no second mail about it" in texts["Paulo Lima"]
