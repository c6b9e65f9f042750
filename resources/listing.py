"""One page of the library's list: rows, filters with counts, and the way to the pages beside it.

By date the list goes on from the last row shown (keyset), at the same cost on every page. By relevance only
the newest thousand matches are ranked, and after two hundred it asks to search more narrowly.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from icaforum.words.facets import Group
from resources import facets, search
from resources.facets import BOUND, CURSOR, LAST_PAGE, Wanted, listed
from resources.models.resource import Resource, ResourceQuerySet
from resources.search import Question

ROWS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Page:
    """What the list shows of what somebody asked for."""

    rows: list[Resource]
    groups: list[Group]
    found: int
    first: int | None = None
    newer: str = ""
    older: str = ""
    by_date: str = ""
    by_match: str = ""
    is_cut: bool = False
    did_you_mean: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_more_than_counted(self) -> bool:
        return self.found > BOUND

    @property
    def last(self) -> int:
        return (self.first or 1) + len(self.rows) - 1


def look(visible: ResourceQuerySet, wanted: Wanted, language: str) -> Page:
    """The page for what was asked, out of the rows a viewer may see."""
    question = Question.of(wanted.q)
    published = visible.published()
    matches = search.matching(published, question) if wanted.q else published
    narrowed = facets.narrow(matches, wanted)
    # One look at the newest thousand gives the number, the rows to rank and those to count by.
    found = list(narrowed.newest().values_list("pk", flat=True)[: BOUND + 1])
    groups = facets.count(matches, found, wanted)
    if not found:
        page = Page(rows=[], groups=groups, found=0)
    elif wanted.by_relevance:
        page = _best_page(found, question, wanted, groups, language)
    else:
        page = _newest_page(narrowed, wanted, groups, len(found), language)
    page.by_date, page.by_match = wanted.address(sort="newest"), wanted.address(sort="")
    if wanted.q and page.rows:
        marked = search.snippets([row.pk for row in page.rows], question, language)
        for row in page.rows:
            row.snippet = marked.get(row.pk)
    if wanted.q and not found and not wanted.chosen:
        page.did_you_mean = search.similar_titles(published, question)
    return page


def _best_page(
    found: list[int], question: Question, wanted: Wanted, groups: list[Group], language: str
) -> Page:
    start = (wanted.page - 1) * ROWS
    ranked = search.best_first(Resource.objects.filter(pk__in=listed(found[:BOUND])), question)
    rows = list(ranked.as_cards(language)[start : start + ROWS])
    more = len(found[:BOUND]) > start + ROWS
    return Page(
        rows=rows,
        groups=groups,
        found=len(found),
        first=start + 1,
        newer=wanted.address(page=wanted.page - 1) if wanted.page > 1 else "",
        older=wanted.address(page=wanted.page + 1) if more and wanted.page < LAST_PAGE else "",
        is_cut=more and wanted.page == LAST_PAGE,
    )


def _newest_page(
    narrowed: ResourceQuerySet, wanted: Wanted, groups: list[Group], found: int, language: str
) -> Page:
    cards = narrowed.as_cards(language)
    after = read_cursor(wanted.after)
    before = read_cursor(wanted.before)
    if after:
        later = Q(published_at__gte=after[0]) & (Q(published_at__gt=after[0]) | Q(pk__gt=after[1]))
        rows = list(cards.published().filter(later).order_by("published_at", "pk")[: ROWS + 1])
        has_newer, has_older = len(rows) > ROWS, True
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
        found=found,
        first=None if before or after else 1,
        newer=wanted.address(after=_cursor_of(rows[0])) if has_newer and rows else "",
        older=wanted.address(before=_cursor_of(rows[-1])) if has_older and rows else "",
    )


def _cursor_of(row: Resource) -> str:
    moment = row.published_at or _EPOCH
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """The moment and key that an address names; None for what names no row, which is the list's start."""
    match = CURSOR.fullmatch(text)
    if not match:
        return None
    return _EPOCH + timedelta(microseconds=int(match.group(1))), int(match.group(2))
