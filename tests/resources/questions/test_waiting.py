"""What the clock does for questions: by the working days of the asker's country, and each thing once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cities.directory.tiers import Tier
from cities.models import Membership
from icaforum.forum.actions import change_settings
from icaforum.forum.calendars import worked_days
from icaforum.outbox.models import Message
from resources.models import Question
from resources.questions.actions import asking, waiting
from resources.questions.refusals import NoAnswersTaken
from tests import factories as make

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def day(number):
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("country", "closed", "days"),
    [
        ("DE", [], 5),
        ("", [], 5),
        # In Egypt people rest on Friday and Saturday.
        ("EG", [], 5),
        ("DE", [(date(2026, 11, 4), date(2026, 11, 5))], 3),
    ],
)
def test_days_are_worked_as_the_country_does(country, closed, days):
    assert worked_days(country, date(2026, 11, 2), date(2026, 11, 9), closed=closed) == days


def test_a_holiday_is_not_worked():
    # Bastille Day.
    assert worked_days("FR", date(2026, 7, 13), date(2026, 7, 15)) == 1


@pytest.fixture
def question():
    make.open_rooms()
    asker = make.make_lead(make.make_city(tier=Tier.GENERAL, country="DE"))
    asked = make.ask_the_forum(asker)
    Question.objects.update(asked_at=MONDAY)
    return asked


def said():
    row = Question.objects.get()
    mails = list(Message.objects.filter(kind__startswith="question_").values_list("kind", flat=True))
    return bool(row.staff_since), mails


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (4, (False, [])),
        (7, (True, [])),
        (13, (True, [])),
        (14, (True, ["question_unanswered"])),
        (90, (True, ["question_unanswered"])),
    ],
)
def test_a_question_without_an_answer_becomes_the_secretariats_and_its_asker_is_told(
    question, after, expected
):
    for _twice in range(2):
        waiting.go_round(now=day(after))
    assert said() == expected


@pytest.mark.django_db
def test_an_answer_stops_the_clock_and_closed_days_hold_it(question):
    change_settings(by=None, closed_days=["2026-11-03 – 2026-11-06"])
    waiting.go_round(now=day(7))
    assert said() == (False, [])
    make.answer_it(question)
    waiting.go_round(now=day(30))
    assert said()[0] is False


@pytest.mark.django_db
def test_a_closed_room_does_nothing(question):
    make.open_rooms("help")
    assert waiting.go_round(now=day(30)) == 0
    assert said() == (False, [])


@pytest.mark.django_db
def test_an_asker_is_reminded_once_to_sum_up(question):
    make.answer_it(question)
    Question.objects.update(last_answer_at=MONDAY)
    waiting.go_round(now=day(13))
    assert "question_to_sum_up" not in said()[1]
    for number in (14, 15, 60):
        waiting.go_round(now=day(number))
    assert said()[1].count("question_to_sum_up") == 1


@pytest.mark.django_db
def test_a_question_closed_because_its_city_left_says_so(question, client):
    answerer = make.make_lead(make.make_city(tier=Tier.GENERAL))
    Membership.objects.filter(city=question.city).update(since=MONDAY, until=day(3))
    assert waiting.go_round(now=day(4)) == 1
    question.refresh_from_db()
    gone = f"{question.city} has left the Forum"
    assert question.state_in_words == gone
    client.force_login(answerer)
    page = client.get(question.get_absolute_url()).text
    assert f"{question.city} left the Forum, so this question was closed on" in page
    assert gone in client.get("/questions/").text
    with pytest.raises(NoAnswersTaken, match=gone):
        make.answer_it(question)
    # Of one that is not named nothing says which city it is.
    assert not Question(city=question.city, is_named=False, closed_by_leaving=True).left_by_its_city
    Membership.objects.filter(city=question.city).update(until=None)
    asking.reopen(question, by=question.author)
    question.refresh_from_db()
    assert not question.closed_by_leaving
