"""What the clock does for questions: a line for the secretariat, a word to the asker, one reminder."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from cities.models import City
from icaforum.audit.record import record
from icaforum.forum.calendars import worked_days
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.questions.asked import askers
from resources.questions.models import Question
from resources.questions.rules import ASKER_AFTER, REMIND_AFTER, STAFF_AFTER


def go_round(*, now: datetime | None = None) -> int:
    """Look after the questions that wait for an answer or a summary; return for how many was done something.

    Those of a city that has left take no more answers. Nothing while the room is closed.
    """
    if not the_forum().has_open(Room.QUESTIONS):
        return 0
    now = now or database_now()
    planner = gettext_noop("look after questions")
    gone = Question.objects.of_the_departed()
    done = row_by_row(planner, list(gone), lambda row: _close(row, now))
    waiting = Question.objects.waiting().filter(told_unanswered_at=None, city__in=City.objects.taking_part())
    done += row_by_row(planner, list(waiting.select_related("city")), lambda row: _go_on(row, now))
    quiet = Question.objects.answered().filter(
        reminded_at=None,
        closed_at=None,
        last_answer_at__lte=now - REMIND_AFTER,
        city__in=City.objects.taking_part(),
    )
    return done + row_by_row(planner, list(quiet), lambda row: _remind(row, now))


@transaction.atomic
def _close(row: Question, now: datetime) -> int:
    row = Question.objects.locked(row.pk)
    if not Question.objects.of_the_departed().filter(pk=row.pk).exists():
        return 0
    row.closed_at, row.closed_by_leaving = now, True
    row.save(update_fields=["closed_at", "closed_by_leaving"])
    record("question of the departed closed", row, by=None)
    return 1


@transaction.atomic
def _go_on(row: Question, now: datetime) -> int:
    row = Question.objects.locked(row.pk)
    if row.first_answer_at or row.is_closed:
        return 0
    forum = the_forum()
    days = forum.workdays
    waited = worked_days(
        str(row.city.country),
        days.day_of(row.asked_at),
        days.day_of(now),
        closed=days.closed,
    )
    done = 0
    if waited >= STAFF_AFTER and row.staff_since is None:
        row.staff_since = now
        row.save(update_fields=["staff_since"])
        record("left to staff", row, by=None)
        done = 1
    if waited >= ASKER_AFTER and row.told_unanswered_at is None:
        row.told_unanswered_at = now
        row.save(update_fields=["told_unanswered_at"])
        record("told unanswered", row, by=None)
        _tell_askers("question_unanswered", row, f"question:{row.pk}:unanswered")
        done = 1
    return done


@transaction.atomic
def _remind(row: Question, now: datetime) -> int:
    row = Question.objects.locked(row.pk)
    if row.reminded_at or row.summed_up_at or row.is_closed:
        return 0
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    record("reminded to sum up", row, by=None)
    _tell_askers("question_to_sum_up", row, f"question:{row.pk}:sum-up")
    return 1


def _tell_askers(kind: str, row: Question, key: str) -> None:
    """Mail whoever asked; where they have no seat in the city any more, its lead contacts."""
    queue_mails(
        # Once for whoever asked, whatever was queued before they left.
        NewMail(
            kind,
            it,
            key if it.pk == row.author_id else f"{key}:{it.pk}",
            {"question": row.pk, "reader": it.pk},
        )
        for it in askers(row)
    )
