"""Filters of the admin's lists by where a row stands, in place of «empty» and «not empty»."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StandingFilter(admin.SimpleListFilter):
    """Base: `standings` has the words and the condition of each standing, by its value in the address."""

    title = _("where it stands")
    parameter_name = "stands"
    standings: ClassVar[Mapping[str, tuple[Any, Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Return the choices: all standings, whether or not a row has them, so that no query is needed."""
        return [(name, words) for name, (words, _condition) in self.standings.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Return the rows that stand so; all rows for a value that nobody offered."""
        chosen = self.standings.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class TermFilter(StandingFilter):
    """The filter of rows that have a first and, one day, a last day: memberships, seats."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "now": (_("Now"), Q(until__isnull=True)),
        "ended": (_("Ended"), Q(until__isnull=False)),
    }
