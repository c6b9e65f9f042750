"""The verbs of the city that asks: draft, ask, change, open to all, sum up, close."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Level
from cities.models import City, Theme, User
from cities.people import limits
from cities.sharing.actions import grant_at_birth
from cities.talking.anonymity import described_or_named, member_cities
from cities.talking.models import Use
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now
from resources.questions.asked import AT_ONCE, Put, count, ears, hear_at_once, readers
from resources.questions.models import Question, QuestionDraft, Watch
from resources.questions.refusals import NobodyAsked, NoPart, NotNow, NotYours, TooMany
from resources.questions.rules import may_sum_up
from resources.questions.search import write_index

name_verbs(
    {
        "question asked": gettext_lazy("asked the Forum"),
        "question changed": gettext_lazy("changed a question"),
        "opened to all": gettext_lazy("opened a question to all members"),
        "summed up": gettext_lazy("summed a question up"),
        "question closed": gettext_lazy("closed a question"),
        "question reopened": gettext_lazy("opened a question again"),
        # Of the clock (`waiting`), which no page imports.
        "left to staff": gettext_lazy("waits without an answer"),
        "told unanswered": gettext_lazy("was told that nobody has answered yet"),
        "reminded to sum up": gettext_lazy("was reminded to sum up"),
        "question of the departed closed": gettext_lazy("closed a question, since its city left the Forum"),
    }
)
belongs(Question, "city", to=City)
belongs(Question, "author", to=User)

# Drafts of one person; the oldest give way.
MOST_DRAFTS = 20


@transaction.atomic
def keep_draft(draft: QuestionDraft | None, *, typed: Mapping[str, Any], by: User) -> QuestionDraft:
    """Keep what somebody typed of a question, in their draft or a new one; return it. Raises NotThere."""
    # The row of the person, so that two windows do not both make one too many.
    locked(User.objects.select_for_update(no_key=True), by.pk)
    if draft is None:
        for old in by.question_drafts.all()[MOST_DRAFTS - 1 :]:
            old.delete()
        return QuestionDraft.objects.create(author=by, typed=dict(typed))
    draft = locked(QuestionDraft.objects.filter(author=by).select_for_update(), draft.pk)
    draft.typed, draft.changed_at = dict(typed), database_now()
    draft.save(update_fields=["typed", "changed_at"])
    return draft


@transaction.atomic
def drop_draft(draft: QuestionDraft, *, by: User) -> None:
    """Delete a draft. Raises NotThere."""
    locked(QuestionDraft.objects.filter(author=by).select_for_update(), draft.pk).delete()


@transaction.atomic
def ask(
    *,
    city: City,
    title: str,
    language: str,
    asked_of: str,
    by: User,
    details: str = "",
    tried: str = "",
    themes: Iterable[Theme] = (),
    one_city: City | None = None,
    asks_partners: bool = False,
    is_named: bool = True,
    use: str = Use.UNATTRIBUTED,
    draft: QuestionDraft | None = None,
    is_sample: bool = False,
) -> Question:
    """Put a question to others in the Forum; return it.

    Whoever is asked may see it, by a level or by grants that are written here once; those who chose so hear
    of it at once. `draft` is thrown away. Raises NoPart, NobodyAsked, HasToBeNamed, TooMany.
    """
    _refuse_asking(city, by)
    put = Put(city, asked_of, tuple(themes), one_city, asks_partners)
    groups = put.groups
    if (put.level == Level.NAMED and not groups) or not count(put).people:
        raise NobodyAsked(_("Nobody would read it. Choose others to ask."))
    question = Question.objects.create(
        city=city,
        author=by,
        title=title.strip(),
        details=details.strip(),
        tried=tried.strip(),
        language=language,
        asked_of=asked_of,
        asks_partners=asks_partners,
        level=put.level,
        **_attribution(city, language, is_named=is_named, use=use),
        asked_at=database_now(),
        is_sample=is_sample,
    )
    question.themes.set(put.themes)
    grant_at_birth(question, to=Group.objects.filter(pk__in=groups), by=by, reason="asked")
    Watch.objects.create(question=question, person=by)
    write_index(question)
    if draft is not None:
        QuestionDraft.objects.filter(pk=draft.pk, author=by).delete()
    record("question asked", question, by=by, city=city.pk)
    _tell_at_once(question, groups, one_city)
    return question


def _attribution(city: City, language: str, *, is_named: bool, use: str) -> dict[str, Any]:
    """Return the columns that say how the city is shown, and for which use; raises HasToBeNamed."""
    shown_as = described_or_named(city, language, among=member_cities(), is_named=is_named)
    return {
        "tier": city.memberships.open().get().tier,
        "is_named": is_named,
        "band": shown_as.band,
        "region": shown_as.region,
        "use": use if is_named else Use.UNATTRIBUTED,
    }


def _refuse_asking(city: City, by: User) -> None:
    if not by.seats.standing().filter(city=city).exists():
        raise NoPart(_("You ask for a city or organisation in the Forum in which you have a seat."))
    if limits.one_too_many(questions_of_person=by.pk):
        raise TooMany(_("You have asked many questions today. Please go on tomorrow."))


def _tell_at_once(question: Question, groups: list[int], one_city: City | None) -> None:
    people = readers(level=question.level, groups=groups).exclude(pk=question.author_id or 0)
    wanted = hear_at_once(people, question.themes.all(), one_city=one_city)
    queue_mails(
        NewMail(
            AT_ONCE,
            person,
            f"question:{question.pk}:{person.pk}",
            {"question": question.pk, "reader": person.pk},
        )
        for person in wanted
    )


def _own(question: Question, by: User) -> Question:
    """Return the question as it stands, locked; raises NotYours, NotNow for a hidden one, NotThere, Busy."""
    question = Question.objects.locked(question.pk)
    if not by.seats.standing().filter(city=question.city_id).exists():
        raise NotYours(_("Only the city that asked can do this."))
    if question.hidden_at:
        raise NotNow(_("The secretariat has hidden this question."))
    return question


@transaction.atomic
def change_question(question: Question, *, by: User, **texts: Any) -> Question:
    """Change the words of a question, by the names of its fields, and its themes; it shows that it is edited.

    Raises NotYours, NotNow.
    """
    question = _own(question, by)
    themes = texts.pop("themes", None)
    changed = [name for name in ("title", "details", "tried") if name in texts]
    changed = [name for name in changed if getattr(question, name) != texts[name].strip()]
    for name in changed:
        setattr(question, name, texts[name].strip())
    fields: list[str] = [*changed]
    if themes is not None and set(themes) != set(question.themes.all()):
        question.themes.set(themes)
        fields.append("themes")
    if not fields:
        return question
    question.edited_at = database_now()
    question.save(update_fields=[*changed, "edited_at"])
    write_index(question)
    record("question changed", question, by=by, fields=fields)
    return question


@transaction.atomic
def open_to_all(question: Question, *, by: User) -> Question:
    """Put a question to all members; those asked before stay. Raises NotYours, NotNow where it is already."""
    question = _own(question, by)
    if question.asked_of == Question.AskedOf.ALL:
        raise NotNow(_("All members see this question already."))
    question.asked_of, question.level = Question.AskedOf.ALL, Level.GENERAL
    question.save(update_fields=["asked_of", "level"])
    record("opened to all", question, by=by)
    return question


@transaction.atomic
def sum_up(question: Question, *, summary: str, by: User) -> Question:
    """Write what the city took from the answers, and tell all who hear of the question; or change it.

    A changed one shows that it is. By somebody of the city; by the secretariat 30 days after the last
    answer. Raises NotYours, NotNow before the first answer.
    """
    question = Question.objects.locked(question.pk)
    now = database_now()
    is_own = by.seats.standing().filter(city=question.city_id).exists()
    if not may_sum_up(question, is_own=is_own, is_staff=by.acts_as_staff, now=now):
        raise NotYours(
            _("The city that asked sums it up; the secretariat can 30 days after the last answer.")
        )
    if question.first_answer_at is None or question.hidden_at:
        raise NotNow(_("There is no answer to sum up yet."))
    is_first = not question.summed_up_at
    if question.summary == summary.strip():
        return question
    question.summary, question.summed_up_by, question.summed_up_by_staff = summary.strip(), by, not is_own
    # Who read the first words sees that these are others.
    moment = "summed_up_at" if is_first else "summary_edited_at"
    setattr(question, moment, now)
    question.save(update_fields=["summary", moment, "summed_up_by", "summed_up_by_staff"])
    write_index(question)
    record("summed up", question, by=by)
    if is_first:
        queue_mails(
            NewMail(
                "question_summed_up",
                person,
                f"question:{question.pk}:summed-up:{person.pk}",
                {"question": question.pk, "reader": person.pk},
            )
            for person in ears(question).exclude(pk=by.pk)
        )
    return question


@transaction.atomic
def close(question: Question, *, by: User) -> Question:
    """Take no more answers. By the city that asked, or by staff; raises NotYours, NotNow."""
    question = Question.objects.locked(question.pk) if by.acts_as_staff else _own(question, by)
    if question.closed_at:
        raise NotNow(_("The question is closed already."))
    question.closed_at = database_now()
    question.save(update_fields=["closed_at"])
    record("question closed", question, by=by)
    return question


@transaction.atomic
def reopen(question: Question, *, by: User) -> Question:
    """Take answers again. By the city that asked, or by staff; raises NotYours, NotNow."""
    question = Question.objects.locked(question.pk) if by.acts_as_staff else _own(question, by)
    if not question.closed_at:
        raise NotNow(_("The question is open already."))
    question.closed_at, question.closed_by_leaving = None, False
    question.save(update_fields=["closed_at", "closed_by_leaving"])
    record("question reopened", question, by=by)
    return question
