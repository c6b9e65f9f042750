"""Filters of the admin's lists by where a row stands."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StandingFilter(admin.SimpleListFilter):
    """Base: `ways` names each way a row can stand, with its words and its condition."""

    title = _("where it stands")
    parameter_name = "stands"
    ways: ClassVar[Mapping[str, tuple[Any, Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [(name, words) for name, (words, _condition) in self.ways.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        chosen = self.ways.get(self.value())
        return queryset.filter(chosen[1]) if chosen else queryset


class TermFilter(StandingFilter):
    """Of what has a first and, one day, a last day: memberships, seats."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "now": (_("Now"), Q(until__isnull=True)),
        "ended": (_("Ended"), Q(until__isnull=False)),
    }
