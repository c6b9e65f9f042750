"""What must not come back of questions with a backup: what was hidden or taken back, names left out."""

from datetime import datetime
from typing import Any

from cities.models import User
from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again
from resources.lessons.standing import leave_out_of_paper
from resources.models import Answer, Hearing, Lesson, Question, Quote
from resources.questions.standing import count_again


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _hidden(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"hidden": _moment(row.hidden_at), "because": row.hidden_because}


def _hide_question(row: Question, facts: Facts) -> bool:
    at = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    return write_again(row, hidden_at=at, hidden_because=facts["because"])


def _answer(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "hidden": _moment(row.hidden_at),
        "because": row.hidden_because,
        "back": _moment(row.taken_back_at),
        "named": row.is_named,
        "band": row.band,
        "region": row.region,
    }


def _settle_answer(row: Answer, facts: Facts) -> bool:
    """Let an answer stand as its writer and the secretariat left it: hidden, taken back, not named."""
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    back = facts["back"] and datetime.fromisoformat(facts["back"])
    columns: dict[str, Any] = {
        "hidden_at": hidden,
        "hidden_because": facts["because"],
        "taken_back_at": back,
        # Nobody is named by a restore who was not; who is by now said so anew.
        "is_named": row.is_named and facts["named"],
        "band": row.band if not row.is_named else facts["band"],
        "region": row.region if not row.is_named else facts["region"],
        "helped_at": None if hidden or back else row.helped_at,
    }
    if not columns["is_named"]:
        columns["use"] = "unattributed"
    done = write_again(row, **columns)
    if done:
        count_again(row.question)
    return done


def _quote(entry: Entry) -> Facts | None:
    row = target_of(entry)
    facts = ("state", "is_named", "band", "region", "seal")
    return row and {name: getattr(row, name) for name in facts}


def _say_again(row: Quote, facts: Facts) -> bool:
    """Quote nobody who said no, or by a name that was left out; other words than these are asked again."""
    facts = dict(facts)
    seal = facts.pop("seal")
    for name, value in facts.items():
        setattr(row, name, value)
    if row.state == Quote.State.AGREED and row.seal != seal:
        facts["state"] = Quote.State.ASKED
    row.refresh_from_db()
    if facts["state"] == Quote.State.TAKEN_OUT and row.is_in_paper:
        leave_out_of_paper(row, by=None)
    return write_again(row, **facts)


def _given_up(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"given_up": _moment(row.given_up_at)}


def _give_up(row: Lesson, facts: Facts) -> bool:
    at = facts["given_up"] and datetime.fromisoformat(facts["given_up"])
    return write_again(row, given_up_at=at)


def _hearing(entry: Entry) -> Facts | None:
    chosen = Hearing.objects.filter(person=int(entry.target_id)).first()
    return {"when": chosen.when} if chosen else None


def _hear(person: User, facts: Facts) -> bool:
    """Let nobody get mails again that they did not want any more."""
    row, is_new = Hearing.objects.get_or_create(person=person, defaults={"when": facts["when"]})
    return is_new or write_again(row, when=facts["when"])


KINDS = {
    "quote": Kind(
        "resources.quote",
        ("quote agreed", "quote declined", "quote left out", "quote taken out"),
        Quote.objects.select_related("lesson__resource", "lesson__question", "city").all,
        _say_again,
        _quote,
    ),
    "lesson given up": Kind(
        "resources.lesson", ("lesson given up",), Lesson.objects.all, _give_up, _given_up
    ),
    "questions heard of": Kind("cities.user", ("hearing chosen",), User.objects.all, _hear, _hearing),
    "question hidden": Kind(
        "resources.question",
        ("question hidden", "question shown"),
        Question.objects.all,
        _hide_question,
        _hidden,
    ),
    "answer hidden or taken back": Kind(
        "resources.answer",
        ("answer hidden", "answer shown", "answer withdrawn", "answer unnamed"),
        Answer.objects.select_related("question").all,
        _settle_answer,
        _answer,
    ),
}
