"""Texts that are changed after others have read them show that they are."""

import pytest

from cities.advocacy.actions import outcomes
from cities.wants.actions import change_want
from icaforum.words.times import database_now
from resources.questions.actions.asking import sum_up
from tests import factories as make

pytestmark = pytest.mark.django_db


def a_summary():
    asks = make.make_lead(make.make_city(tier=1))
    question = make.ask_the_forum(asks)
    make.answer_it(question)
    sum_up(question, summary="We pay.", by=asks)
    yield question, "summary_edited_at"
    sum_up(question, summary="We pay by the hour.", by=asks)
    yield question, "summary_edited_at"


def an_answer_to_a_call():
    staff, today = make.make_staff_at_work(), database_now().date()
    call = make.make_call(by=staff, opened=True)
    outcomes.hand_over(call, on=today, handed_over_by="The mayors", by=staff)
    outcomes.note_answer(call, on=today, answer="Maybe.", by=staff)
    yield call, "answer_edited_at"
    outcomes.note_answer(call, on=today, answer="No.", by=staff)
    yield call, "answer_edited_at"


def a_want():
    person = make.make_lead(make.make_city(tier=1))
    row = make.make_want(person)
    yield row, "edited_at"
    change_want(row, text="Somebody who has done it.", by=person)
    yield row, "edited_at"


@pytest.mark.parametrize("steps", [a_summary, an_answer_to_a_call, a_want])
def test_an_edit_shows_that_it_is_one(steps, client):
    make.open_rooms()
    client.force_login(make.make_lead(make.make_city(tier=1)))
    for is_edited, (row, moment) in enumerate(steps()):
        row.refresh_from_db()
        page = client.get(row.city.get_absolute_url() if moment == "edited_at" else row.get_absolute_url())

        assert bool(getattr(row, moment)) == bool(is_edited)
        assert ("hanged on" in page.content.decode()) == bool(is_edited)
