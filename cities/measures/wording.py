"""What is said of an indicator: amounts, the sentence of its gap, and what became of it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.measures.gaps import Good, Kind, Move, Series, Unit, runs
from cities.measures.shown import Row, Shown, State, Value
from cities.measures.suppression import FEWEST
from icaforum.audit.verbs import Words

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence, in bold or not."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence in pieces, so that a template can set its figures in bold; as a text, its words."""

    pieces: tuple[Piece, ...] = ()

    def __str__(self) -> str:
        """Return the words alone."""
        return "".join(piece.text for piece in self.pieces)


def _said(words: str, parts: Mapping[str, str | Sentence], strong: Iterable[str] = ()) -> Sentence:
    """Fill the named places of a translated text; texts named in `strong` are in bold."""
    pieces: list[Piece] = []
    for number, text in enumerate(_PLACE.split(words)):
        if number % 2 == 0:
            pieces.append(Piece(text))
        elif isinstance(part := parts[text], Sentence):
            pieces += part.pieces
        else:
            pieces.append(Piece(part, text in strong))
    return Sentence(tuple(piece for piece in pieces if piece.text))


# Amounts ----------------------------------------------------------------------------------------------------


def number(amount: Decimal, decimals: int) -> str:
    """Return a rounded amount as the reader's language writes it: «1,180», «−0.5»."""
    digits = number_format(abs(amount), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"−{digits}" if amount < 0 else digits


def _plural(amount: Decimal, decimals: int) -> int:
    """Return by which number the words after an amount are chosen: with decimals they are several."""
    return 2 if decimals else int(abs(amount))


def figure_in_words(amount: Decimal, unit: Unit, decimals: int) -> str:
    """Return a figure with its unit: «33%», «33», «33 minutes»."""
    said = number(amount, decimals)
    if unit.kind == Kind.SHARE:
        return _("%(n)s%%") % {"n": said}
    return _with_own_words(said, amount, unit, decimals)


def gap_in_words(amount: Decimal, unit: Unit, decimals: int) -> str:
    """Return the size of a gap with its unit: «31 points» between shares, «31», «31 minutes»."""
    said = number(amount, decimals)
    if unit.kind == Kind.SHARE:
        return ngettext("%(n)s point", "%(n)s points", _plural(amount, decimals)) % {"n": said}
    return _with_own_words(said, amount, unit, decimals)


def _with_own_words(said: str, amount: Decimal, unit: Unit, decimals: int) -> str:
    words = unit.one if unit.one and _plural(amount, decimals) == 1 else unit.words
    return f"{said} {words}" if unit.kind == Kind.OTHER and words else said


def value_in_words(value: Value, unit: Unit, decimals: int) -> str:
    """Return what stands in a cell of the table: «33%», «33», or why there is nothing.

    Own words of the unit stand once, in the head of the column.
    """
    if value.amount is None:
        return _("not shown") if value.state == State.HIDDEN else _("no figure")
    plain = unit if unit.kind == Kind.SHARE else Unit(Kind.NUMBER)
    return figure_in_words(value.amount, plain, decimals)


def when(row: Row) -> str:
    """Return the year of a row, or its month and year where the year has several."""
    return date_format(row.day, "YEAR_MONTH_FORMAT") if row.day else str(row.year)


# The sentence -----------------------------------------------------------------------------------------------


def sentence(shown: Shown) -> Sentence:
    """Return the sentence of an indicator: «Gap 31 points in 2022, 18 in 2026; target 10 by 2030.»

    Of the group's figures where no gap can be shown; without any, what there is to say of that.
    """
    if shown.first is None or shown.now is None:
        has_others = any(row.comparison.amount is not None for row in shown.rows)
        none = _("No figure of the group yet.") if has_others else _("No figures yet.")
        return Sentence((Piece(not_shown(shown) or none),))
    so_far, target = _so_far(shown, shown.first, shown.now), _target(shown)
    if target is None:
        return _said(_("%(so_far)s."), {"so_far": so_far})
    return _said(_("%(so_far)s; %(target)s."), {"so_far": so_far, "target": target})


def _so_far(shown: Shown, first: Row, now: Row) -> Sentence:
    in_words: Callable[..., str] = gap_in_words if shown.by_gap else figure_in_words
    before, after = (shown.amount(row) or Decimal(0) for row in (first, now))
    turned = shown.by_gap and (before < 0) != (after < 0)

    def said(amount: Decimal, *, with_unit: bool) -> str:
        if shown.by_gap:
            amount = abs(amount)
        if with_unit or not shown.by_gap:
            return in_words(amount, shown.series.unit, shown.decimals)
        return number(amount, shown.decimals)

    parts = {
        "first": said(before, with_unit=True),
        "year": when(first),
        "now": said(after, with_unit=turned),
        "now_year": when(now),
    }
    return _said(_frame(shown, before, after, is_one=first is now), parts, {"first", "now"})


def _frame(shown: Shown, before: Decimal, after: Decimal, *, is_one: bool) -> str:
    """Return the text in which the first and the newest amount stand."""
    is_ahead, is_now_ahead = before < 0, after < 0
    if not shown.by_gap:
        one, two = _("%(first)s in %(year)s"), _("%(first)s in %(year)s, %(now)s in %(now_year)s")
    elif is_ahead:
        one = _("Group %(first)s ahead in %(year)s")
        still = _("Group %(first)s ahead in %(year)s, %(now)s in %(now_year)s")
        two = still if is_now_ahead else _("Group %(first)s ahead in %(year)s, gap %(now)s in %(now_year)s")
    else:
        one = _("Gap %(first)s in %(year)s")
        turned = _("Gap %(first)s in %(year)s, turned over: group %(now)s ahead in %(now_year)s")
        two = turned if is_now_ahead else _("Gap %(first)s in %(year)s, %(now)s in %(now_year)s")
    return one if is_one else two


def _target(shown: Shown) -> Sentence | None:
    row, unit = shown.target, shown.series.unit
    if row is None:
        return None
    if shown.by_gap and row.gap.amount is not None:
        aim, words = number(row.gap.amount, shown.decimals), _("target %(target)s by %(year)s")
    elif row.group.amount is not None:
        aim = figure_in_words(row.group.amount, unit, shown.decimals)
        words = (
            _("target for the group %(target)s by %(year)s")
            if shown.by_gap
            else _("target %(target)s by %(year)s")
        )
    else:
        return None
    return _said(words, {"target": aim, "year": when(row)}, {"target"})


CHANGES: dict[Move, Words] = {
    Move.NARROWED: gettext_lazy("Narrowed by %(by)s."),
    Move.OTHERS_FELL_BACK: gettext_lazy("Narrower by %(by)s, because the others fell back."),
    Move.CLOSED: gettext_lazy("The gap is closed."),
    Move.CLOSED_OTHERS_FELL_BACK: gettext_lazy("The gap is closed, because the others fell back."),
    Move.AS_BEFORE: gettext_lazy("As before."),
    Move.WIDER: gettext_lazy("Wider by %(by)s."),
    Move.WIDER_THOUGH_BETTER: gettext_lazy("Wider by %(by)s, though the group itself fares better."),
    Move.TURNED_OVER: gettext_lazy("The group is now ahead."),
    Move.TURNED_OVER_OTHERS_FELL_BACK: gettext_lazy("The group is now ahead, because the others fell back."),
    Move.OPENED: gettext_lazy("A gap has opened."),
    Move.EVEN: gettext_lazy("The group is no longer ahead."),
    Move.STAYED_AHEAD: gettext_lazy("The group is still ahead."),
}


def change(shown: Shown) -> str:
    """Return what became of the gap, with both gaps as they are shown; empty where there is only one."""
    if shown.move is None or shown.first is None or shown.now is None:
        return ""
    before, after = (shown.amount(row) or Decimal(0) for row in (shown.first, shown.now))
    by = gap_in_words(abs(after - before), shown.series.unit, shown.decimals)
    return str(CHANGES[shown.move]) % {"by": by}


def in_short(shown: Shown) -> str:
    """Return what a list says beside the small gap: «Equity gap 12 points, as before»; empty for nothing."""
    first, now = shown.first, shown.now
    if not shown.by_gap or first is None or now is None:
        return ""
    before, after = (shown.amount(row) or Decimal(0) for row in (first, now))
    if before < 0 or after < 0:
        return str(_so_far(shown, first, now))
    parts = {
        "first": gap_in_words(before, shown.series.unit, shown.decimals),
        "year": when(first),
        "now": number(after, shown.decimals),
        "now_year": when(now),
    }
    if first is now:
        return _("Equity gap %(first)s in %(year)s") % parts
    if before == after:
        return _("Equity gap %(first)s, as before") % parts
    return _("Equity gap %(first)s in %(year)s, %(now)s in %(now_year)s") % parts


# Beside the figures -----------------------------------------------------------------------------------------


def about(series: Series) -> str:
    """Return what is measured, of whom, against whom, and which direction is good."""
    words = {"name": series.name, "group": series.group, "comparison": series.comparison}
    if series.comparison:
        said = _("%(name)s: %(group)s against %(comparison)s.") % words
    else:
        said = _("%(name)s: %(group)s.") % words
    is_high = series.good == Good.HIGH
    good = _("A higher figure is better.") if is_high else _("A lower figure is better.")
    return _("%(about)s %(good)s") % {"about": said, "good": good}


def heads(series: Series) -> tuple[str, str, str]:
    """Return the heads of the columns of the group, of whom it is compared with, and of the gap."""
    unit = series.unit
    who = [series.group, series.comparison]
    gap = _("Gap")
    if unit.kind == Kind.SHARE:
        gap = _("Gap, points")
    elif unit.kind == Kind.OTHER and unit.words:
        group, comparison, gap = (
            _("%(what)s, %(unit)s") % {"what": what, "unit": unit.words} for what in (*who, gap)
        )
        return group, comparison if series.comparison else "", gap
    return who[0], who[1], gap


def missing(shown: Shown) -> str:
    """Return which years have no figure, so no gap; empty where none is missing."""
    years = _years(shown, State.MISSING)
    return _("No figure for %(years)s.") % {"years": years} if years else ""


def not_shown(shown: Shown) -> str:
    """Return which years are not shown since they tell of few people; empty where there are none."""
    years = _years(shown, State.HIDDEN)
    if not years:
        return ""
    words = _(
        "Not shown for %(years)s: fewer than %(n)d people are behind a figure, or could be found by it."
    )
    return words % {"years": years, "n": FEWEST}


def apart(shown: Shown) -> str:
    """Return where a gap is not the difference of the figures beside it; empty where all are."""
    rows = [*shown.rows, *([shown.target] if shown.target else [])]
    years = in_a_row([when(row) for row in rows if row.is_apart])
    if not years:
        return ""
    words = _(
        "Gaps are computed from the unrounded figures. For %(years)s the figures as shown would give another "
        "last digit."
    )
    return words % {"years": years}


def _years(shown: Shown, state: State) -> str:
    """Return the years whose gap, or without a comparison whose figure, is of this state."""
    about_gap = bool(shown.series.comparison)
    rows = [row for row in shown.rows if (row.gap if about_gap else row.group).state == state]
    dated = [when(row) for row in rows if row.day]
    return in_a_row([*spans([row.year for row in rows if not row.day]), *dated])


def spans(years: Sequence[int]) -> list[str]:
    """Return years in order as texts, three and more in a run as one: «2001 to 2010»."""
    found: list[str] = []
    for first, last in runs(years):
        if last - first < 2:
            found += [str(year) for year in range(first, last + 1)]
        else:
            found.append(_("%(first)s to %(last)s") % {"first": first, "last": last})
    return found


def in_a_row(texts: Sequence[str]) -> str:
    """Return texts as a sentence has them: «2023», «2023 and 2025», «2023, 2025 and 2027»."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(most)s and %(last)s") % {"most": ", ".join(texts[:-1]), "last": texts[-1]}
