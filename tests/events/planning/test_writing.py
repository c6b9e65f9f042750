"""The secretariat writes to people of an event: who gets it, once, with what was agreed on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from events.guests.actions import decline_as_guest, invite_guest
from events.models import Circular, Event, Registration
from events.places import actions as places
from events.planning.actions.writing import write_to_oneself, write_to_people
from events.planning.recipients import recipients
from events.programme import refusals
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message, Optout, Suppression, address_hash
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_registration,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

WORDS = {"subject": "One photo", "text": "Bring one photo, please."}


@pytest.fixture
def ana(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    staff = make_staff(name="Ana Ruiz", email="ana@forum.example")
    client.force_login(staff)
    return staff


def page_of(event):
    return reverse("admin:events_event_write", args=[event.pk])


def seen(client, event, **typed):
    """The page after a look at the mail, as it is without scripts."""
    return client.post(page_of(event), {"to": "going", **WORDS, "_see": "0"} | typed)


def pressed(client, event, page, button="_send", **typed):
    """What comes of a press on a page that was shown."""
    agreed = f"{page.context['to']}:{page.context['found'].count}"
    return client.post(page_of(event), {"to": "going", **WORDS, "_agreed": agreed, button: "1"} | typed)


def test_each_group_is_written_to_by_its_answer_and_in_its_class_of_mails():
    event = make_event()
    rows = {answer: make_registration(event, answer=answer) for answer in Registration.Answer.values}
    kinds = {"going": "event_words", "waiting": "event_words"}

    for answer, row in rows.items():
        write_to_people(event, to=answer, by=make_staff(), subject=answer, text="Hello.")

        mail = Message.objects.latest("pk")
        assert (mail.person, mail.kind) == (row.person, kinds.get(answer, "event_words_aside"))
    write_to_people(event, to="everybody", by=make_staff(), subject="All", text="Hello.")
    assert Message.objects.count() == 2 * len(rows)


def test_guests_are_a_choice_of_their_own(client, ana):
    event = make_event()
    make_registration(event)
    kofi = invite_guest(event, name="Kofi Mensah", email="kofi@union.example", language="de", by=ana)
    gone = invite_guest(event, name="Ama Owusu", email="ama@union.example", by=ana)
    decline_as_guest(gone, by=None)

    page = seen(client, event, to="guests")
    assert "Guests and speakers with a link (1)" in page.text
    assert "Guten Tag Kofi Mensah," in page.context["mail"].text
    assert kofi.token not in page.text
    pressed(client, event, page, to="guests")
    again = seen(client, event, to="guests")

    (mail,) = Message.objects.filter(kind__startswith="event_words")
    assert (mail.kind, mail.address, mail.language) == ("event_words_guest", "kofi@union.example", "de")
    assert WORDS["text"] in written(mail).text
    assert kofi.get_absolute_url() in written(mail).text
    assert again.context["found"].left_out == ["1 has these words already."]
    write_to_people(event, to="everybody", by=ana, **WORDS)
    assert Message.objects.filter(kind="event_words_guest").count() == 1
    decline_as_guest(kofi, by=None)
    assert written(mail) is None


def test_who_gets_none_is_counted_and_said_and_gets_none():
    event = make_event(level=Level.PEER)
    peer = make_city(tier=Tier.PEER)
    aside = {"answer": "recording", "city": peer}
    make_registration(event, person=make_officer(peer), **aside)
    off, dead, closed = (make_registration(event, person=make_officer(peer), **aside) for _ in range(3))
    make_registration(event, answer="recording", city=make_city(tier=Tier.GENERAL))
    Optout.objects.create(person=off.person, kind="event_words_aside")
    Suppression.objects.create(address_hash=address_hash(dead.person.email))
    closed.person.is_active = False
    closed.person.save()

    found = recipients(event, "recording")

    assert len(found.rows) == 1
    assert found.left_out == [
        "1 has an address that does not work.",
        "1 has switched such mails off.",
        "1 account is closed.",
        "1 can no longer see the event.",
    ]
    write_to_people(event, to="recording", by=make_staff(), **WORDS)
    assert Message.objects.count() == 1


def test_words_about_a_place_cannot_be_switched_off():
    place = make_registration()
    for kind in ("event_words", "event_words_aside"):
        Optout.objects.create(person=place.person, kind=kind)

    assert len(recipients(place.event, "going").rows) == 1


def test_the_same_words_reach_nobody_twice_but_those_who_came_since():
    event, ana = make_event(), make_staff()
    make_registration(event)
    write_to_people(event, to="going", by=ana, **WORDS)

    with pytest.raises(refusals.SentAlready):
        write_to_people(event, to="going", by=ana, **WORDS)
    late = make_registration(event)
    write_to_people(event, to="everybody", by=make_staff(), agreed=1, **WORDS)

    assert Message.objects.count() == 2
    assert Message.objects.latest("pk").person == late.person
    assert Circular.objects.get().written_by == ana
    lines = Entry.objects.about(event).filter(verb="wrote to people")
    assert [line.details["mails"] for line in lines] == [1, 1]


@pytest.mark.parametrize(
    "state", ["cancelled", "dead", "expired", "suppressed", "pending", "sent", "uncertain"]
)
def test_who_never_got_the_words_gets_them_when_they_are_sent_again(state):
    event, ana = make_event(), make_staff()
    make_registration(event)
    typed = {"to": "going", "subject": "Another door", "text": "Take the left one.", "by": ana}
    write_to_people(event, **typed)
    Message.objects.update(state=state, accepted_at=timezone.now() if state == "sent" else None)

    if state in {"pending", "sent", "uncertain"}:
        with pytest.raises(refusals.SentAlready):
            write_to_people(event, **typed)
    else:
        write_to_people(event, **typed)
        with pytest.raises(refusals.SentAlready):  # that one waits now
            write_to_people(event, **typed)

    assert Message.objects.count() == (1 if state in {"pending", "sent", "uncertain"} else 2)


def test_who_sends_the_words_signs_them_and_not_who_tried_them():
    event, ana, ben = make_event(), make_staff(name="Ana"), make_staff(name="Ben")
    make_registration(event)
    typed = {"subject": "Another door", "text": "Take the left one."}
    write_to_oneself(event, **typed, by=ana)

    write_to_people(event, to="going", **typed, by=ben)
    write_to_oneself(event, **typed, by=make_staff(name="Cem"))

    assert str(Circular.objects.get().written_by) == "Ben"


def test_another_number_than_was_agreed_on_sends_nothing():
    event = make_event()
    make_registration(event)
    make_registration(event)

    with pytest.raises(refusals.OtherNumber):
        write_to_people(event, to="going", by=make_staff(), agreed=1, **WORDS)

    assert (Message.objects.count(), Circular.objects.count()) == (0, 0)


def test_nobody_is_written_to_about_a_draft_or_where_nobody_answered():
    with pytest.raises(refusals.NotAnnounced):
        write_to_people(make_event(published=False), to="going", by=make_staff(), **WORDS)
    with pytest.raises(refusals.NobodyToTell):
        write_to_people(make_event(), to="going", by=make_staff(), **WORDS)


def test_a_mail_is_not_wanted_by_who_gave_up_since_or_sees_the_event_no_longer():
    event = make_event()
    stays, goes, leaves = (make_registration(event) for _ in range(3))
    write_to_people(event, to="going", by=make_staff(), **WORDS)
    places.give_up(event, by=goes.person)
    leaves.person.seats.update(until=event.starts_at - timedelta(days=9))

    wanted = {mail.person: written(mail) for mail in Message.objects.filter(kind="event_words")}

    assert wanted[stays.person] is not None
    assert (wanted[goes.person], wanted[leaves.person]) == (None, None)


def test_the_frame_is_in_the_readers_language_and_answers_go_to_the_writer():
    event = make_event()
    make_registration(event, person=make_officer(person=make_user(language="de", name="Jörg")))
    write_to_people(event, to="going", by=make_staff(name="Ana Ruiz", email="ana@forum.example"), **WORDS)

    letter = written(Message.objects.get())

    assert letter.reply_to == '"Ana Ruiz" <ana@forum.example>'
    assert WORDS["text"] in letter.text
    assert "Guten Tag Jörg," in letter.text


def test_the_page_shows_each_mail_in_turn_and_keeps_what_was_typed(client, ana):
    event = make_event()
    names = ["Abel", "Bea", "Cem"]
    for name in names:
        make_registration(event, person=make_officer(person=make_user(name=name)))

    pages = [seen(client, event, _see=str(number)) for number in range(3)]

    for number, (name, page) in enumerate(zip(names, pages, strict=True), 1):
        assert f"for {name} ({number} of 3)" in page.text
        assert f"Dear {name}," in page.context["mail"].text
        assert "Send to 3 people" in page.text
        assert page.context["form"]["text"].value() == WORDS["text"]
    assert (Message.objects.count(), Circular.objects.count()) == (0, 0)


def test_it_is_sent_by_one_press_and_a_second_one_sends_no_more(client, ana):
    event = make_event()
    make_registration(event)
    page = seen(client, event)

    first = pressed(client, event, page)
    second = pressed(client, event, page)

    assert [it.url for it in (first, second)] == [reverse("admin:events_event_change", args=[event.pk])] * 2
    assert Message.objects.count() == 1


def test_a_group_that_was_chosen_after_the_number_was_shown_is_asked_for_again(client, ana):
    event = make_event()
    make_registration(event)
    make_registration(event, answer="waiting")
    page = seen(client, event)

    again = pressed(client, event, page, to="waiting")

    assert again.status_code == 200
    # Nobody has answered meanwhile, so that is not said.
    assert "The number on the button was that of another group." in again.text
    assert not Message.objects.exists()
    assert pressed(client, event, again, to="waiting").status_code == 302


def test_it_is_sent_to_oneself_once_for_the_same_words(client, ana):
    event = make_event()
    make_registration(event)
    page = seen(client, event)

    mine = pressed(client, event, page, "_me")
    pressed(client, event, page, "_me")

    assert mine.context["form"]["subject"].value() == WORDS["subject"]
    assert [mail.person for mail in Message.objects.all()] == [ana]
    with pytest.raises(refusals.SentAlready):
        write_to_oneself(event, by=ana, **WORDS)
    # The trial is no mail to anybody else: all of them still get it.
    assert pressed(client, event, page).status_code == 302
    assert Message.objects.count() == 2


def test_it_shows_who_comes_to_those_alone_who_may_see_that(client, ana):
    event = make_event()
    ana.is_superuser = False
    ana.save()

    assert client.get(page_of(event)).status_code == 403


def test_nothing_typed_is_said_at_the_fields_and_a_draft_has_nobody(client, ana):
    event, draft = make_event(), make_event(state=Event.State.DRAFT)
    make_registration(event)

    empty = client.post(page_of(event), {"to": "nobody", "subject": " ", "_send": "1", "_agreed": "going:x"})

    assert set(empty.context["form"].errors) == {"to", "subject", "text"}
    assert client.get(page_of(draft)).url == reverse("admin:events_event_change", args=[draft.pk])
