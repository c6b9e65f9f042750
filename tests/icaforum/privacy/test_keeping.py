"""How long anything is kept: until its limit and no longer, as /privacy/ says it."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cities.directory.tiers import Tier
from cities.models import AccessRequest, Application, Confirmation, Letter
from events.models import AttendanceReport, AttendanceRow, Guest, Survey, SurveyAnswer, SurveyQuestion
from icaforum.audit.models import Entry
from icaforum.privacy import keeping
from icaforum.privacy.actions import erase
from resources.models import Answer
from resources.questions.actions.answering import answer_by_mail, take_back
from tests.factories import (
    answer_it,
    ask_the_forum,
    make_application,
    make_city,
    make_event,
    make_lead,
    make_letter,
    make_question,
    make_registration,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

MOMENT = timedelta(seconds=1)


def declined(at):
    row = make_application(state=Application.State.DECLINED, decided_at=at)
    make_question(row)
    return row


def withdrawn(at):
    return make_application(state=Application.State.WITHDRAWN, withdrawn_at=at)


def answered(at):
    city, number = make_city(), AccessRequest.objects.count()
    facts = {"sent_at": at - timedelta(days=40), "answered_at": at, "granted": False}
    return AccessRequest.objects.create(city=city, name="Kim", email=f"kim{number}@a.example", **facts)


def letters(at):
    thread = make_letter().thread
    type(thread).objects.filter(pk=thread.pk).update(last_at=at)
    return thread


def letter(at):
    """One of an earlier release, that could not be brought into a thread."""
    return Letter.objects.create(city=make_city(), sender=make_user(), text="Dear all", sent_at=at)


def guest(at):
    event = make_event()
    type(event).objects.filter(pk=event.pk).update(starts_at=at - timedelta(hours=1), ends_at=at)
    return Guest.objects.create(event=event, name="Kofi Mensah", email="kofi@union.example")


def report(at):
    row = AttendanceReport.objects.create(event=make_event(), source="zoom", file_name="r.csv", read_at=at)
    AttendanceRow.objects.create(report=row, number=1, name="Kim Cho", verdict="unclear")
    return row


def answer(at):
    place = make_registration(came=True, came_said_at=at, came_from="hand")
    question = SurveyQuestion.objects.create(
        survey=Survey.objects.create(event=place.event), position=1, kind="words", text="And?"
    )
    return SurveyAnswer.objects.create(question=question, registration=place, words="Good", answered_at=at)


def confirmed(at):
    return Confirmation.objects.create(city=make_city(), year=2026, answered_at=at, takes_part=True)


def not_put_up(at):
    writer = make_lead(make_city(tier=Tier.PILOT))
    row = answer_by_mail(ask_the_forum(), text="We paid.", language="en", is_own=True, by=writer)
    Answer.objects.filter(pk=row.pk).update(written_at=at)
    return row


def taken_back(at):
    row = answer_it(ask_the_forum())
    take_back(row, by=row.author)
    Answer.objects.filter(pk=row.pk).update(taken_back_at=at)
    return row


@pytest.mark.parametrize(
    ("make", "span"),
    [
        (report, keeping.ATTENDANCE_KEPT),
        (answer, keeping.SURVEY_WORDS_KEPT),
        (confirmed, keeping.CONFIRMATIONS_KEPT),
        (declined, keeping.APPLICATIONS_KEPT),
        (withdrawn, keeping.APPLICATIONS_KEPT),
        (answered, keeping.REQUESTS_KEPT),
        (letters, keeping.LETTERS_KEPT),
        (letter, keeping.PASSED_ON_KEPT),
        (guest, keeping.GUESTS_KEPT),
        (not_put_up, keeping.ANSWERS_KEPT),
        (taken_back, keeping.ANSWERS_KEPT),
    ],
)
def test_a_row_stays_until_its_limit_and_goes_then(make, span):
    now = timezone.now()
    old, younger = make(now - span), make(now - span + MOMENT)

    done = [keeping.forget_old_rows(now=now), keeping.forget_old_rows(now=now)]

    assert done == [1, 0]
    assert list(type(old).objects.all()) == [younger]
    assert Entry.objects.filter(verb="forgotten").values_list("target_id", "actor_id").get() == (
        str(old.pk),
        None,
    )


@pytest.mark.parametrize("make", [not_put_up, taken_back])
def test_what_a_text_said_before_goes_with_it(make):
    now = timezone.now()
    old = make(now - keeping.ANSWERS_KEPT)
    kept = type(old).words_before.rel.related_model.objects
    assert kept.filter(pgh_obj_id=old.pk).exists()

    keeping.forget_old_rows(now=now)

    assert not kept.filter(pgh_obj_id=old.pk).exists()


def test_an_answer_that_others_read_is_kept():
    answer_it(ask_the_forum())
    Answer.objects.update(written_at=timezone.now() - timedelta(days=4000))
    assert keeping.forget_old_rows(now=timezone.now()) == 0


def test_what_is_open_or_was_approved_is_kept_however_old_it_is():
    now = timezone.now()
    then = now - timedelta(days=4000)
    for state in ("invited", "waiting", "asked", "approved"):
        make_application(state=state, sent_at=then, **({"decided_at": then} if state == "approved" else {}))

    assert keeping.forget_old_rows(now=now) == 0


def test_a_sign_in_that_is_over_goes_with_its_device():
    now, person = timezone.now(), make_user()
    for key, ends, seen in (
        ("over", now, now - timedelta(days=70)),
        ("runs", now + MOMENT, now - timedelta(days=59)),
        ("begins", None, now - timedelta(hours=23)),
    ):
        if ends:
            Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(
            user=person, ip="1.1.1.1", session_key=key, user_agent="x", last_seen_at=seen
        )

    done = [keeping.forget_sign_ins(now=now), keeping.forget_sign_ins(now=now)]

    assert done == [2, 0]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["runs"]
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"runs", "begins"}


def test_what_was_written_for_somebody_who_was_being_erased_goes_afterwards():
    person, now = make_user(), timezone.now()
    erase(person, by=make_staff())
    Letter.objects.create(city=make_city(), sender=person, text="Sent at that moment")

    late = keeping.finish_erasing(now=now + keeping.LOOKED_AT_AGAIN + timedelta(hours=1))
    in_time = keeping.finish_erasing(now=now)

    assert (late, in_time, Letter.objects.exists()) == (0, 1, False)


def test_the_journal_forgets_when_the_page_says_so():
    journal = (settings.BASE_DIR / "deploy/journald.conf").read_text()

    assert f"\nMaxRetentionSec={keeping.LOGS_KEPT.days}day\n" in journal


def test_the_page_says_the_spans_that_are_kept(client):
    said = client.get(reverse("privacy")).text
    assert "An application that was declined or withdrawn: 12 months," in said
    assert "The words of a mail that we sent: 30 days." in said
    assert "To whom we sent which kind of mail, and when: 13 months." in said
    assert "Backups: 14 days." in said

    assert len(keeping.kept()) == len(keeping.SAID)
    with override("de"):
        assert all("%(" not in sentence for sentence in keeping.kept())
