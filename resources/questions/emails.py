"""The mails of questions: to those asked, to those who hear of answers, and to whoever answered by mail.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». The rights are those of that moment.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.models import City, Officer, User
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.inbound.addresses import door_is_open, signed_address
from icaforum.inbound.quotes import REPLY_LINE
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.addresses import with_name
from resources.questions.asked import reached
from resources.questions.models import Answer, Question, Watch
from resources.questions.papers import tells

# What a signed address is about: a question, which its reader answers.
ANSWERED = "q"

# The purpose of the link by which somebody looks after an answer that they sent by mail.
LINK = "mailed-answer"


def question_asked(ids: Mapping[str, Any]) -> Content | None:
    """Put a question to somebody who chose to hear of such at once; unwanted once it is closed to them."""
    reader, question = _reader(ids["reader"]), _question(ids["question"])
    if question is None or question.is_closed or not _sees(reader, question):
        return None
    return Content(
        "resources/emails/question_asked",
        _context(question) | _reached(question, viewer_of(reader).city_ids),
        reply_to=_answers_to(question, reader),
    )


def question_answered(ids: Mapping[str, Any]) -> Content | None:
    """Bring an answer to somebody who hears of the question; unwanted once it no longer stands there."""
    reader = _reader(ids["reader"])
    answer = Answer.objects.up().filter(pk=ids["answer"]).select_related("city", "author").first()
    question = _question(answer.question_id) if answer else None
    if answer is None or question is None or not _sees(reader, question):
        return None
    if Watch.objects.filter(question=question, person=reader, hears=False).exists():
        return None
    context = (
        _context(question)
        | _reached(question, viewer_of(reader).city_ids)
        | {
            "answer": answer,
            "is_own": question.city_id in viewer_of(reader).city_ids,
        }
    )
    return Content("resources/emails/question_answered", context, reply_to=_answers_to(question, reader))


def question_summed_up(ids: Mapping[str, Any]) -> Content | None:
    """Tell what the city that asked took from the answers."""
    reader, question = _reader(ids["reader"]), _question(ids["question"])
    if question is None or not question.summary or not _sees(reader, question):
        return None
    return Content("resources/emails/question_summed_up", _context(question))


def question_unanswered(ids: Mapping[str, Any]) -> Content | None:
    """Tell the asker that nobody has answered yet, and what they can do; unwanted after a first answer."""
    question = _asked_by(ids)
    if question is None or question.first_answer_at or question.is_closed:
        return None
    return Content("resources/emails/question_unanswered", _context(question))


def question_to_sum_up(ids: Mapping[str, Any]) -> Content | None:
    """Remind the asker, once, to say what the city took from the answers."""
    question = _asked_by(ids)
    if question is None or question.summed_up_at or question.is_closed:
        return None
    return Content("resources/emails/question_to_sum_up", _context(question))


def question_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell the asker that the secretariat has hidden a question, and why."""
    question = _question(ids["question"])
    if question is None or not question.hidden_at:
        return None
    return Content("resources/emails/question_hidden", _context(question))


def answer_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a writer that the secretariat has hidden an answer, and why."""
    answer = Answer.objects.filter(pk=ids["answer"], hidden_at__isnull=False).first()
    question = _question(answer.question_id) if answer else None
    if answer is None or question is None:
        return None
    return Content("resources/emails/answer_hidden", _context(question) | {"answer": answer})


def answer_as_it_stands(ids: Mapping[str, Any]) -> Content | None:
    """Show a writer their mailed answer as it will stand, and who reads it; unwanted once it went up."""
    answer = Answer.objects.waiting().filter(pk=ids["answer"]).select_related("city", "author").first()
    question = _question(answer.question_id) if answer else None
    if answer is None or question is None:
        return None
    path = reverse("resources:mailed_answer", args=[sign(LINK, answer.pk)])
    context = (
        _context(question)
        | _reached(question, [answer.city_id])
        | {
            "answer": answer,
            "manage_url": settings.BASE_URL + path,
            "attachments": ids.get("attachments", 0),
            "was_cut": ids.get("was_cut", False),
            "tells": tells(answer),
        }
    )
    return Content("resources/emails/answer_as_it_stands", context)


def _reader(key: int) -> User:
    return User.objects.get(pk=key)


def _question(key: int) -> Question | None:
    """The question, while the room is open."""
    if not the_forum().has_open(Room.QUESTIONS):
        return None
    return Question.objects.select_related("city", "author", "double_of").filter(pk=key).first()


def _asked_by(ids: Mapping[str, Any]) -> Question | None:
    """The question, while its reader has a seat in the city that asks, and that city takes part."""
    question = _question(ids["question"])
    # Rows of an earlier release went to whoever asked.
    reader = ids.get("reader", question.author_id if question else None)
    if question is None or not City.objects.taking_part().filter(pk=question.city_id).exists():
        return None
    seats = Officer.objects.standing().filter(city=question.city_id, person=reader or 0)
    return question if seats.exists() else None


def _sees(reader: User, question: Question) -> bool:
    return reader.is_active and can_view(viewer_of(reader), question)


def _context(question: Question) -> dict[str, Any]:
    """Return what all these mails say of a question."""
    return {
        "question": question,
        "url": settings.BASE_URL + question.get_absolute_url(),
        "reply_line": REPLY_LINE if door_is_open() else "",
    }


def _reached(question: Question, but: Collection[int]) -> dict[str, int]:
    """Return how many will read an answer, beside the cities of the reader: for the reply line."""
    others = reached(question, but=but)
    return {"cities": others.cities, "people": others.people}


def _answers_to(question: Question, reader: User) -> str | None:
    """Return where an answer by mail goes: to the question, in no person's name."""
    if not door_is_open():
        return None
    return with_name(the_forum().name, signed_address(ANSWERED, question.pk, reader.pk))
