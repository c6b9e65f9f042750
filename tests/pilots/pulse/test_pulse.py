"""Two questions every 60 days, who reads the answers, and which silences alarm whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.viewer import Viewer
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from icaforum.forum.actions import change_settings
from icaforum.outbox.letter import written
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from icaforum.words.times import database_now
from pilots.models import Pairing, Pulse, Silence
from pilots.pairings.actions import course
from pilots.projects.refusals import NotNow, NotYours
from pilots.pulse.actions import answering
from pilots.pulse.actions.asking import go_round
from pilots.pulse.emails import LINK
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def pair():
    """A pairing that began 100 days ago, with a lead in each city and a contact beside the pilot's."""
    pairing = make.make_pairing(active_since=timezone.now() - 100 * DAY)
    pilot, peer = (make.make_lead(it) for it in (pairing.pilot_city, pairing.peer_city))
    return pairing, pilot, peer


def mails(kind, **facts):
    return Message.objects.filter(kind=kind, **facts).order_by("pk")


def say(pulse, going="yes", next_step="yes", by=None, **facts):
    by = by or pulse.city.seats.first().person
    facts = {"over": pulse.mark} | facts
    return answering.answer_pulse(pulse, going=going, next_step=next_step, by=by, **facts)


def test_both_cities_are_asked_after_60_days_reminded_once_then_left_to_staff(pair, database_clock):
    pairing, pilot, peer = pair
    officer = make.make_officer(pairing.pilot_city)
    young = make.make_pairing(active_since=timezone.now() - 20 * DAY)
    make.make_pairing(active_since=timezone.now() - 100 * DAY, state=Pairing.State.PAUSED)
    make.make_lead(young.pilot_city)
    now = database_now()
    database_clock.move_to(now)

    go_round()
    go_round()

    assert {it.person for it in mails("pulse_asked")} == {pilot, officer, peer}
    ours, theirs = (pairing.pulses.get(city=it) for it in pairing.city_ids)
    say(theirs)
    for days, count in ((13, 3), (14, 5), (27, 5), (28, 5)):
        database_clock.move_to(now + days * DAY)
        go_round()
        go_round()
        assert mails("pulse_asked").count() == count
    assert list(Pulse.objects.unanswered()) == [ours]
    database_clock.move_to(now + 60 * DAY)
    go_round()
    assert set(pairing.pulses.values_list("number", flat=True)) == {1, 2}
    assert not Pulse.objects.unanswered().filter(pairing=pairing).exists(), "it is asked anew"
    assert not Pulse.objects.filter(pairing=young, number=2).exists()


def test_nothing_is_asked_while_paused_closed_or_ended_and_60_days_count_from_the_end_of_a_pause(
    pair, database_clock
):
    pairing, pilot, _peer = pair
    now = database_now()
    change_settings(by=None, closed_days=[f"{(now + DAY).date()}"])
    database_clock.move_to(now + DAY)
    assert go_round() == 0
    change_settings(by=None, closed_days=[])
    course.pause(pairing, by=pilot)
    assert go_round() == 0
    database_clock.move_to(now + 2 * DAY)
    course.resume(pairing, by=pilot)
    # The moment of an entry is its transaction's, which began with the test: now.
    database_clock.move_to(now + 50 * DAY)
    go_round()
    assert not pairing.pulses.exists()
    database_clock.move_to(now + 63 * DAY)
    go_round()
    assert pairing.pulses.count() == 2
    course.complete(Pairing.objects.get(pk=pairing.pk), by=pilot)
    asked = mails("pulse_asked").first()
    assert written(asked) is None, "it has ended"


def test_a_no_is_the_secretariats_and_the_own_lead_is_told(pair, client):
    pairing, pilot, peer = pair
    officer = make.make_officer(pairing.pilot_city)
    go_round()
    ours = pairing.pulses.get(city=pairing.pilot_city)

    say(ours, going="so-so", next_step="no", by=officer)

    assert list(Pulse.objects.worrying()) == [ours]
    told = mails("pulse_said_no").get()
    assert told.person == pilot
    assert "does not see your answer" in written(told).text
    staff = make.make_staff_at_work()
    answering.settle_pulse(ours, by=staff)
    assert not Pulse.objects.worrying().exists()
    with pytest.raises(NotNow):
        answering.settle_pulse(ours, by=staff)
    # A lead who says No knows it.
    say(pairing.pulses.get(city=pairing.peer_city), going="no", by=peer)
    assert mails("pulse_said_no").count() == 1


def test_the_other_city_never_reads_an_answer(pair, client):
    pairing, pilot, peer = pair
    go_round()
    ours = say(pairing.pulses.get(city=pairing.pilot_city), going="no", by=pilot)
    page = pairing.get_absolute_url()
    said = "going well: No"

    def sees(person):
        viewer = viewer_of(person) if person else Viewer.public()
        return Pulse.objects.visible_to(viewer).filter(pk=ours.pk).exists()

    staff = make.make_staff_at_work()
    reviewer = make.make_user(is_staff=True)
    assert [sees(it) for it in (pilot, peer, reviewer, make.make_lead(), None)] == [True] + [False] * 4
    assert Pulse.objects.visible_to(viewer_of(staff, verified=True)).count() == 2
    for person, reads, status in ((pilot, True, 200), (peer, False, 404), (make.make_officer(), False, 404)):
        client.force_login(person)
        assert client.get(ours.get_absolute_url()).status_code == status
        assert (
            client.post(ours.get_absolute_url(), {"going": "yes", "next_step": "yes"}).status_code == status
        )
        answer = client.get(page)
        assert (said in answer.text) == reads
        assert "going" not in client.get(reverse("desk")).text or person in {pilot, peer}
    # Whoever reads the history of the pairing reads that it was answered, and not what.
    entry = Entry.objects.get(verb="two questions answered")
    assert "no" not in entry.details.values()


def test_the_link_asks_and_only_the_button_answers(pair, client):
    pairing, pilot, peer = pair
    go_round()
    ours = pairing.pulses.get(city=pairing.pilot_city)
    mail = written(mails("pulse_asked", person=pilot).get())
    token = sign(LINK, ours.pk, version=pilot.pk, expires_at=ours.asked_at + 60 * DAY)
    url = reverse("pilots:pulse_link", args=[token])
    assert url in mail.text
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    assert Pulse.objects.filter(answered_at=None).count() == 2
    assert "is required" not in client.get(url).text
    assert client.post(url, {"going": "no"}).status_code == 200, "the second question is open"
    client.post(url, {"going": "no", "next_step": "yes"})
    ours.refresh_from_db()
    assert (ours.going, ours.answered_by, Entry.objects.get(verb="two questions answered").actor_id) == (
        "no",
        pilot,
        None,
    )
    shown = client.get(url)
    assert "This is answered" in shown.text
    client.post(url, {"going": "yes", "next_step": "yes"})
    ours.refresh_from_db()
    assert ours.going == "no", "it is changed by its people on their page"
    # Of somebody who left, of another city, cut off, or over.
    other = sign(LINK, ours.pk, version=peer.pk)
    over = sign(LINK, ours.pk, version=pilot.pk, expires_at=timezone.now() - DAY)
    for token in (other, over, "cut.off"):
        assert client.get(reverse("pilots:pulse_link", args=[token])).status_code == 404
    pilot.seats.update(until=timezone.now())
    assert client.get(url).status_code == 404


def test_an_answer_is_changed_within_14_days_and_not_over_that_of_a_colleague(pair, database_clock):
    pairing, pilot, peer = pair
    officer = make.make_officer(pairing.pilot_city)
    now = database_now()
    database_clock.move_to(now)
    go_round()
    ours = say(pairing.pulses.get(city=pairing.pilot_city), by=pilot)
    with pytest.raises(NotNow):
        say(ours, going="no", by=officer, over="")
    with pytest.raises(NotYours):
        say(ours, going="no", by=peer)
    database_clock.move_to(now + 13 * DAY)
    ours = say(ours, going="no", by=officer)
    database_clock.move_to(now + 14 * DAY)
    with pytest.raises(NotNow):
        say(ours, going="yes", by=officer)
    database_clock.move_to(now + 60 * DAY)
    go_round()
    with pytest.raises(NotNow):
        say(Pulse.objects.get(pk=ours.pk), by=officer)


ALARMS = [
    # What the pilot and the peer city answered, None for nothing, and whether both leads are told.
    ("quiet and never asked", (), True),
    ("both say yes", (("yes", "yes"), ("so-so", "yes")), False),
    ("one says no", (("no", "yes"), ("yes", "yes")), True),
    ("one does not know the next step", (("yes", "yes"), ("yes", "no")), True),
    ("one of each", (("yes", "yes"), None), True),
    ("nobody answers", (None, None), True),
]


@pytest.mark.parametrize(("answers", "alarms"), [it[1:] for it in ALARMS], ids=[it[0] for it in ALARMS])
def test_a_silence_alarms_both_leads_unless_both_say_that_it_goes_well(pair, answers, alarms, database_clock):
    pairing, pilot, peer = pair
    now = database_now()
    for city, said in zip(pairing.city_ids, answers, strict=False):
        facts = {"number": 1, "asked_at": now - 20 * DAY, "mails": 1, "mailed_at": now - DAY}
        if said:
            facts |= {"going": said[0], "next_step": said[1], "answered_at": now - 19 * DAY}
        Pulse.objects.create(pairing=pairing, city_id=city, **facts)
    database_clock.move_to(now)

    go_round()
    go_round()

    told = mails("pairing_quiet")
    assert {it.person for it in told} == ({pilot, peer} if alarms else set())
    assert Silence.objects.count() == alarms
    for mail in told:
        text = written(mail).text
        assert "Quiet for 100 days" in text
        assert reverse("pilots:exchange_add", args=[pairing.pk]) in text
        assert not [it for it in ("wo questions", "going well", "next step") if it in text], "no pulse"


def test_a_no_counts_from_the_day_on_which_no_answer_would(pair, database_clock):
    pairing, pilot, _peer = pair
    now = database_now()
    for city in pairing.city_ids:
        facts = {"going": "yes", "next_step": "yes", "answered_at": now - 69 * DAY}
        Pulse.objects.create(pairing=pairing, city_id=city, number=1, asked_at=now - 70 * DAY, **facts)
    database_clock.move_to(now)
    go_round()
    say(pairing.pulses.get(city=pairing.pilot_city, number=2), going="no", by=pilot)
    for days, count in ((1, 0), (13, 0), (14, 2)):
        database_clock.move_to(now + days * DAY)
        go_round()
        assert mails("pairing_quiet").count() == count


def test_a_silence_is_told_twice_then_staffs_and_ends_with_a_meeting(pair, database_clock):
    pairing, *_people = pair
    now = database_now()
    for days, count, waits in ((0, 2, 0), (13, 2, 0), (14, 4, 0), (28, 4, 1), (90, 4, 1)):
        database_clock.move_to(now + days * DAY)
        go_round()
        assert (mails("pairing_quiet").count(), Silence.objects.left_to_staff().count()) == (count, waits)
    last = mails("pairing_quiet").last()
    assert written(last) is not None
    pairing.exchanges.create(title="Call", starts_on=(now + 89 * DAY).date())
    assert written(last) is None
    assert not Silence.objects.going_on(now + 90 * DAY, (now + 90 * DAY).date(), days=30).exists()


def test_the_page_asks_answers_and_offers_the_change(pair, client):
    pairing, pilot, _peer = pair
    go_round()
    ours = pairing.pulses.get(city=pairing.pilot_city)
    client.force_login(pilot)
    desk = client.get(reverse("desk")).text
    assert "Is it going well?" in desk
    page = client.get(pairing.get_absolute_url())
    assert "Two questions for" in page.text
    assert client.post(ours.get_absolute_url(), {"going": "yes"}).status_code == 200
    sent = {"going": "yes", "next_step": "yes", "over": ""}
    assert client.post(ours.get_absolute_url(), sent)["Location"] == pairing.get_absolute_url()
    assert "Change the answer" in client.get(pairing.get_absolute_url()).text
    refused = client.post(ours.get_absolute_url(), sent | {"going": "no"})
    assert "A colleague has answered meanwhile" in refused.text
    ours.refresh_from_db()
    assert f'value="{ours.mark}"' in refused.text, "the next press is over what stands there"
