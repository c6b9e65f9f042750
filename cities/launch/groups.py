"""What the page of a sheet shows: questions that are answered together, and what will happen in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.launch.actions.answering import CAN_BE_RIGHT
from cities.launch.columns import BY_KEY
from cities.launch.models import LaunchRow
from cities.launch.problems import TO_FIX, TOGETHER, Problem, shown

# More questions than that are not shown at once; they move up as others are answered.
MOST_SHOWN = 40
ROWS_NAMED = 6
# Their answer is typed into no field: the file itself, or another row, is what has to change.
NOT_TYPED = {"more_cells", "hidden", "twice", "closed", "staff", "no_thanks", "two_cities", "other_tier"} | {
    *("other_day", "other_role", "grounds", "nobody", "new_city", "backers"),
}
LEFT_OUT_ONE_BY_ONE = {"twice", "staff", "closed", "shared", "two_cities", "more_cells", "no_thanks"}

# What a row does, in the future tense, by its codes.
DOES = {
    "member": gettext_lazy("New member."),
    "person": gettext_lazy("New person: an invitation will wait."),
    "seat": gettext_lazy("The person is in the team already."),
    "invited": gettext_lazy("The person is invited already."),
    "no_thanks": gettext_lazy("The person is not invited."),
}


@dataclass
class _Rows:
    """Rows that have something in common."""

    rows: list[int] = field(default_factory=list, kw_only=True)

    @property
    def where(self) -> str:
        """«Row 14», «Rows 31 and 102», «Rows 2, 3, 4, 5, 6, 7 and 86 more»."""
        if len(self.rows) == 1:
            return _("Row %(row)s") % {"row": self.rows[0]}
        named, more = self.rows[:ROWS_NAMED], len(self.rows) - ROWS_NAMED
        if more > 0:
            rest = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
            return _("Rows %(rows)s and %(rest)s") % {"rows": ", ".join(map(str, named)), "rest": rest}
        first = ", ".join(map(str, named[:-1]))
        return _("Rows %(rows)s and %(rest)s") % {"rows": first, "rest": named[-1]}

    @property
    def numbers(self) -> str:
        """The rows as the form sends them."""
        return ",".join(map(str, self.rows))


@dataclass
class Question(_Rows):
    """One problem, with all rows that have the same: one answer is for all of them."""

    problem: Problem
    # What stands in the column of each of them.
    cells: list[str] = field(default_factory=list)
    # Whether others of the same kind are asked as well.
    has_others: bool = False

    @property
    def words(self) -> str:
        """What is wrong, or to be looked at."""
        together = TOGETHER.get(self.problem.code) if len(self.rows) > 1 else None
        return str(together or self.problem.words)

    @property
    def offers(self) -> list[tuple[str, str]]:
        """What each button puts into the column, and what stands on the button."""
        one = len(self.problem.offers) == 1
        return [(value, self._button(value, only=one)) for value in self.problem.offers]

    def _button(self, value: str, *, only: bool) -> str:
        name = shown(self.problem.column, value)
        if self.problem.code == "no_lead":
            return _("Make this person the lead contact")
        return _("Use %(value)s") % {"value": name} if only else name

    @property
    def label(self) -> str:
        """The name of the field in which one types an answer; empty where none is typed."""
        if self.problem.code in NOT_TYPED or self.problem.column not in BY_KEY:
            return ""
        if not self.problem.stops:
            return ""
        return _("%(column)s for %(rows)s") % {
            "column": BY_KEY[self.problem.column].heading,
            "rows": self.where,
        }

    @property
    def hint(self) -> str:
        """An example beside the field, where one helps."""
        return _("for example 28 February 2026") if self.problem.column == "since" else ""

    @property
    def typed(self) -> str:
        """What stands in the field before one types: what stands in the rows, where that is one thing."""
        return self.cells[0] if len(set(self.cells)) == 1 else ""

    @property
    def has_buttons(self) -> bool:
        """Whether it can be answered without typing."""
        return bool(self.offers or self.orders_days or self.may_be_right or self.can_be_left_out)

    @property
    def may_be_right(self) -> bool:
        """Whether one can say that it is right as it stands."""
        return self.problem.code in CAN_BE_RIGHT

    @property
    def right(self) -> str:
        """The words of the button that says so."""
        return _("It is another city") if self.problem.stops else _("That is right")

    @property
    def can_be_left_out(self) -> list[int]:
        """The rows that can be left out as an answer; the first of several is the one that stays."""
        if self.problem.code not in LEFT_OUT_ONE_BY_ONE:
            return []
        return self.rows[1:] if self.problem.code == "two_cities" else self.rows

    @property
    def orders_days(self) -> bool:
        """Whether the answer can be given for all days of the file."""
        return self.problem.code == "which_day" and (self.has_others or len(self.rows) > 1)


@dataclass
class Answered(_Rows):
    """One answer that was given, with all rows that have the same: it can be taken back for all of them."""

    words: str = ""
    column: str = ""
    code: str = ""


def answered(rows: Iterable[LaunchRow]) -> list[Answered]:
    """Return the answers that stand in these rows, the first row first; the same one once."""
    found: dict[tuple[str, str], Answered] = {}
    for row in rows:
        for column, value in row.answers.items():
            given = Answered(words=_answer_in_words(column, value), column=column)
            found.setdefault((column, value), given).rows.append(row.number)
        for code in row.settled:
            found.setdefault(("", code), Answered(words=_called_right(code), code=code)).rows.append(
                row.number
            )
    return list(found.values())


def _answer_in_words(column: str, value: str) -> str:
    """«Kind: Partner»; what was emptied has no value."""
    heading = BY_KEY[column].heading if column in BY_KEY else _("What stands beyond the last heading")
    said = shown(column, value) or _("nothing")
    return f"{heading}: {said}"


def _called_right(code: str) -> str:
    return _("It is another city") if code in TO_FIX else _("That is right")


def questions(rows: Iterable[LaunchRow], *, stops: bool) -> list[Question]:
    """Return the questions of these rows that stop the import, or the others; the first row first."""
    found: dict[tuple[object, ...], Question] = {}
    for row in rows:
        for problem in row.problems:
            if problem.stops == stops:
                said = (problem.value, *sorted(problem.more.items()))
                alike = () if problem.code in TOGETHER else said
                key = (problem.code, problem.column, problem.offers, alike)
                question = found.setdefault(key, Question(problem))
                question.rows.append(row.number)
                question.cells.append(row.typed.get(problem.column, ""))
    made = list(found.values())
    codes = Counter(question.problem.code for question in made)
    for question in made:
        question.has_others = codes[question.problem.code] > 1
    return made


def what_happens(row: LaunchRow) -> str:
    """Return what the import will do with a row, or why it cannot be done yet."""
    if row.verdict == LaunchRow.Verdict.OUT:
        return _("Left out.")
    if row.verdict == LaunchRow.Verdict.FIX:
        return next(problem.words for problem in row.problems if problem.stops)
    said = [str(DOES[code]) for code in row.does]
    said += [problem.words for problem in row.problems if problem.code in TOGETHER]
    if row.verdict == LaunchRow.Verdict.SAME or not said:
        said = [*said, _("Nothing changes.")]
    return " ".join(said)


def city_line(row: LaunchRow, before: LaunchRow | None) -> tuple[str, str]:
    """Return the city of a row as it stands there, and below it tier and first day."""
    typed = row.typed
    tier, since = typed.get("tier", ""), typed.get("since", "")
    if before and before.typed.get("city") == typed.get("city") and not (tier or since):
        return typed.get("city", ""), _("as row %(row)s") % {"row": before.number}
    said = [shown("tier", tier), _("from %(day)s") % {"day": shown("since", since)} if since else ""]
    return typed.get("city", ""), " ".join(filter(None, said))


def with_words(rows: Sequence[LaunchRow]) -> list[dict[str, object]]:
    """Return what the table shows of each row."""
    made, before = [], None
    for row in rows:
        city, part = city_line(row, before)
        made.append({"row": row, "city": city, "part": part, "happens": what_happens(row)})
        made[-1]["role"] = shown("role", row.typed.get("role", ""))
        before = row
    return made
