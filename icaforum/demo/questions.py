"""The demo's questions: one in each state, of cities that do not exist, and drafts of nobody real."""

from datetime import timedelta
from typing import Any

from cities.models import Theme, User
from cities.talking.actions import report
from icaforum.words.times import database_now
from resources.briefs import actions as briefs
from resources.lessons import actions as lessons
from resources.models import Answer, Question
from resources.questions.actions import answering, asking, keeping, waiting

HEAT, POWER, TALKING = "extreme-heat", "energy-poverty", "inclusive-engagement"


def load(by: User, people: dict[str, User]) -> None:
    """Ask and answer as people of the sample cities, some of it days ago; `by` is of the secretariat."""
    lakemouth, northbridge, partner = people["lakemouth"], people["northbridge"], people["partner"]
    summed = _ask(
        lakemouth,
        "Who has kept cool rooms open at night without paying for guards?",
        days=27,
        themes=[HEAT],
        details=(
            "Our eight cool rooms close at 20:00, when the staff go home. We want to keep three rooms open "
            "until one in the morning from June to September.\n\n"
            "Who opened later without guards? Who holds the key, what do they get for it, and what did the "
            "insurer say?"
        ),
        tried="Volunteers from two sports clubs, for six weeks. They stayed away when it was hot.",
        asks_partners=True,
    )
    first = _answer(
        summed,
        northbridge,
        "Three of our rooms close at midnight. Each has two hosts from the street, paid for the evening "
        "whether ten people come or nobody. No incident in 140 evenings, one broken kettle.",
        days=25,
    )
    failed = _answer(
        summed,
        northbridge,
        "Volunteers here too, for one summer. Two rooms stood empty, and we closed them.",
        days=21,
        did_not_work=True,
    )
    _answer(summed, partner, "Fire rules often set the number of people, not the need for a guard.", days=18)
    for row in (first, failed):
        answering.mark_helpful(row, helped=True, by=lakemouth)
    asking.sum_up(
        summed,
        summary=(
            "- Neighbours can hold the key where they are paid by the evening. Unpaid volunteers failed.\n"
            "- Guards are asked for by insurers, not by visitors. We write to the insurer first.\n"
            "- A late room that is empty three nights running should close."
        ),
        by=lakemouth,
    )
    _lesson(summed, lakemouth, northbridge)
    _in_short(summed, northbridge, lakemouth)
    waits = _waiting(by, northbridge, lakemouth, partner, summed)
    asking.keep_draft(
        None, typed={"title": "Who has planted trees on land of the railway? (Sample)"}, by=lakemouth
    )
    _check(waits)


def _waiting(by: User, northbridge: User, lakemouth: User, partner: User, summed: Question) -> Question:
    """Ask what waits, is answered, leads to another, and is hidden; return the one that waits."""
    waits = _ask(
        northbridge,
        "How do you reach tenants who open neither the city’s letters nor the door?",
        days=9,
        themes=[POWER, TALKING],
        details="We wrote to 4,000 homes and spoke with 310. The landlord opens the post of the rest.",
    )
    answered = _ask(
        northbridge,
        "Which clause kept rents down after a retrofit paid with public money?",
        days=6,
        themes=[POWER],
        details="Ours ran out after three years, and the courts read it narrowly.",
        asked_of=Question.AskedOf.PEERS,
    )
    _answer(
        answered, lakemouth, "Ours is tied to the grant and ends with the loan, after twelve years.", days=3
    )
    double = _ask(lakemouth, "Cool rooms at night: who pays for guards?", days=2, themes=[HEAT])
    keeping.name_double(double, of=summed, by=by)
    hidden = _ask(northbridge, "Who sells good water tanks?", days=12, themes=[HEAT])
    report(hidden, reason="This looks like an advertisement. (Sample)", by=lakemouth)
    keeping.hide_question(hidden, because="Sample: it asks for sellers and not for experience.", by=by)
    report(answered, reason="Sample: the clause is quoted from a contract that is not public.", by=partner)
    return waits


def _in_short(summed: Question, northbridge: User, lakemouth: User) -> None:
    """What the question says in Spanish, checked; one in French that its city has not checked yet."""
    facts = {
        "es": "Quién paga las salas frescas que abren de noche, y si hacen falta guardias. (Muestra)",
        "fr": "Qui paie les salles fraîches ouvertes la nuit, et faut-il des gardiens ? (Exemple)",
    }
    city = northbridge.seats.get().city
    for language, text in facts.items():
        brief = briefs.write_brief(summed, city=city, language=language, text=text, by=northbridge)
        if language == "es":
            briefs.check_brief(brief, by=lakemouth)


def _lesson(summed: Question, lakemouth: User, northbridge: User) -> None:
    """A draft of the question that is summed up: one city has agreed, another words and the partner wait."""
    summed.refresh_from_db()
    answers = summed.answers.up()
    lesson = lessons.begin_lesson(
        summed,
        title="Late cool rooms without guards (Sample)",
        language="en",
        quotes=[lessons.Words(None, summed.summary), *(lessons.Words(it, it.text) for it in answers)],
        by=lakemouth,
    )
    agreed = lesson.quotes.filter(city=northbridge.seats.get().city)[0]
    lessons.agree(agreed, seal=agreed.seal, by=northbridge)


def _check(question: Question) -> None:
    # The first look of the clock: what waits for days is left to the secretariat.
    waiting.go_round()
    # The demo shows a question that the secretariat looks after, whatever weekday it is.
    Question.objects.filter(pk=question.pk, staff_since=None).update(staff_since=database_now())


def _ask(by: User, title: str, *, days: int, themes: list[str], **facts: Any) -> Question:
    question = asking.ask(
        city=by.seats.get().city,
        title=title,
        language="en",
        themes=Theme.objects.filter(slug__in=themes),
        by=by,
        is_sample=True,
        **{"asked_of": Question.AskedOf.ALL} | facts,
    )
    # The demo's past.
    Question.objects.filter(pk=question.pk).update(asked_at=database_now() - timedelta(days=days))
    question.refresh_from_db()
    return question


def _answer(question: Question, by: User, text: str, *, days: int, **facts: Any) -> Answer:
    row = answering.answer(question, city=by.seats.get().city, text=text, language="en", by=by, **facts)
    moment = database_now() - timedelta(days=days)
    Answer.objects.filter(pk=row.pk).update(up_at=moment, written_at=moment)
    question.refresh_from_db()
    moments = question.answers.up().order_by("up_at").values_list("up_at", flat=True)
    Question.objects.filter(pk=question.pk).update(first_answer_at=moments[0], last_answer_at=moment)
    question.refresh_from_db()
    return row
