"""The verbs of the secretariat: hide and show again, move to other themes, name a double."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Theme, User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mail, queue_mails
from icaforum.words.times import database_now
from resources.questions.asked import askers
from resources.questions.models import Answer, Question
from resources.questions.refusals import NotNow
from resources.questions.search import write_index
from resources.questions.standing import count_again

name_verbs(
    {
        "question hidden": gettext_lazy("hid a question"),
        "question shown": gettext_lazy("showed a question again"),
        "question moved": gettext_lazy("moved a question to other themes"),
        "named a double": gettext_lazy("named a question a double of another"),
        "no double": gettext_lazy("said that a question is no double"),
        "answer hidden": gettext_lazy("hid an answer"),
        "answer shown": gettext_lazy("showed an answer again"),
    }
)


@transaction.atomic
def hide_question(question: Question, *, because: str, by: User) -> Question:
    """Show a question to nobody but the city that asked, and tell that why. Raises NotNow."""
    row = Question.objects.locked(question.pk)
    if row.hidden_at:
        raise NotNow(_("It is hidden already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("question hidden", row, by=by)
    key = f"question:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    queue_mails(
        NewMail("question_hidden", person, f"{key}:{person.pk}", {"question": row.pk})
        for person in askers(row)
    )
    return row


@transaction.atomic
def show_question(question: Question, *, by: User) -> Question:
    """Show a hidden question again to those it was put to. Raises NotNow."""
    row = Question.objects.locked(question.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("question shown", row, by=by)
    return row


@transaction.atomic
def move_question(question: Question, *, themes: Iterable[Theme], by: User) -> Question:
    """Put a question under other themes; who may see it stays as it is."""
    row = Question.objects.locked(question.pk)
    row.themes.set(themes)
    write_index(row)
    record("question moved", row, by=by)
    return row


@transaction.atomic
def name_double(question: Question, *, of: Question, by: User) -> Question:
    """Have a question lead to another that asks the same; raises NotNow where that leads somewhere itself.

    Those asked here may not see the other one: the page then says no more than that it is closed.
    """
    first, second = sorted((question.pk, of.pk))
    rows = {pk: Question.objects.locked(pk) for pk in dict.fromkeys((first, second))}
    row, other = rows[question.pk], rows[of.pk]
    if row.pk == other.pk:
        raise NotNow(_("A question is no double of itself."))
    if other.double_of_id:
        raise NotNow(_("That question leads to another one itself. Choose the one it leads to."))
    if row.doubles.exists():
        raise NotNow(_("Other questions lead to this one. Let them lead elsewhere first."))
    if other.hidden_at:
        raise NotNow(_("That question is hidden, so nobody could read it."))
    row.double_of = other
    row.save(update_fields=["double_of"])
    record("named a double", row, by=by, of=other.pk)
    return row


@transaction.atomic
def no_double(question: Question, *, by: User) -> Question:
    """Have a question stand for itself again. Raises NotNow."""
    row = Question.objects.locked(question.pk)
    if not row.double_of_id:
        raise NotNow(_("It leads to no other question."))
    row.double_of = None
    row.save(update_fields=["double_of"])
    record("no double", row, by=by)
    return row


@transaction.atomic
def hide_answer(answer: Answer, *, because: str, by: User) -> Answer:
    """Take an answer from the page of its question, and tell its writer why. Raises NotNow."""
    question = Question.objects.locked(answer.question_id)
    row = Answer.objects.locked(answer.pk)
    if not row.is_up:
        raise NotNow(_("This answer no longer stands there."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    count_again(question)
    record("answer hidden", row, by=by, question=row.question_id)
    if row.author:
        key = f"answer:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
        queue_mail("answer_hidden", to=row.author, key=key, ids={"answer": row.pk})
    return row


@transaction.atomic
def show_answer(answer: Answer, *, by: User) -> Answer:
    """Put a hidden answer back under its question. Raises NotNow."""
    question = Question.objects.locked(answer.question_id)
    row = Answer.objects.locked(answer.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    count_again(question)
    record("answer shown", row, by=by, question=row.question_id)
    return row
