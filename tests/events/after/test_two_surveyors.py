"""Two windows of one survey, of what it asks or of one's answers: nothing that was said in either is lost."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events.after.actions.reports import say_presence
from events.after.actions.surveys import answer_survey
from events.after.beginning import asked_in
from events.after.emails import SURVEY
from events.after.models import Survey
from icaforum.outbox.links import sign
from tests.events.after.conftest import Held
from tests.factories import make_staff
from tests.icaforum.audit.test_merging import Window, at_once

pytestmark = pytest.mark.django_db
FORM = "#content-main form"


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.STAFF_SECOND_FACTOR = False


def open_page(held, **person):
    return Window(make_staff(**person), reverse("admin:events_event_survey", args=[held.event.pk]), FORM)


def texts(held):
    with override("en"):
        return [it.words for it in Survey.objects.get(event=held.event).questions.all()]


def later(window):
    return str(date.fromisoformat(window.sent["closes_on"][0]) + timedelta(days=5))


def test_a_day_from_an_older_page_takes_no_question_back():
    held = Held()
    ana, ben = open_page(held), open_page(held)

    assert ana.save(text_0="What did you learn?", choices_0="")
    assert ben.save(closes_on=later(ben))

    survey = Survey.objects.get(event=held.event)
    assert texts(held)[0] == "What did you learn?"
    assert survey.ends_at.date() == date.fromisoformat(later(ben))


def test_the_day_stays_that_another_has_chosen_meanwhile():
    held = Held()
    ana, ben = open_page(held), open_page(held)

    assert ana.save(closes_on=later(ana))
    assert ben.save(text_1="And on Tuesday?", choices_1="")

    assert Survey.objects.get(event=held.event).ends_at.date() == date.fromisoformat(later(ben))
    assert texts(held)[1] == "And on Tuesday?"


def test_one_question_that_both_changed_shows_both_and_one_is_chosen():
    held = Held()
    ana, ben = open_page(held, name="Ana Ruiz"), open_page(held)
    ana.save(text_0="What did you learn?", choices_0="")

    assert not ben.save(text_0="What was new?", choices_0="")
    assert "Ana Ruiz changed this while you were writing" in ben.page.texts("h2")
    assert texts(held)[0] == "What did you learn?"
    assert ben.save(**{"text_0-choice": "mine"})

    assert texts(held)[0] == "What was new?"


def test_a_page_in_another_language_keeps_our_own_questions_ours():
    held = Held()
    ana, ben = open_page(held), open_page(held, language="de")

    assert ana.save(text_1="And on Tuesday?", choices_1="")
    assert ben.save(closes_on=later(ben))

    asked = asked_in(Survey.objects.get(event=held.event))
    assert [bool(it.standard) for it in asked] == [True, False, True]


def test_a_day_from_a_page_older_than_the_first_answer_is_kept():
    held = Held()
    ben = open_page(held)
    say_presence(held.ana, came=True, by=held.staff)
    question = Survey.objects.get(event=held.event).questions.first()
    held.ana.refresh_from_db()
    answer_survey(held.ana, given={question.pk: 0}, by=None)

    assert ben.save(closes_on=later(ben))

    survey = Survey.objects.get(event=held.event)
    assert survey.ends_at.date() == date.fromisoformat(later(ben))
    assert question.answers.count() == 1


# Who answers in two windows ---------------------------------------------------------------------------------


class Answering(Window):
    """The page of the survey, opened by the link of somebody's mail."""

    def __init__(self, registration):
        self.client, self.form = Client(), "main form"
        self.url = reverse("events:survey_by_link", args=[sign(SURVEY, registration.pk)])
        self._read(self.client.get(self.url))


@pytest.fixture
def asked():
    """Somebody who was there, and the names of the fields of the survey."""
    held = Held()
    say_presence(held.ana, came=True, by=held.staff)
    held.ana.refresh_from_db()
    return held.ana, [f"q{it.pk}" for it in Survey.objects.get(event=held.event).questions.all()]


def given(registration):
    rows = registration.survey_answers.order_by("question__position")
    return [row.words if row.choice is None else row.choice for row in rows]


def test_an_older_window_takes_no_answer_back(asked):
    ana, (useful, hour, monday) = asked
    phone, desk = Answering(ana), Answering(ana)

    assert phone.save(**{useful: "0", monday: "Ask the tenants first."})
    assert desk.save(**{hour: "1"})

    assert given(ana) == [0, 1, "Ask the tenants first."]


def test_an_answer_that_was_given_twice_shows_both_and_names_nobody(asked):
    ana, (_useful, _hour, monday) = asked
    phone, desk = Answering(ana), Answering(ana)
    phone.save(**{monday: "Ask the tenants first."})

    assert not desk.save(**{monday: "Ask the unions."})
    assert "Somebody changed this while you were writing" in desk.page.texts("h2")
    assert given(ana) == ["Ask the tenants first."]
    assert desk.save(**{f"{monday}-choice": "mine"})

    assert given(ana) == ["Ask the unions."]


def test_an_answer_is_still_taken_back_by_whoever_saw_it(asked):
    ana, (useful, _hour, monday) = asked
    Answering(ana).save(**{useful: "0", monday: "Ask the tenants first."})

    assert Answering(ana).save(**{monday: ""})

    assert given(ana) == [0]


# At once ----------------------------------------------------------------------------------------------------


def saved_at_once(held, words="now"):
    """How many of two changes of one question at once were taken as saved."""
    one, other = open_page(held), open_page(held)
    saved = []
    at_once(
        lambda: saved.append(one.save(text_0=f"One {words}?", choices_0="")),
        lambda: saved.append(other.save(text_0=f"Two {words}?", choices_0="")),
    )
    return sum(saved)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_is_asked():
    assert saved_at_once(Held()) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_are_taken_and_one_is_lost(monkeypatch):
    monkeypatch.setattr("events.after.admin.survey.lock_row", lambda row: row)

    held = Held()

    # What stands already is no change: each round begins with other words.
    assert any(saved_at_once(held, f"round {n}") == 2 for n in range(20))
