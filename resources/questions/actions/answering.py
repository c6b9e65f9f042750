"""The verbs of answers: write, by the page or by mail, put up, change, take back, mark as helpful."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.models import City, User
from cities.people import limits
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from cities.talking.anonymity import described_or_named
from cities.talking.models import Use
from cities.talking.refusals import HasToBeNamed
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.compose import NewMail, queue_mail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.questions.asked import cities_that_see, could_have_answered, ears
from resources.questions.models import Answer, Hearing, Question, Watch
from resources.questions.papers import tells
from resources.questions.refusals import NoAnswersTaken, NoPart, NotNow, NotYours, TooMany
from resources.questions.rules import GOES_UP_AFTER
from resources.questions.search import write_index
from resources.questions.standing import count_again

name_verbs(
    {
        "question answered": gettext_lazy("answered a question"),
        "answer changed": gettext_lazy("changed an answer"),
        "answer withdrawn": gettext_lazy("took an answer back"),
        "answer unnamed": gettext_lazy("took the name of the city off an answer"),
        "answer came": gettext_lazy("answered a question by mail"),
        "answer put up": gettext_lazy("let an answer go up"),
        "answer helped": gettext_lazy("marked an answer as helpful"),
        "question heard of": gettext_lazy("followed or muted a question"),
        "hearing chosen": gettext_lazy("chose how to hear of questions"),
        "answer unmarked": gettext_lazy("took the mark off an answer"),
    }
)
belongs(Answer, "question", to=Question)
belongs(Answer, "city", to=City)
belongs(Answer, "author", to=User)
done_without_account(
    "resources.answer",
    *("answer put up", "answer withdrawn", "answer unnamed"),
    by=gettext_lazy("somebody with the link of a mail"),
)


@transaction.atomic
def answer(
    question: Question,
    *,
    city: City,
    text: str,
    language: str,
    by: User,
    did_not_work: bool = False,
    is_named: bool = True,
    use: str = Use.UNATTRIBUTED,
) -> Answer:
    """Write an answer for a city, or add to the city's own question; it goes up at once. Returns it.

    Raises NoPart where the person or the city was not asked, NoAnswersTaken, HasToBeNamed, TooMany.
    """
    row = _new(question, city, text, language, by, is_named=is_named, use=use, did_not_work=did_not_work)
    row.up_at = database_now()
    row.save()
    record("question answered", row, by=by, question=row.question_id)
    _went_up(row)
    return row


@transaction.atomic
def answer_by_mail(
    question: Question,
    *,
    text: str,
    language: str,
    is_own: bool,
    by: User,
    attachments: int = 0,
    was_cut: bool = False,
) -> Answer:
    """Keep an answer that came by mail, and send its writer a mail of how it will stand; return it.

    It goes up after half an hour; only when they say so a person's first one, one of which it is not proven
    that it is theirs (`is_own`), and one of a city that is not named whose text tells which it is. It is for
    the first of their cities that was asked; the mail says that files were left out, or that it was cut.
    Raises as `answer`.
    """
    mine = City.objects.of(viewer_of(by)).order_by("sort_name")
    city = mine.filter(pk=question.city_id).first() or mine.filter(pk__in=cities_that_see(question)).first()
    if city is None:
        raise NoPart(_("Whoever answers has no seat in a city that was asked."))
    # A mail in somebody's name must not become a way to send them mails.
    if not is_own and limits.one_too_many(answers_asked_about=by.pk):
        raise TooMany(_("There were many answers to this message today."))
    row = _new(question, city, text, language, by, is_named=True, use=Use.UNATTRIBUTED, did_not_work=False)
    known = Answer.objects.up().filter(author=by, by_mail=True).exists()
    row.by_mail = True
    row.goes_up_at = database_now() + GOES_UP_AFTER if is_own and known and not tells(row) else None
    row.save()
    record("answer came", row, by=by, question=row.question_id)
    ids = {"answer": row.pk, "attachments": attachments, "was_cut": was_cut}
    queue_mail("answer_as_it_stands", to=by, key=f"answer:{row.pk}:stands", ids=ids)
    return row


def _new(
    question: Question, city: City, text: str, language: str, by: User, *, is_named: bool, **facts: Any
) -> Answer:
    """Return an answer that is not stored yet, checked under the lock of its question."""
    question = Question.objects.locked(question.pk)
    if not by.seats.standing().filter(city=city).exists() or not can_view(viewer_of(by), question):
        raise NoPart(_("You answer for a city or organisation that was asked and in which you have a seat."))
    is_of_asker = city.pk == question.city_id
    if not is_of_asker and not cities_that_see(question).filter(pk=city.pk).exists():
        raise NoPart(_("%(city)s was not asked.") % {"city": city})
    _refuse_closed(question)
    if limits.one_too_many(answers_of_person=by.pk):
        raise TooMany(_("You have answered much today. Please go on tomorrow."))
    if is_of_asker:
        # Whoever asked is shown here as at the question, or one of the two would tell who the other is; so
        # would another language.
        language = language if question.is_named else question.language
        shown: dict[str, Any] = {
            "is_named": question.is_named,
            "band": question.band,
            "region": question.region,
            "tier": question.tier,
        }
    else:
        shown_as = described_or_named(city, language, among=could_have_answered(question), is_named=is_named)
        tier = city.memberships.open().get().tier
        shown = {"is_named": is_named, "band": shown_as.band, "region": shown_as.region, "tier": tier}
    if not shown["is_named"]:
        facts["use"] = Use.UNATTRIBUTED
    return Answer(
        question=question,
        city=city,
        author=by,
        text=text.strip(),
        language=language,
        is_of_asker=is_of_asker,
        **shown,
        **facts,
    )


def _went_up(row: Answer) -> None:
    """Note at the question that it was answered, and tell those who hear of it."""
    question = row.question
    if not row.is_of_asker:
        question.first_answer_at = question.first_answer_at or row.up_at
        question.last_answer_at = row.up_at
        question.save(update_fields=["first_answer_at", "last_answer_at"])
    write_index(question)
    queue_mails(
        NewMail(
            "question_answered",
            person,
            f"answer:{row.pk}:{person.pk}",
            {"answer": row.pk, "reader": person.pk},
        )
        for person in ears(question).exclude(pk=row.author_id or 0)
    )
    if row.author_id:  # whoever writes hears of what comes after, unless they have muted it
        Watch.objects.get_or_create(question=question, person_id=row.author_id)


@transaction.atomic
def put_up(answer: Answer, *, by: User | None) -> Answer:
    """Let an answer that came by mail stand under its question; `by` is None by its link, and by the clock.

    Raises NotNow for one that stands there, that was taken back, or whose question takes none any more.
    """
    question = Question.objects.locked(answer.question_id)
    row = Answer.objects.locked(answer.pk)
    if row.up_at or row.taken_back_at or row.hidden_at:
        raise NotNow(_("This answer stands there already, or was taken back."))
    _refuse_closed(question)
    _refuse_who_left(row, question)
    if not row.is_named and not row.is_of_asker:
        # Others may have answered by name since, or left: the words must fit as many as when it is read.
        shown = described_or_named(
            row.city, row.language, among=could_have_answered(question), is_named=False
        )
        row.band, row.region = shown.band, shown.region
    row.up_at, row.goes_up_at, row.question = database_now(), None, question
    row.save(update_fields=["up_at", "goes_up_at", "band", "region"])
    record("answer put up", row, by=by, question=row.question_id)
    _went_up(row)
    return row


def _refuse_closed(question: Question) -> None:
    """Raise NoAnswersTaken for a question that is closed, or will be by the clock since its city has left."""
    if question.is_closed and not question.left_by_its_city:
        raise NoAnswersTaken(_("The question takes no more answers."))
    if question.left_by_its_city or Question.objects.of_the_departed().filter(pk=question.pk).exists():
        said = _("%(city)s has left the Forum. Its question takes no more answers.")
        raise NoAnswersTaken(said % {"city": question.city})


def _refuse_who_left(row: Answer, question: Question) -> None:
    """Raise NoPart where whoever wrote it is gone, or no longer among those asked."""
    writer = row.author
    if (
        writer is None
        or not writer.is_active
        or not writer.seats.standing().filter(city=row.city_id).exists()
    ):
        raise NoPart(_("Whoever wrote it has left."))
    if not can_view(viewer_of(writer), question):
        raise NoPart(_("%(city)s was not asked.") % {"city": row.city})


def put_up_due(*, now: datetime | None = None) -> int:
    """Let the answers go up whose half hour is over; return how many."""
    now = now or database_now()
    due = Answer.objects.waiting().filter(goes_up_at__lte=now, question__closed_at=None)
    due = due.filter(question__hidden_at=None, question__double_of=None)
    return row_by_row(gettext_noop("let answers by mail go up"), list(due), _put_up_one)


def _put_up_one(row: Answer) -> int:
    try:
        put_up(row, by=None)
    except (NotNow, NoAnswersTaken, NoPart, HasToBeNamed):
        # Somebody was quicker, or it takes a person: the clock tries no more.
        Answer.objects.waiting().filter(pk=row.pk).update(goes_up_at=None)
        return 0
    return 1


@transaction.atomic
def do_not_name(answer: Answer, *, by: User | None) -> Answer:
    """Take the name of the city off an answer that waits. Raises NotNow, HasToBeNamed."""
    question = Question.objects.locked(answer.question_id)
    row = Answer.objects.locked(answer.pk)
    if row.up_at or row.taken_back_at or row.hidden_at or row.is_of_asker:
        raise NotNow(_("The name can only be left out before others have read it."))
    shown = described_or_named(row.city, row.language, among=could_have_answered(question), is_named=False)
    row.is_named, row.band, row.region, row.use = False, shown.band, shown.region, Use.UNATTRIBUTED
    row.goes_up_at = None if tells(row) else row.goes_up_at
    row.save(update_fields=["is_named", "band", "region", "use", "goes_up_at"])
    record("answer unnamed", row, by=by, question=row.question_id)
    return row


@transaction.atomic
def change_answer(answer: Answer, *, text: str, did_not_work: bool, by: User) -> Answer:
    """Change the words of one's own answer; it shows that it is edited. Raises NotYours, NotNow."""
    row = _own(answer, by)
    if (row.text, row.did_not_work) == (text.strip(), did_not_work):
        return row
    row.text, row.did_not_work = text.strip(), did_not_work
    row.edited_at = database_now() if row.up_at else None
    row.save(update_fields=["text", "did_not_work", "edited_at"])
    write_index(row.question)
    record("answer changed", row, by=by, question=row.question_id)
    return row


@transaction.atomic
def take_back(answer: Answer, *, by: User | None) -> Answer:
    """Take one's own answer back: nobody reads it any more. `by` is None by the link of its mail.

    Raises NotYours, NotNow.
    """
    row = _own(answer, by)
    row.taken_back_at, row.helped_at = database_now(), None
    row.save(update_fields=["taken_back_at", "helped_at"])
    count_again(row.question)
    record("answer withdrawn", row, by=by, question=row.question_id)
    return row


def _own(answer: Answer, by: User | None) -> Answer:
    question = Question.objects.locked(answer.question_id)
    row = Answer.objects.locked(answer.pk)
    row.question = question
    if by is not None and row.author_id != by.pk:
        raise NotYours(_("Only whoever wrote an answer can change it or take it back."))
    if row.taken_back_at or row.hidden_at:
        raise NotNow(_("This answer no longer stands there."))
    return row


@transaction.atomic
def mark_helpful(answer: Answer, *, helped: bool, by: User) -> Answer:
    """Mark that an answer helped the city that asked, or take the mark off. Raises NotYours, NotNow."""
    row = Answer.objects.locked(answer.pk)
    if not by.seats.standing().filter(city=row.question.city_id).exists():
        raise NotYours(_("Only the city that asked says what helped it."))
    if not row.is_up or row.is_of_asker:
        raise NotNow(_("This answer no longer stands there."))
    if bool(row.helped_at) == helped:
        return row
    row.helped_at = database_now() if helped else None
    row.save(update_fields=["helped_at"])
    record("answer helped" if helped else "answer unmarked", row, by=by, question=row.question_id)
    return row


@transaction.atomic
def choose_hearing(person: User, *, when: str, by: User) -> None:
    """Choose how somebody hears of new questions; what stands already leaves no line of history."""
    row, _is_new = Hearing.objects.get_or_create(person=person)
    if row.when != when:
        row.when = when
        row.save(update_fields=["when"])
        record("hearing chosen", person, by=by)


@transaction.atomic
def hear_of(question: Question, *, hears: bool, by: User) -> None:
    """Follow a question, or mute it: no mail of its answers comes any more.

    What people follow is theirs: the history tells that they chose, and not what.
    """
    Watch.objects.update_or_create(question=question, person=by, defaults={"hears": hears})
    record("question heard of", by, by=by)
