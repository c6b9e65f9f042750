"""The days that are promised, against counting them one by one; what is said of one that has passed."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cities.joining import route
from cities.joining.emails import status_url
from icaforum.forum.actions import change_settings
from icaforum.forum.reading import the_forum
from tests.factories import make_application, make_question

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = ("UTC", "Pacific/Auckland", "America/Lima", "Europe/Berlin", "Asia/Kathmandu")
TUESDAY = datetime(2027, 3, 9, 12, tzinfo=UTC)


def one_by_one(since, now, questions):
    """The working days since then on which no question waited, and the last one that is promised.

    A question that waits before the next one counts moves it; one that was asked later does not.
    """
    forum = the_forum()
    days, today = forum.workdays, forum.workdays.day_of(now)
    spans = [(days.day_of(asked), days.day_of(answered or now)) for asked, answered in questions]

    def counts(day):
        return day.weekday() < 5 and not any(first <= day <= last for first, last in days.closed)

    def rests(day):
        return day <= today and any(asked < day <= answered for asked, answered in spans)

    waited, due, left, day = 0, None, forum.promised_days, days.day_of(since)
    while day < today or left >= 0:
        day += DAY
        if not counts(day):
            continue
        if rests(day):
            due = day if left == 0 else due
            continue
        waited += day <= today
        left -= 1
        due = day if left == 0 else due
    return waited, due


@pytest.mark.parametrize("seed", range(60))
def test_the_clock_is_what_counting_day_by_day_gives(seed):
    pick = random.Random(seed)
    first = TUESDAY + pick.randrange(24 * 40) * HOUR
    begins = [first.date() + pick.randrange(30) * DAY for _ in range(pick.randrange(3))]
    change_settings(
        by=None,
        promised_days=pick.choice([1, 2, 5, 10]),
        closed_days=[f"{day} – {day + pick.randrange(6) * DAY}" for day in begins],
        time_zone=pick.choice(ZONES),
    )
    application = make_application(sent_at=first, confirmed_at=first)
    questions = []
    for _ in range(pick.randrange(5)):
        asked = first + pick.randrange(24 * 25) * HOUR
        answered = asked + pick.randrange(24 * 9) * HOUR if pick.random() < 0.7 else None
        make_question(application, asked_at=asked, answered_at=answered)
        questions.append((asked, answered))

    for _ in range(5):
        known = [first, *(it for pair in questions for it in pair if it)]
        now = max(known) + pick.randrange(24 * 25) * HOUR
        waited, due = one_by_one(first, now, questions)
        clock = route.clock(application, now)
        assert (clock.day, clock.due.date()) == (max(waited, 1), due), now
        assert clock.is_overdue == (now > clock.due), now


def test_on_the_weekend_after_the_last_day_it_is_late_and_says_so():
    change_settings(by=None, promised_days=3)  # until Friday
    application = make_application(sent_at=TUESDAY, confirmed_at=TUESDAY)

    said = [route.clock(application, TUESDAY + days * DAY).words for days in (3, 4, 5, 6, 7)]

    assert said == ["day 3 of 3 promised", *["1 day late"] * 3, "2 days late"]


def test_a_question_that_is_asked_too_late_makes_no_new_promise(client):
    long_ago = timezone.now() - 40 * DAY
    application = make_application(sent_at=long_ago, confirmed_at=long_ago)
    before = route.clock(application, timezone.now())
    make_question(application, asked_at=timezone.now() - 9 * DAY, answered_at=timezone.now() - HOUR)

    after = route.clock(application, timezone.now())
    page = client.get(status_url(application)).text

    assert (after.due, after.is_overdue) == (before.due, True)
    assert "and are late" in page
