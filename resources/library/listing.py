"""One page of the library's list: its rows, the filters with counts, and the addresses of its neighbours.

The list goes on from the last row shown (keyset), at the same cost on every page. Where nobody asks for
another order, of the newest thousand those in the reader's languages come first; older ones follow by date.
By relevance only the newest thousand matches are ranked, and after two hundred rows the page asks to search
more narrowly.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from icaforum.words.facets import Group
from icaforum.words.languages import reading_languages
from icaforum.words.unions import union_of
from resources.library import facets
from resources.library.facets import CURSOR, LAST_PAGE, MAX_COUNTED, Wanted, listed
from resources.library.models.resource import Resource, ResourceQuerySet
from resources.library.search import question as asking
from resources.library.search.question import Question
from resources.library.search.snippets import snippets

ROWS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Page:
    """What the list shows of what somebody asked for.

    `found` is at most one more than `counted_to`; `first` is the number of the first row, where it is known.
    `newer`, `older`, `by_date` and `by_match` are addresses, empty where there is nothing to go to;
    `is_cut` tells that there is more than may be paged through. From the row of number `others_from` on, if
    that is known, rows are in none of the reader's languages; it is None where they are in no such order.
    """

    rows: list[Resource]
    groups: list[Group]
    found: int
    counted_to: int = MAX_COUNTED
    first: int | None = None
    newer: str = ""
    older: str = ""
    by_date: str = ""
    by_match: str = ""
    is_cut: bool = False
    others_from: int | None = None
    did_you_mean: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_more_than_counted(self) -> bool:
        """Whether the page says «more than …» and not a number."""
        return self.found > self.counted_to

    @property
    def parts(self) -> list[tuple[bool, list[Resource]]]:
        """The rows in the reader's languages and the others; each part says whether it is the others."""
        cut = len(self.rows) if self.others_from is None else self.others_from
        parts = [(False, self.rows[:cut]), (True, self.rows[cut:])]
        return [(are_others, rows) for are_others, rows in parts if rows]

    @property
    def last(self) -> int:
        """The number of the last row on the page."""
        return (self.first or 1) + len(self.rows) - 1


def page_for(visible: ResourceQuerySet, wanted: Wanted) -> Page:
    """Return the page for what was asked, out of the rows that the viewer may see."""
    question = Question.of(wanted.q)
    published = visible.published()
    matches = asking.matching(published, question) if wanted.q else published
    conditions = facets.conditions_of(wanted)
    narrowed = facets.narrow(matches, conditions)
    counted_to = facets.counted_to(wanted, conditions)
    # One look at the newest gives the number, the rows to rank and those to count by.
    found = list(narrowed.newest().values_list("pk", flat=True)[: counted_to + 1])
    groups = facets.count(matches, found, wanted, conditions)
    if not found:
        page = Page(rows=[], groups=groups, found=0)
    elif wanted.by_relevance:
        page = _best_page(found, question, wanted, groups)
    else:
        page = _ranked_page(found[:counted_to], wanted, groups) or _newest_page(
            narrowed, found, wanted, groups
        )
        if page.others_from is not None and not page.older and len(found) > counted_to:
            # Beyond what was ranked it goes on by date.
            page.older = wanted.address(sort="newest", before=_cursor_of(_last_of(found[:counted_to])))
    page.found, page.counted_to = len(found), counted_to
    page.by_date, page.by_match = wanted.address(sort="newest"), wanted.address(sort="")
    # For the rows of one page only: a snippet reads whole texts, and would be dear for all matches.
    if wanted.q and page.rows:
        marked = snippets([row.pk for row in page.rows], question)
        for row in page.rows:
            row.snippet = marked.get(row.pk)
    # With filters chosen, nothing found says nothing of the spelling.
    if wanted.q and not found and not wanted.chosen:
        page.did_you_mean = asking.similar_titles(published, question)
    return page


def _best_page(found: list[int], question: Question, wanted: Wanted, groups: list[Group]) -> Page:
    """Return the page of the best matches, by its number: ranks cannot be gone on from."""
    start = (wanted.page - 1) * ROWS
    # By keys and not by the filters again: what was found is decided already.
    ranked = asking.best_first(Resource.objects.filter(pk__in=listed(found[:MAX_COUNTED])), question)
    rows = list(ranked.as_cards()[start : start + ROWS])
    more = len(found[:MAX_COUNTED]) > start + ROWS
    return Page(
        rows=rows,
        groups=groups,
        found=len(found),
        first=start + 1,
        newer=wanted.address(page=wanted.page - 1) if wanted.page > 1 else "",
        older=wanted.address(page=wanted.page + 1) if more and wanted.page < LAST_PAGE else "",
        is_cut=more and wanted.page == LAST_PAGE,
    )


def _ranked_page(found: list[int], wanted: Wanted, groups: list[Group]) -> Page | None:
    """Return the page of what is in the reader's languages, then of the others, each the newest first.

    None where another order was asked for, where all or none are in these languages, and where the row to go
    on from is none of `found`, the keys of the newest: the page by date then says the same, or more.
    """
    if wanted.sort or wanted.language:
        return None
    readable = _readable_of(found)
    order = sorted(found, key=lambda key: key not in readable)
    start = _start(order, wanted)
    if start is None or not 0 < len(readable) < len(order):
        return None
    keys = order[start : start + ROWS]
    cards = Resource.objects.filter(pk__in=keys).as_cards().in_bulk()
    rows = [cards[key] for key in keys if key in cards]
    has_older = start + ROWS < len(order)
    return Page(
        rows=rows,
        groups=groups,
        found=len(found),
        first=start + 1,
        newer=wanted.address(after=_cursor_of(rows[0])) if start and rows else "",
        older=wanted.address(before=_cursor_of(rows[-1])) if has_older and rows else "",
        others_from=sum(row.pk in readable for row in rows),
    )


def _readable_of(found: list[int]) -> set[int]:
    """Return the keys of those papers that are in one of the reader's languages, whole or in short."""
    best, rows = reading_languages(), Resource.objects.filter(pk__in=listed(found)).order_by()
    # By the reverse relation, since what is said in short stands above.
    checked = {"briefs__checked_at__isnull": False, "briefs__ended_at__isnull": True}
    parts = (rows.filter(editions__language__in=best), rows.filter(briefs__language__in=best, **checked))
    return set(union_of([part.values_list("pk", flat=True) for part in parts]))


def _start(order: list[int], wanted: Wanted) -> int | None:
    """Return which row of `order` a page begins with; None where the row it goes on from is not there."""
    after, before = read_cursor(wanted.after), read_cursor(wanted.before)
    at = after or before
    if at is None:
        return 0
    if at[1] not in order:
        return None
    place = order.index(at[1])
    return max(0, place - ROWS) if after else place + 1


def _last_of(keys: list[int]) -> Resource:
    return Resource.objects.only("published_at").get(pk=keys[-1])


def _newest_page(narrowed: ResourceQuerySet, found: list[int], wanted: Wanted, groups: list[Group]) -> Page:
    """Return the page of the newest, from a cursor on: the rows before, or after, the one it names.

    `found` are the keys of the newest of `narrowed`.
    """
    after = read_cursor(wanted.after)
    before = read_cursor(wanted.before)
    if not after and not before:
        narrowed = Resource.objects.filter(pk__in=listed(found[: ROWS + 1]))  # they need not be found again
    cards = narrowed.as_cards()
    if after:
        # The first condition alone can use the index; the second tells rows of the same moment apart by
        # key.
        later = Q(published_at__gte=after[0]) & (Q(published_at__gt=after[0]) | Q(pk__gt=after[1]))
        rows = list(cards.published().filter(later).order_by("published_at", "pk")[: ROWS + 1])
        has_newer, has_older = len(rows) > ROWS, True
        # Read upwards from the cursor, so turned over for the page. One row more than shown tells whether
        # there are newer ones; older ones exist, since the reader comes from there.
        rows = rows[:ROWS][::-1]
    else:
        if before:
            earlier = Q(published_at__lt=before[0]) | Q(pk__lt=before[1])
            cards = cards.filter(Q(published_at__lte=before[0]) & earlier)
        rows = list(cards.newest()[: ROWS + 1])
        has_newer, has_older = bool(before), len(rows) > ROWS
        rows = rows[:ROWS]
    return Page(
        rows=rows,
        groups=groups,
        found=len(found),
        first=None if before or after else 1,
        newer=wanted.address(after=_cursor_of(rows[0])) if has_newer and rows else "",
        older=wanted.address(before=_cursor_of(rows[-1])) if has_older and rows else "",
    )


def _cursor_of(row: Resource) -> str:
    """Return what an address says of a row: its moment in microseconds and its key."""
    # Only published rows are listed, which have a moment; the type does not know.
    moment = row.published_at or _EPOCH
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return the moment and key that an address names; None for anything else, which is the list's start."""
    match = CURSOR.fullmatch(text)
    if not match:
        return None
    return _EPOCH + timedelta(microseconds=int(match.group(1))), int(match.group(2))
