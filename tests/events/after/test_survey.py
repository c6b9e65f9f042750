"""A survey of at most five questions: answered once by those who were there, read without names."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cities.models import Region
from events.after.actions.reports import say_presence
from events.after.actions.surveys import answer_survey, change_survey
from events.after.beginning import Asked
from events.after.emails import SURVEY, survey_link
from events.after.models import Survey, SurveyAnswer
from events.after.refusals import Answered, NotOpen, NotThere
from events.after.results import results_of
from icaforum.outbox.links import sign
from tests.factories import make_city

QUESTIONS = (
    "Was it useful for your own work?",
    "Did the hour suit you?",
    "What will you do differently on Monday?",
)


@pytest.fixture
def survey(held):
    say_presence(held.ana, came=True, by=held.staff)
    held.ana.refresh_from_db()
    return Survey.objects.get(event=held.event)


def keys_of(survey):
    return [question.pk for question in survey.questions.all()]


def answered(survey):
    rows = SurveyAnswer.objects.filter(question__survey=survey).order_by("question__position")
    return [row.words or row.choice for row in rows]


def test_it_begins_with_our_questions_in_the_readers_language(survey):
    questions = list(survey.questions.all())

    assert [str(question) for question in questions] == list(QUESTIONS)
    assert questions[0].labels == ["Very", "Somewhat", "Not much"]
    assert survey.ends_at == survey.event.ends_at + timedelta(days=14)
    with override("de"):  # not stored, so that another language is only a translation away
        assert questions[0].text == ""


def test_the_link_of_the_mail_opens_it_and_answers_can_be_changed(survey, held, client):
    url = survey_link(survey, held.ana).removeprefix("http://localhost")
    useful, hour, monday = keys_of(survey)

    page = client.get(url)
    first = client.post(url, {f"q{useful}": "0", f"q{monday}": "Ask who is not here."})
    once = answered(survey)
    client.post(url, {f"q{useful}": "2", f"q{hour}": "1", f"q{monday}": ""})

    assert all(question in page.text for question in QUESTIONS)
    assert first.status_code == 302
    assert once == [0, "Ask who is not here."]
    assert answered(survey) == [2, 1]
    assert "checked" in client.get(url).text


def test_signed_in_those_who_were_there_find_it_on_the_page_of_the_event(survey, held, client):
    url = reverse("events:survey", args=[held.event.slug])
    pages = {}
    for place in (held.ana, held.paulo):
        client.force_login(place.person)
        pages[place.pk] = (client.get(url).status_code, url in client.get(held.event.get_absolute_url()).text)

    assert pages == {held.ana.pk: (200, True), held.paulo.pk: (404, False)}


@pytest.mark.parametrize("how", ["cut", "other purpose", "absent", "closed account"])
def test_a_link_that_is_no_good_opens_nothing(survey, held, client, how):
    token = sign(SURVEY, held.ana.pk)
    if how == "cut":
        token = token[:-3]
    elif how == "other purpose":
        token = sign("status", held.ana.pk)
    elif how == "absent":
        say_presence(held.ana, came=False, by=held.staff)
    else:
        held.ana.person.is_active = False
        held.ana.person.save()

    answer = client.get(reverse("events:survey_by_link", args=[token]))

    assert (answer.status_code, "This link is not complete" in answer.text) == (404, True)


def test_once_it_is_closed_it_says_so_and_takes_nothing(survey, held, client):
    url = reverse("events:survey_by_link", args=[sign(SURVEY, held.ana.pk)])
    change_survey(held.event, closes_at=timezone.now() - timedelta(minutes=1), by=held.staff)

    answer = client.post(url, {f"q{keys_of(survey)[0]}": "0"})

    assert (answer.status_code, "This survey is closed" in answer.text) == (200, True)
    with pytest.raises(NotOpen):
        answer_survey(held.ana, given={}, by=None)
    assert not SurveyAnswer.objects.exists()


def test_it_is_for_those_who_were_there(survey, held):
    with pytest.raises(NotThere):
        answer_survey(held.paulo, given={keys_of(survey)[0]: 1}, by=held.paulo.person)


def test_choices_that_there_are_not_are_refused_on_the_page(survey, held, client):
    url = reverse("events:survey_by_link", args=[sign(SURVEY, held.ana.pk)])

    answer = client.post(url, {f"q{keys_of(survey)[0]}": "7", f"q{keys_of(survey)[2]}": "x" * 2001})

    assert len(answer.context["form"].errors) == 2
    assert not SurveyAnswer.objects.exists()


def test_questions_can_be_changed_until_somebody_has_answered(survey, held):
    own = [Asked("And?", ("Yes", "No")), Asked("Why?", in_own_words=True)]
    change_survey(held.event, closes_at=None, questions=own, by=held.staff)
    first, second = keys_of(survey)
    answer_survey(held.ana, given={first: 1, second: "Because"}, by=None)

    with pytest.raises(Answered):
        change_survey(held.event, closes_at=None, questions=[], by=held.staff)
    later = timezone.now() + timedelta(days=30)
    change_survey(held.event, closes_at=later, questions=own, by=held.staff)

    survey.refresh_from_db()
    assert (answered(survey), survey.ends_at) == ([1, "Because"], later)


def answers(survey, held, choices, region):
    """That many people of a region give each of these choices to the first question."""
    question = keys_of(survey)[0]
    for number, choice in enumerate(choices):
        email = f"{region}{number}-{SurveyAnswer.objects.count()}@x.example"
        city = make_city(region=region)
        place = held.place(
            f"Person {email}", email, city=city, came=True, came_said_at=timezone.now(), came_from="hand"
        )
        SurveyAnswer.objects.create(question_id=question, registration=place, choice=choice)


def test_fewer_than_five_answers_are_not_taken_apart(survey, held):
    answers(survey, held, [0, 0, 1, 1], Region.AFRICA)
    few = results_of(survey).results[0]
    answers(survey, held, [0], Region.AFRICA)
    enough = results_of(survey).results[0]

    assert (few.count, few.bars, few.groups) == (4, [], [])
    assert [(bar.label, bar.count, bar.hundredths) for bar in enough.bars] == [
        ("Very", 3, 60),
        ("Somewhat", 2, 40),
        ("Not much", 0, 0),
    ]
    assert enough.in_words == "3 of 5 say: Very."


@pytest.mark.parametrize(
    ("africa", "europe", "regions"),
    [
        (5, 5, ["Africa", "Europe"]),
        (5, 4, []),  # the five would say what the four said
        (10, 4, []),
        (5, 0, []),
    ],
)
def test_a_region_is_shown_only_where_no_group_can_be_told_that_is_too_small(
    survey, held, africa, europe, regions
):
    answers(survey, held, [0] * africa, Region.AFRICA)
    answers(survey, held, [1] * europe, Region.EUROPE)

    assert sorted(name for name, _bars in results_of(survey).results[0].groups) == regions


def test_what_people_wrote_stands_in_no_order_of_who_wrote_when(survey, held):
    words = keys_of(survey)[2]
    for text in ("b", "a", "c"):
        place = held.place(f"Writer {text}", f"{text}@x.example")
        SurveyAnswer.objects.create(question_id=words, registration=place, words=text)

    found = results_of(survey).results[2]

    assert sorted(found.words) == ["a", "b", "c"]
    assert found.words != ["b", "a", "c"]
