"""Answers by page and by mail: who may, when they stand there, whom they reach, how they go again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import City, User
from cities.talking.refusals import HasToBeNamed
from icaforum.handlers import question_answered
from icaforum.inbound.kinds import Answer as Mailed
from icaforum.outbox.models import Message
from resources.models import Answer, Question, Watch
from resources.questions import emails
from resources.questions.actions import answering, asking, keeping
from resources.questions.refusals import NoAnswersTaken, NoPart, NotNow, NotYours
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return make.make_lead(make.make_city(tier=Tier.GENERAL))


@pytest.fixture
def writer():
    return make.make_lead(make.make_city(tier=Tier.PILOT))


@pytest.fixture
def question(asker, writer):
    make.open_rooms()
    return make.ask_the_forum(asker)


def mails(kind):
    return [mail.person for mail in Message.objects.filter(kind=kind).order_by("pk")]


def question_mail(reader, question):
    return emails.question_answered({"answer": question.answers.latest("pk").pk, "reader": reader.pk})


def by_mail(question, person, *, proven=True, text="We paid the hosts."):
    mail = Mailed(question.pk, person.pk, person.email, proven, text, attachments=0, was_cut=False)
    question_answered(mail)
    return Answer.objects.latest("pk")


def test_an_answer_reaches_the_asker_and_who_follows_and_not_its_writer(question, asker, writer):
    follower, muted = make.make_lead(), make.make_lead()
    answering.hear_of(question, hears=True, by=follower)
    answering.hear_of(question, hears=False, by=muted)

    make.answer_it(question, writer)

    assert mails("question_answered") == [asker, follower]
    question.refresh_from_db()
    assert question.first_answer_at == question.last_answer_at
    assert question.first_answer_at is not None


def test_what_the_asker_adds_is_no_answer_and_reaches_who_wrote(question, asker, writer):
    make.answer_it(question, asker)
    question.refresh_from_db()
    assert question.first_answer_at is None
    make.answer_it(question, writer)
    Message.objects.all().delete()

    added = make.answer_it(question, asker, text="And the insurer?")

    assert added.is_of_asker
    assert mails("question_answered") == [writer]
    with pytest.raises(NotNow):
        answering.mark_helpful(added, helped=True, by=asker)


def test_who_was_not_asked_does_not_answer(asker, writer):
    question = make.ask_the_forum(asker, asked_of=Question.AskedOf.PEERS)
    general = make.make_lead(make.make_city(tier=Tier.GENERAL))
    partner = make.make_lead(make.make_city(kind=City.Kind.PARTNER))
    both = make.make_lead(general.seats.get().city)
    make.make_lead(writer.seats.get().city, person=both)

    for person in (general, partner, make.make_user()):
        with pytest.raises(NoPart):
            answering.answer(question, city=general.seats.get().city, text="Yes", language="en", by=person)
    # Who has seats in two cities speaks for the one that was asked.
    with pytest.raises(NoPart):
        answering.answer(question, city=general.seats.get().city, text="Yes", language="en", by=both)
    assert answering.answer(question, city=writer.seats.get().city, text="Yes", language="en", by=both).up_at
    assert Answer.objects.count() == 1


def test_after_a_lower_tier_one_still_changes_and_takes_back_ones_own(asker, client):
    make.open_rooms()
    peer = make.make_lead(make.make_city(tier=Tier.PEER))
    question = make.ask_the_forum(asker, asked_of=Question.AskedOf.PEERS, title="Who pays for guards?")
    row = make.answer_it(question, peer)
    peer.seats.get().city.memberships.update(tier=Tier.GENERAL)

    client.force_login(peer)
    listed = client.get(reverse("resources:questions")).text
    change, back = (reverse(f"resources:answer_{name}", args=[row.pk]) for name in ("change", "take_back"))
    assert client.get(question.get_absolute_url()).status_code == 404
    assert change in listed
    assert back in listed
    for address in (change, back):
        assert "Who pays for guards?" not in client.get(address).text
    assert client.post(change, {"text": "We paid well."}).url == reverse("resources:questions")
    assert client.post(back).url == reverse("resources:questions")
    row.refresh_from_db()
    assert (row.text, bool(row.taken_back_at)) == ("We paid well.", True)


@pytest.mark.parametrize("how", ["closed", "hidden", "double"])
def test_a_question_that_is_over_takes_no_answer_and_none_that_came_by_mail(question, asker, writer, how):
    waiting = answering.answer_by_mail(question, text="Yes", language="en", is_own=True, by=writer)
    staff = make.make_staff_at_work()
    if how == "closed":
        asking.close(question, by=asker)
    elif how == "hidden":
        keeping.hide_question(question, because="Sells tanks", by=staff)
    else:
        keeping.name_double(question, of=make.ask_the_forum(asker), by=staff)

    for answers in (
        lambda: make.answer_it(question, make.make_lead(make.make_city(tier=Tier.PILOT))),
        lambda: answering.put_up(waiting, by=None),
    ):
        with pytest.raises((NoAnswersTaken, NoPart)):
            answers()
    assert not Answer.objects.up().exists()


def test_the_first_answer_by_mail_waits_for_a_click_and_the_next_for_half_an_hour(question, writer):
    now = timezone.now()
    first = by_mail(question, writer)
    assert (first.up_at, first.goes_up_at) == (None, None)
    assert mails("answer_as_it_stands") == [writer]
    assert answering.put_up_due(now=now + timedelta(days=9)) == 0
    answering.put_up(first, by=None)

    second = by_mail(question, writer, text="And one thing more.")
    assert second.up_at is None
    assert timedelta(minutes=29) < second.goes_up_at - now < timedelta(minutes=31)
    assert answering.put_up_due(now=now + timedelta(minutes=29)) == 0
    assert answering.put_up_due(now=now + timedelta(minutes=31)) == 1
    assert answering.put_up_due(now=now + timedelta(minutes=31)) == 0
    assert Answer.objects.up().count() == 2


def test_one_that_is_not_proven_waits_for_a_click_whoever_wrote_before(question, writer):
    answering.put_up(by_mail(question, writer), by=None)
    assert by_mail(question, writer, proven=False).goes_up_at is None
    stranger = Mailed(question.pk, writer.pk, "x@evil.example", True, "Lies", attachments=0, was_cut=False)
    question_answered(stranger)
    assert Answer.objects.latest("pk").goes_up_at is None


def test_a_closed_room_takes_no_mail(question, writer):
    make.open_rooms("help")
    mail = Mailed(question.pk, writer.pk, writer.email, True, "Yes", attachments=0, was_cut=False)
    assert question_answered(mail).became == "refused"
    assert not Answer.objects.exists()


def test_one_takes_back_and_changes_ones_own_and_nobody_elses(question, asker, writer):
    answer, colleague = make.answer_it(question, writer), make.make_officer(writer.seats.get().city)
    for person in (asker, colleague):
        with pytest.raises(NotYours):
            answering.take_back(answer, by=person)
        with pytest.raises(NotYours):
            answering.change_answer(answer, text="No", did_not_work=False, by=person)
    assert answering.change_answer(answer, text="We paid well.", did_not_work=True, by=writer).edited_at

    answering.mark_helpful(answer, helped=True, by=asker)
    answering.take_back(answer, by=writer)

    question.refresh_from_db()
    assert not Answer.objects.up().exists()
    assert (question.first_answer_at, Answer.objects.get().helped_at) == (None, None)
    with pytest.raises(NotNow):
        answering.take_back(answer, by=writer)


def test_any_colleague_of_the_asker_marks_and_sums_up_and_no_other_city(question, asker, writer):
    answer, colleague = make.answer_it(question, writer), make.make_officer(asker.seats.get().city)
    for person in (writer, make.make_lead()):
        with pytest.raises(NotYours):
            answering.mark_helpful(answer, helped=True, by=person)
        with pytest.raises(NotYours):
            asking.sum_up(question, summary="Pay them.", by=person)
    assert answering.mark_helpful(answer, helped=True, by=colleague).helped_at
    assert asking.sum_up(question, summary="Pay them.", by=colleague).summed_up_by == colleague
    assert mails("question_summed_up") == [asker, writer]


def test_the_secretariat_sums_up_thirty_days_after_the_last_answer(question, writer):
    staff = make.make_staff_at_work()
    make.answer_it(question, writer)
    with pytest.raises(NotYours):
        asking.sum_up(question, summary="Pay them.", by=staff)
    Question.objects.update(last_answer_at=timezone.now() - timedelta(days=30, minutes=1))
    assert asking.sum_up(question, summary="Pay them.", by=staff).summed_up_at


def test_an_answer_without_a_name_needs_four_others_that_could_have_written_it(question, writer):
    waiting = by_mail(question, writer)
    with pytest.raises(HasToBeNamed):
        answering.do_not_name(waiting, by=None)
    for _number in range(4):
        make.make_lead(make.make_city(tier=Tier.GENERAL))
    assert answering.do_not_name(waiting, by=None).speaker == "A member city"
    # The city that asked and those that stand there by name are not among them.
    other = make.make_lead(make.make_city(tier=Tier.GENERAL))
    named = City.objects.filter(seats__role="lead").exclude(
        pk__in=[other.seats.get().city_id, question.city_id]
    )
    for city in named[:2]:
        make.answer_it(question, city.seats.get().person)
    with pytest.raises(HasToBeNamed):
        make.answer_it(question, other, is_named=False)


def test_hiding_tells_the_writer_why_and_showing_again_brings_it_back(question, writer):
    staff, answer = make.make_staff_at_work(), make.answer_it(question, writer)
    keeping.hide_answer(answer, because="Names a tenant", by=staff)
    question.refresh_from_db()
    assert (mails("answer_hidden"), question.first_answer_at) == ([writer], None)
    keeping.show_answer(answer, by=staff)
    question.refresh_from_db()
    assert question.first_answer_at is not None
    keeping.hide_question(question, because="Sells tanks", by=staff)
    assert mails("question_hidden") == [question.author]


def test_of_an_asker_who_left_the_leads_hear_until_they_mute_it(question, writer, client):
    lead = make.make_lead(question.city)
    question.author.seats.update(until=timezone.now())
    client.force_login(lead)
    assert b"You get each new answer by mail." in client.get(question.get_absolute_url()).content
    make.answer_it(question, writer)
    assert lead in mails("question_answered")
    assert question_mail(lead, question) is not None
    keeping.hide_question(question, because="Sells tanks", by=make.make_staff_at_work())
    assert mails("question_hidden") == [lead]
    keeping.show_question(question, by=make.make_staff_at_work())
    answering.hear_of(question, hears=False, by=lead)
    answer = make.answer_it(question, writer)
    assert not Message.objects.filter(ids__answer=answer.pk, person=lead).exists()


def test_the_question_of_a_city_that_left_takes_no_answer_before_the_clock(question, writer):
    question.city.memberships.update(until=timezone.now())
    with pytest.raises(NoAnswersTaken, match="has left the Forum"):
        make.answer_it(question, writer)


def test_following_and_muting_is_ones_own(question, writer):
    answering.hear_of(question, hears=True, by=writer)
    answering.hear_of(question, hears=False, by=writer)
    assert list(Watch.objects.filter(person=writer).values_list("hears", flat=True)) == [False]


def test_a_double_leads_to_a_question_that_leads_nowhere(question, asker):
    staff, other, third = make.make_staff_at_work(), make.ask_the_forum(asker), make.ask_the_forum(asker)
    keeping.name_double(other, of=question, by=staff)
    for row, of in ((question, question), (question, third), (third, other)):
        with pytest.raises(NotNow):
            keeping.name_double(row, of=of, by=staff)
    assert list(Question.objects.listed().order_by("pk")) == [question, third]


def test_whoever_answers_hears_of_what_comes_after_unless_they_muted_it(question, asker, writer):
    muted, second = (make.make_lead(make.make_city(tier=Tier.PILOT)) for _number in range(2))
    answering.hear_of(question, hears=False, by=muted)
    for person in (writer, muted):
        make.answer_it(question, person)
    Message.objects.all().delete()

    make.answer_it(question, second)

    assert mails("question_answered") == [asker, writer]


@pytest.mark.parametrize("gone", ["seat", "account", "city", "tier"])
def test_an_answer_by_mail_does_not_go_up_for_somebody_who_left(asker, writer, gone):
    make.open_rooms()
    question = make.ask_the_forum(asker, asked_of=Question.AskedOf.PEERS)
    answering.put_up(by_mail(question, writer), by=None)
    row = by_mail(question, writer, text="And more.")
    city = writer.seats.get().city
    if gone == "seat":
        writer.seats.update(until=timezone.now())
    elif gone == "account":
        User.objects.filter(pk=writer.pk).update(is_active=False)
    elif gone == "city":
        city.memberships.update(until=timezone.now())
    else:
        city.memberships.update(tier=Tier.GENERAL)

    with pytest.raises(NoPart):
        answering.put_up(row, by=None)
    assert answering.put_up_due(now=timezone.now() + timedelta(hours=1)) == 0
    row.refresh_from_db()
    assert (row.up_at, row.goes_up_at) == (None, None)


def test_an_answer_without_a_name_that_would_tell_by_now_does_not_go_up(question, writer):
    others = [make.make_lead(make.make_city(tier=Tier.PILOT)) for _number in range(4)]
    row = answering.do_not_name(by_mail(question, writer), by=None)
    for person in others:
        make.answer_it(question, person)
    with pytest.raises(HasToBeNamed):
        answering.put_up(row, by=None)


def test_what_waits_cannot_be_hidden_and_what_is_hidden_does_not_go_up(question, writer):
    row = by_mail(question, writer)
    with pytest.raises(NotNow):
        keeping.hide_answer(row, because="Names a tenant", by=make.make_staff_at_work())
    Answer.objects.update(hidden_at=timezone.now())
    with pytest.raises(NotNow):
        answering.put_up(row, by=None)
    question.refresh_from_db()
    assert question.first_answer_at is None


def test_a_double_leads_to_no_hidden_question(question, asker):
    staff, other = make.make_staff_at_work(), make.ask_the_forum(asker)
    keeping.hide_question(other, because="Sells tanks", by=staff)
    with pytest.raises(NotNow):
        keeping.name_double(question, of=other, by=staff)
