"""«Your note»: words of whoever presses stand in the mail of the press, and in no other."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from cities.models import AccessRequest, City, User
from icaforum.audit.admin import Verb
from icaforum.outbox.kinds import kinds
from icaforum.outbox.letter import as_email, written
from icaforum.outbox.models import Message, OwnWords
from icaforum.outbox.own_words import UnheardError, own_words
from icaforum.outbox.sweep import KEEP_WORDS, tidy
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_staff,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

WORDS = "Thank you, Jon.\n<b>We</b> miss you."


@pytest.fixture
def ana():
    ana = make_staff()
    User.objects.filter(pk=ana.pk).update(name="Ana, Ruiz", email="ana@forum.example")
    ana.refresh_from_db()
    return ana


def mails():
    return {mail.kind: mail for mail in Message.objects.select_related("person")}


def test_a_colleagues_note_stands_in_the_mail_it_is_for_and_in_no_other(client, ana):
    event = make_event(capacity=1)
    going, waiting = make_registration(event), make_registration(event, answer="waiting")
    client.force_login(ana)
    page = reverse("admin:events_registration_verb", args=[going.pk, "give-up"])
    assert "own_words" in Page(client.get(page)).typed

    shown = client.post(page, {"own_words": WORDS, "_preview": "1"})
    assert "&lt;b&gt;We&lt;/b&gt; miss you." in shown.text
    assert not Message.objects.exists()
    assert not OwnWords.objects.exists()
    client.post(page, {"own_words": WORDS})

    sent = mails()
    assert sorted(sent) == ["place_given_up", "place_promoted"]
    given_up, promoted = written(sent["place_given_up"]), written(sent["place_promoted"])
    assert sent["place_given_up"].person == going.person
    assert "&lt;b&gt;We&lt;/b&gt; miss you." in given_up.html
    assert "Thank you, Jon.\n" in given_up.text
    assert "Ana, Ruiz, secretariat" in given_up.text
    assert "it reaches Ana, Ruiz" in given_up.text
    assert as_email(sent["place_given_up"], given_up).reply_to == ['"Ana, Ruiz" <ana@forum.example>']
    assert sent["place_promoted"].person == waiting.person
    assert ("Jon" in promoted.text, "Ana, Ruiz" in promoted.reply_to) == (False, False)


def test_a_lead_sees_the_mail_first_and_their_address_stays_theirs(client):
    city = make_city()
    lead = make_lead(city)
    asked = AccessRequest.objects.create(city=city, name="Jon Abara", email="jon@city.example")
    client.force_login(lead)
    page = reverse("cities:access_answer", args=[city.slug, asked.pk])

    assert "miss you." in client.post(page, {"own_words": WORDS, "_preview": "decline"}).text
    asked.refresh_from_db()
    assert (asked.answered_at, Message.objects.count()) == (None, 0)
    client.post(page, {"own_words": WORDS, "answer": "decline"})

    mail = mails()["access_declined"]
    letter = written(mail)
    assert "Thank you, Jon." in letter.text
    assert str(lead) in letter.text
    assert (lead.email in letter.html, letter.reply_to) == (False, "")


def test_a_lead_adds_a_note_where_a_colleague_goes_or_takes_over(client):
    city = make_city()
    lead, colleague, other = make_lead(city), make_officer(city), make_officer(city)
    client.force_login(lead)

    client.post(reverse("remove_colleague", args=[city.slug, other.seats.get().pk]), {"own_words": WORDS})
    client.post(
        reverse("cities:hand_over", args=[city.slug]),
        {"own_words": WORDS, "successor": colleague.seats.get().pk},
    )

    assert {kind: "Thank you, Jon." in written(mail).text for kind, mail in mails().items()} == {
        "seat_removed": True,
        "handed_over": True,
    }


def _paired(**facts):
    pairing = make_pairing(**facts)
    return pairing, make_lead(pairing.pilot_city), make_lead(pairing.peer_city)


def test_a_lead_adds_a_note_to_the_second_yes_and_where_a_pairing_goes_on(client):
    proposed, pilot, peer = _paired(state="proposed", active_since=None)
    paused, other, lead = _paired(state="paused")

    client.force_login(pilot)
    assert "own_words" not in client.get(proposed.get_absolute_url()).text
    client.post(reverse("pilots:accept", args=[proposed.pk]))
    client.force_login(peer)
    accept = reverse("pilots:accept", args=[proposed.pk])
    assert "own_words" in client.get(proposed.get_absolute_url()).text
    assert "miss you." in client.post(accept, {"own_words": WORDS, "_preview": "1"}).text
    assert "a" * 1001 in client.post(accept, {"own_words": "a" * 1001}).text
    assert not Message.objects.exists()
    client.post(accept, {"own_words": WORDS})
    client.force_login(lead)
    client.post(reverse("pilots:resume", args=[paused.pk]), {"own_words": WORDS})

    sent = [
        (mail.kind, mail.person, "Thank you, Jon." in written(mail).text)
        for mail in Message.objects.order_by("pk")
    ]
    assert sent == [
        ("pairing_active", pilot, True),
        ("pairing_active", peer, True),
        ("pairing_turned", other, True),
    ]


def test_a_note_for_which_no_mail_leaves_is_refused_and_nothing_is_done(ana):
    city = make_city()

    with pytest.raises(UnheardError), own_words(WORDS, by=ana, kinds=["seat_removed"]):
        City.objects.filter(pk=city.pk).update(name="Changed")

    city.refresh_from_db()
    assert (city.name == "Changed", OwnWords.objects.count()) == (False, 0)


def test_a_note_that_is_too_long_is_refused_with_what_was_typed(client, ana):
    place = make_registration()
    client.force_login(ana)

    answer = client.post(
        reverse("admin:events_registration_verb", args=[place.pk, "give-up"]), {"own_words": "a" * 1001}
    )

    assert list(answer.context["form"].errors) == ["own_words"]
    assert "a" * 1001 in answer.text
    assert not Message.objects.exists()


def test_every_verb_that_mails_asks_for_a_note_or_says_why_not():
    """A new verb that mails has to choose; the mails of its note are kinds that exist."""
    found = {
        (model._meta.label_lower, verb.name): verb
        for model, admin in site._registry.items()
        for verb in getattr(admin, "verbs", ())
        if verb.mails
    }
    named = {kind for verb in found.values() for kind in verb.note_in}

    assert named - set(kinds()) == set()
    assert {key for key, verb in found.items() if not verb.note_in and not _has_words(verb)} == {
        # They send once more what stands, with the note that it was written with.
        *[("cities.invitation", name) for name in ("resend", "send", "correct-address")],
        # Two mails about somebody's sign-in, one to an address that may be a stranger's.
        *[("cities.user", "correct-address")],
        # Its mail leaves later, by the clock, to whoever wanted the recording.
        ("events.event", "add-recording"),
        # What a city sent in is out now; whoever has more to say of it returns it with a note first.
        ("resources.contribution", "publish"),
        ("pilots.revision", "publish"),
        # An organisation is asked whether exactly these words may stand, and nothing beside them.
        *[(it, "at-the-table") for it in ("events.event", "resources.resource", "pilots.pilotproject")],
    }


def _has_words(verb: Verb) -> bool:
    """Whether its form already asks for words that its mail bears."""
    return bool({"note", "why", "because", "reason", "text"} & set(verb.form.base_fields))


def test_a_note_goes_with_the_words_of_its_mails_unless_one_may_still_be_sent(ana):
    old = timezone.now() - KEEP_WORDS - timedelta(days=1)
    gone, kept = (OwnWords.objects.create(text=WORDS, writer=ana, written_at=old) for _ in range(2))
    person = make_officer()
    for note, state in ((gone, Message.State.CANCELLED), (kept, Message.State.DEAD)):
        Message.objects.create(
            uuid=f"{note.pk:032}", dedupe_key=str(note.pk), kind="seat_removed", person=person,
            message_id=str(note.pk), address=person.email, ids={"own_words": note.pk}, state=state,
        )  # fmt: skip

    tidy()

    assert list(OwnWords.objects.all()) == [kept]
