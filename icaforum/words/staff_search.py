"""The search of the admin's lists: «Jo Koln» finds Jörg in Köln, «@koln» everybody at that address."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

from icaforum.words.plain_search import any_of, holds

# A search of more words is none; each costs a condition.
MOST_WORDS = 12


class StaffSearch(admin.ModelAdmin):
    """Base of the admin's lists: each word that was typed stands in one of `search_fields`, accents or not.

    «=field» asks for the whole field, as typed or in small letters; all others for a part of it, and of words
    of one or two letters for how a word begins. Tables that grow have an index for it (`plain_index`).
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows that have every word, each once; the second value tells Django so."""
        return self._having(request, queryset, search_term, self._holds), False

    def beginning_with(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> QuerySet[Any]:
        """Return the rows in which each word that was typed begins a word; none without words or fields."""
        if not words_of(search_term) or not self.get_search_fields(request):
            return queryset.none()
        return self._having(request, queryset, search_term, self._has_beginning)

    def next_step(self, request: HttpRequest, row: Any) -> tuple[str, str] | None:  # noqa: ARG002
        """Return words and address of what one does next with a row that was found, where that is no verb.

        It asks for no more rows than the list does.
        """
        return None

    def _having(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str, asks: Callable[[str, str], Q]
    ) -> QuerySet[Any]:
        fields = list(self.get_search_fields(request))
        for word in words_of(search_term) if fields else ():
            # A subquery for each word, since words may stand in different rows of a relation, and rows that
            # are joined would come twice.
            rows = self.model._default_manager.alias(**self._as_text(fields))
            queryset = queryset.filter(any_of(rows, [asks(name, word) for name in fields]))
        return queryset

    def _holds(self, name: str, word: str) -> Q:
        if name.startswith("="):
            return Q(**{f"{name[1:]}__in": {word, word.lower()}})
        field = next(iter(self._as_text([name])), name)
        return holds(field, word)

    def _has_beginning(self, name: str, word: str) -> Q:
        if name.startswith("="):
            return self._holds(name, word)
        field = next(iter(self._as_text([name])), name)
        return Q(**{f"{field}__begins_a_word": word})

    def _as_text(self, fields: list[str]) -> dict[str, Cast]:
        """Return columns for JSON fields as text: there «unaccent» would be looked for as a key."""
        own = {field.name: field for field in self.opts.concrete_fields}
        return {
            f"_{name}": Cast(name, models.TextField())
            for name in fields
            if isinstance(own.get(name), models.JSONField)
        }


def words_of(typed: str) -> list[str]:
    """Return the words, those in quotes together as Django's own search has them; quotes alone are none."""
    words = []
    for bit in smart_split(typed.replace("\x00", "")):
        quoted = bit[0] == bit[-1] and bit[0] in "\"'" and len(bit) > 1
        words.append(unescape_string_literal(bit) if quoted else bit)
    return [word for word in words if word][:MOST_WORDS]
