"""The verbs of lessons-learned drafts: quote, agree, decline, reword, put into the library, take out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.models import City, User
from cities.people import limits
from cities.talking.anonymity import described_or_named
from cities.talking.models import Use
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.lessons.models import GONE, LONGEST, Lesson, Quote
from resources.lessons.recipients import (
    asked_people,
    could_be_unnamed,
    makers,
    named_cities,
    told_of_paper,
)
from resources.lessons.refusals import (
    DraftThere,
    NothingToQuote,
    NotNow,
    NotYours,
    OtherWords,
    TooLong,
    TooMany,
)
from resources.lessons.rules import REMIND_AFTER, composed
from resources.lessons.standing import leave_out_of_paper
from resources.library.actions.edition import add_edition
from resources.library.actions.resource import add_resource
from resources.library.models import Kind
from resources.questions.models import Answer, Question

State = Quote.State

name_verbs(
    {
        "lesson begun": gettext_lazy("began a lessons-learned draft"),
        "lesson given up": gettext_lazy("gave a lessons-learned draft up"),
        "lesson made a paper": gettext_lazy("made a paper of a lessons-learned draft"),
        "quote agreed": gettext_lazy("agreed to be quoted"),
        "quote declined": gettext_lazy("said no to being quoted"),
        "quote reworded": gettext_lazy("changed the words of a quote"),
        "quote left out": gettext_lazy("left a quote out"),
        "quote taken out": gettext_lazy("took the words of a city out of a paper"),
        "quote asked again": gettext_lazy("asked a city again whether it may be quoted"),
    }
)
belongs(Lesson, "question", to=Question)
belongs(Quote, "lesson", to=Lesson)
belongs(Quote, "city", to=City)


@dataclass(frozen=True)
class Words:
    """What one city would be quoted with; `answer` is None for the city that asked."""

    answer: Answer | None
    words: str


@transaction.atomic
def begin_lesson(
    question: Question, *, title: str, language: str, quotes: Sequence[Words], by: User
) -> Lesson:
    """Make a draft of a question and some of its answers, and ask each city quoted; return it.

    By somebody of the city that asked, whose own words then need no asking, or by staff. Nothing of it is
    read by others until it is a paper in the library. Raises NotYours, NotNow for a hidden question,
    NothingToQuote, DraftThere, TooLong, TooMany.
    """
    question = Question.objects.locked(question.pk)
    is_own = by.seats.standing().filter(city=question.city_id).exists()
    if not is_own and not by.acts_as_staff:
        raise NotYours(_("The city that asked, or the secretariat, makes a paper of it."))
    if question.hidden_at:
        raise NotNow(_("The secretariat has hidden this question."))
    quotes = [it for it in quotes if it.words.strip()]
    up = {row.pk: row for row in question.answers.up().select_related("city")}
    if any(it.answer is not None and it.answer.pk not in up for it in quotes):
        raise NotNow(_("One of these answers no longer stands there. Look again."))
    if not any(it.answer and it.answer.city_id != question.city_id for it in quotes):
        raise NothingToQuote(_("Choose the answer of another city, at least one."))
    if sum(len(it.words) for it in quotes) > LONGEST:
        raise TooLong(_("That is more than a paper can hold. Shorten some words."))
    if question.lessons.open().exists():
        raise DraftThere(_("There is a draft of this question already."))
    if not by.acts_as_staff and limits.one_too_many(lessons_of_person=by.pk):
        raise TooMany(_("You have begun many drafts today. Please go on tomorrow."))
    lesson = Lesson.objects.create(question=question, title=title.strip(), language=language, made_by=by)
    now = database_now()
    for it in quotes:
        source: Question | Answer = up[it.answer.pk] if it.answer else question
        agrees = is_own and source.city_id == question.city_id
        quote = Quote.objects.create(
            lesson=lesson,
            answer=it.answer and up[it.answer.pk],
            words=it.words.strip(),
            asked_at=now,
            **_attribution(source),
            **({"state": State.AGREED, "answered_at": now, "answered_by": by} if agrees else {}),
        )
        if not agrees:
            _ask(quote)
    record("lesson begun", lesson, by=by, question=question.pk)
    return lesson


def _attribution(source: Question | Answer) -> dict[str, Any]:
    """Return how a city is shown in the draft: as where it wrote."""
    names = ("city", "author", "tier", "language", "is_named", "band", "region")
    return {name: getattr(source, name) for name in names} | {"use": Use.UNATTRIBUTED}


def _ask(quote: Quote, *, again: bool = False) -> None:
    """Mail those who say yes or no for the city; one that pauses is asked once it goes on."""
    if not City.objects.taking_part().filter(pk=quote.city_id).exists():
        return
    # With the moment: words that are put back as they were are asked for anew.
    about = f"quote:{quote.pk}:{quote.seal}:{quote.asked_at.timestamp():.6f}" + (":again" if again else "")
    facts = {"quote": quote.pk, "seal": quote.seal, "again": again}
    queue_mails(
        NewMail("quote_asked", person, f"{about}:{person.pk}", facts | {"reader": person.pk})
        for person in asked_people(quote)
    )


@transaction.atomic
def agree(quote: Quote, *, seal: str, by: User, words: str = "", is_named: bool = True) -> Quote:
    """Agree for a city to be quoted; in words of its own, where it gives some, and with its name or not.

    `seal` is that of the words it has read. Raises NotYours, NotNow, OtherWords where they have changed
    since, HasToBeNamed, TooLong.
    """
    row = _answering(quote, by)
    if row.seal != seal:
        raise OtherWords(_("The words have changed meanwhile. Read them again."))
    row.words = words.strip() or row.words
    if row.is_named and not is_named:
        shown_as = described_or_named(row.city, row.language, among=could_be_unnamed(row), is_named=False)
        row.is_named, row.band, row.region = False, shown_as.band, shown_as.region
    others = row.lesson.quotes.kept().exclude(pk=row.pk)
    if sum(len(it.words) for it in others) + len(row.words) > LONGEST:
        raise TooLong(_("That is more than a paper can hold. Shorten some words."))
    _answered(row, State.AGREED, by)
    record("quote agreed", row, by=by, lesson=row.lesson_id)
    return row


@transaction.atomic
def decline(quote: Quote, *, by: User, seal: str = "") -> Quote:
    """Say no for a city, also after a yes as long as it is no paper.

    `seal` is that of the words it has read. Raises NotYours, NotNow, OtherWords where they have changed
    since.
    """
    row = _answering(quote, by)
    if seal and row.seal != seal:
        raise OtherWords(_("The words have changed meanwhile. Read them again."))
    _answered(row, State.DECLINED, by)
    record("quote declined", row, by=by, lesson=row.lesson_id)
    return row


def _answering(quote: Quote, by: User) -> Quote:
    """Return the quote, locked with its draft, for somebody who may answer for its city."""
    lesson = Lesson.objects.locked(quote.lesson_id)
    row = Quote.objects.locked(quote.pk)
    row.lesson = lesson
    if not asked_people(row).filter(pk=by.pk).exists():
        raise NotYours(_("A lead contact of the city answers, or whoever wrote it."))
    if not lesson.is_open or row.state == State.LEFT_OUT:
        raise NotNow(_("This is no longer asked: the draft is done, or your words are not in it."))
    return row


def _answered(row: Quote, state: str, by: User) -> None:
    """Store the answer, and tell whoever made the draft where it was the last."""
    row.state, row.answered_at, row.answered_by = state, database_now(), by
    row.save(update_fields=["state", "answered_at", "answered_by", "words", "is_named", "band", "region"])
    _tell_where_all_answered(row.lesson)


def _tell_where_all_answered(lesson: Lesson) -> None:
    if lesson.quotes.seem_asked().exists():
        return
    last = lesson.quotes.order_by("-answered_at").values_list("pk", "answered_at").first()
    if last and last[1]:
        key = f"lesson:{lesson.pk}:answered:{last[0]}:{last[1].timestamp():.0f}"
        queue_mails(
            NewMail("quotes_answered", it, f"{key}:{it.pk}", {"lesson": lesson.pk, "reader": it.pk})
            for it in makers(lesson)
        )


@transaction.atomic
def reword(quote: Quote, *, words: str, by: User) -> Quote:
    """Change the words of a quote; its city is asked again, whatever it said.

    Raises NotYours, NotNow, TooLong, TooMany.
    """
    row = _making(quote, by)
    if row.words == words.strip():
        return row
    if row.is_named and not City.objects.members().filter(pk=row.city_id).exists():
        raise NotNow(_("This city has left the Forum, and can agree to no other words."))
    own = by.seats.standing().filter(city=row.city_id).exists()
    if not own and not by.acts_as_staff and limits.one_too_many(rewords_of_person=by.pk):
        raise TooMany(_("You have changed the words of others many times today. Please go on tomorrow."))
    others = row.lesson.quotes.kept().exclude(pk=row.pk)
    if sum(len(it.words) for it in others) + len(words) > LONGEST:
        raise TooLong(_("That is more than a paper can hold. Shorten some words."))
    row.words = words.strip()
    row.state, row.asked_at, row.reminded_at = State.AGREED if own else State.ASKED, database_now(), None
    row.answered_at, row.answered_by = (row.asked_at, by) if own else (None, None)
    row.save(update_fields=["words", "state", "asked_at", "reminded_at", "answered_at", "answered_by"])
    if not own:
        _ask(row)
    record("quote reworded", row, by=by, lesson=row.lesson_id)
    return row


@transaction.atomic
def leave_out(quote: Quote, *, by: User) -> Quote:
    """Take a quote out of a draft. Raises NotYours, NotNow."""
    row = _making(quote, by)
    row.state = State.LEFT_OUT
    row.save(update_fields=["state"])
    record("quote left out", row, by=by, lesson=row.lesson_id)
    return row


def _making(quote: Quote, by: User) -> Quote:
    lesson = _own(quote.lesson, by)
    row = Quote.objects.locked(quote.pk)
    row.lesson = lesson
    if row.state in GONE:
        raise NotNow(_("These words are no longer in the draft."))
    return row


def _own(lesson: Lesson, by: User) -> Lesson:
    """Return an open draft, locked, for its city or for staff."""
    row = Lesson.objects.locked(lesson.pk)
    if not by.acts_as_staff and not by.seats.standing().filter(city=row.question.city_id).exists():
        raise NotYours(_("The city that asked, or the secretariat, makes a paper of it."))
    if not row.is_open:
        raise NotNow(_("This draft is in the library already, or was given up."))
    return row


@transaction.atomic
def give_up(lesson: Lesson, *, by: User) -> Lesson:
    """Make no paper of it after all; nobody is asked any more. Raises NotYours, NotNow."""
    row = _own(lesson, by)
    row.given_up_at = database_now()
    row.save(update_fields=["given_up_at"])
    record("lesson given up", row, by=by)
    return row


@transaction.atomic
def make_a_paper(lesson: Lesson, *, summary: str, by: User) -> Lesson:
    """Put a draft into the library, where staff publish it; what the cities agreed to stays as it is there.

    Raises NotNow while one has not answered, NothingToQuote where none agreed, HasToBeNamed where one could
    no longer be unnamed beside the others, TooLong.
    """
    row = _own(lesson, by)
    if not by.acts_as_staff:
        raise NotYours(_("The secretariat puts papers into the library."))
    if row.quotes.asked().exists():
        raise NotNow(_("A city has not answered yet. Wait, or leave its words out."))
    agreed = list(row.quotes.agreed().select_related("city"))
    if all(quote.city_id == row.question.city_id for quote in agreed):
        raise NothingToQuote(_("No other city has agreed to be quoted."))
    for quote in (it for it in agreed if not it.is_named):
        # Others may have agreed by name since: the description has to fit as many as where it was agreed to.
        fits = described_or_named(quote.city, quote.language, among=could_be_unnamed(quote), is_named=False)
        # Never closer than what was agreed to.
        quote.band = fits.band and quote.band
        quote.region = fits.region and quote.region
    with translation.override(row.language if translation.check_for_language(row.language) else "en"):
        body = composed(agreed)
    if len(body) > LONGEST:
        raise TooLong(_("That is more than a paper can hold. Shorten some words."))
    row.resource = add_resource(
        kind=Kind.LESSONS_LEARNED,
        slug=row.title,
        level=row.question.level,
        quotes_by_consent=True,
        cities=list(named_cities(row)),
        themes=list(row.question.themes.all()),
        by=by,
    )
    add_edition(
        row.resource, language=row.language, title=row.title, summary=summary.strip(), body=body, by=by
    )
    # Agreed to, but taken back or hidden meanwhile: not in the paper, so nobody takes them out of it.
    missing = row.quotes.filter(state=State.AGREED).exclude(pk__in=[it.pk for it in agreed])
    missing.update(state=State.LEFT_OUT)
    row.in_library_at = database_now()
    row.save(update_fields=["resource", "in_library_at"])
    record("lesson made a paper", row, by=by)
    return row


@transaction.atomic
def take_words_out(quote: Quote, *, by: User, because: str = "") -> Quote:
    """Take the words of a city out of a paper that is made, which goes on without them; return the quote.

    By staff, at the wish of the city, or by somebody who answers for it. Whoever made the paper is told, and
    the city where it did not do it itself. Raises NotYours, NotNow.
    """
    lesson = Lesson.objects.locked(quote.lesson_id)
    row = Quote.objects.locked(quote.pk)
    row.lesson = lesson
    own = asked_people(row)
    if not by.acts_as_staff and not own.filter(pk=by.pk).exists():
        raise NotYours(_("A lead contact of the city does it, or whoever wrote it."))
    if not row.is_in_paper:
        raise NotNow(_("These words are in no paper, or were taken out meanwhile."))
    leave_out_of_paper(row, by=by)
    row.state, row.taken_out_because = State.TAKEN_OUT, because.strip()
    row.answered_at, row.answered_by = database_now(), by
    row.save(update_fields=["state", "taken_out_because", "answered_at", "answered_by"])
    record("quote taken out", row, by=by, lesson=row.lesson_id)
    queue_mails(
        NewMail("quote_taken_out", it, f"quote:{row.pk}:out:{it.pk}", {"quote": row.pk, "reader": it.pk})
        for it in {*makers(lesson), *own} - {by}
    )
    return row


def tell_cities(*, now: datetime | None = None) -> int:
    """Tell the cities in each paper that came out that it stands in the library; return of how many.

    The library publishes, below this story, so the clock looks. None in a closed room.
    """
    if not the_forum().has_open(Room.QUESTIONS):
        return 0
    at = now or database_now()
    planner = gettext_noop("tell cities of papers that quote them")
    return row_by_row(planner, list(Lesson.objects.to_tell()), lambda row: _tell_cities(row, at))


@transaction.atomic
def _tell_cities(lesson: Lesson, at: datetime) -> int:
    row = Lesson.objects.locked(lesson.pk)
    if not Lesson.objects.to_tell().filter(pk=row.pk).exists():
        return 0
    row.told_at = at
    row.save(update_fields=["told_at"])
    queue_mails(
        NewMail("lesson_published", it, f"lesson:{row.pk}:out:{it.pk}", {"lesson": row.pk, "reader": it.pk})
        for it in told_of_paper(row)
    )
    return 1


def ask_again(*, now: datetime | None = None) -> int:
    """Ask each city once more that has not answered for a week; return how many. None in a closed room."""
    if not the_forum().has_open(Room.QUESTIONS):
        return 0
    late = (now or database_now()) - REMIND_AFTER
    waiting = Quote.objects.waiting().filter(reminded_at=None, asked_at__lte=late)
    waiting = waiting.filter(city__in=City.objects.taking_part())
    return row_by_row(gettext_noop("ask cities again whether they may be quoted"), list(waiting), _ask_one)


@transaction.atomic
def _ask_one(quote: Quote) -> int:
    row = Quote.objects.locked(quote.pk)
    if row.state != State.ASKED or row.reminded_at:
        return 0
    row.reminded_at = database_now()
    row.save(update_fields=["reminded_at"])
    _ask(row, again=True)
    record("quote asked again", row, by=None, lesson=row.lesson_id)
    return 1
