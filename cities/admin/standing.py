"""Filters of lists by where a row stands, in the Forum's words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import Application


class Standing(admin.SimpleListFilter):
    """Base: `ways` names each way a row can stand, with its words and its condition."""

    title = _("where it stands")
    parameter_name = "stands"
    ways: ClassVar[Mapping[str, tuple[Any, Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [(name, words) for name, (words, _condition) in self.ways.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        chosen = self.ways.get(self.value())
        return queryset.filter(chosen[1]) if chosen else queryset


class TermFilter(Standing):
    """Of what has a first and, one day, a last day: memberships, seats."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "now": (_("Now"), Q(until__isnull=True)),
        "ended": (_("Ended"), Q(until__isnull=False)),
    }


class ApplicationFilter(Standing):
    """Of applications; without a choice, and without a search, those to decide."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "unconfirmed": (_("Address not confirmed"), Q(state=Application.State.UNCONFIRMED)),
        "invited": (_("Partners invited"), Q(state=Application.State.INVITED)),
        "decided": (
            _("Decided or withdrawn"),
            Q(state__in=[*Application.DECIDED, Application.State.WITHDRAWN]),
        ),
        "all": (_("All"), Q()),
    }

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": _("To decide")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in self.ways or request.GET.get("q"):
            return super().queryset(request, queryset)
        return queryset.filter(state__in=Application.OPEN)


UNANSWERED = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class InvitationFilter(Standing):
    """Of seats offered: open for 14 days, unless an answer ends them before."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "open": (pgettext_lazy("where something stands", "Open"), UNANSWERED & Q(expires_at__gt=Now())),
        "expired": (_("Expired"), UNANSWERED & Q(expires_at__lte=Now())),
        "accepted": (_("Accepted"), Q(accepted_at__isnull=False)),
        "taken-back": (_("Taken back"), Q(revoked_at__isnull=False)),
    }


class RequestFilter(Standing):
    """Of requests for access: with whom they wait, or the answer."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "lead": (_("Waits for the lead contact"), Q(answered_at__isnull=True, escalated_at__isnull=True)),
        "us": (_("Waits for the secretariat"), Q(answered_at__isnull=True, escalated_at__isnull=False)),
        "accepted": (_("Accepted"), Q(granted=True)),
        "declined": (_("Declined"), Q(granted=False)),
    }
