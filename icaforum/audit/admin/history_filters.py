"""The filters of the history: by whom, about what, which verb, which kind of thing."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.belonging import about_any
from icaforum.audit.details import kind_of
from icaforum.audit.models import Entry, kinds_readable_by, rows_to_name
from icaforum.audit.verbs import verb_in_words

ABOUT = "about"


class ByWhomFilter(admin.SimpleListFilter):
    """What people did, and apart from it what the Forum does by the clock."""

    title = gettext_lazy("people or clock")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Return the choices beside the usual one, which is what people did."""
        return [("clock", _("By the clock")), ("all", _("People and the clock"))]

    def choices(self, changelist: Any) -> Any:
        """Yield Django's, where no choice means people."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("People")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """Return the entries of people, of the clock, or of both."""
        if self.value() == "all":
            return queryset
        return queryset.by_the_clock() if self.value() == "clock" else queryset.by_people()


class AboutFilter(admin.SimpleListFilter):
    """All about one thing, «cities.city:7», as links lead to it; shown where an address names one."""

    title = gettext_lazy("city, person or thing")
    parameter_name = ABOUT
    thing: Any = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the thing that the address names, where the reader may open its list; one query."""
        kind, _colon, key = str(self.value() or "").partition(":")
        if kind in kinds_readable_by(request.user) and key.isdecimal() and len(key) < 19:
            self.thing = rows_to_name(apps.get_model(kind), [key]).first()
        return [(str(self.value()), str(self.thing))] if self.thing else []

    def has_output(self) -> bool:
        """Return True: an address that names nothing finds nothing, and does not find all."""
        return bool(self.value())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """Return the entries about the thing; none where it is not there for this reader."""
        if not self.value():
            return queryset
        if not self.thing:
            return queryset.none()
        return queryset.filter(pk__in=about_any([(type(self.thing), [self.thing.pk])]).values("pk"))


class VerbFilter(admin.SimpleListFilter):
    """A filter by what was done; its choices are the verbs that were ever done."""

    title = gettext_lazy("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the verbs with their words, in the order of the words; costs one query."""
        entries = Entry.objects.readable_by(request.user)
        done = entries.order_by("verb").values_list("verb", flat=True).distinct()
        return sorted(((verb, verb_in_words(verb)) for verb in done), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """Return the entries of the chosen verb."""
        return queryset.filter(verb=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    """A filter by the kind of thing that something was done to."""

    title = gettext_lazy("kind of thing")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the labels of models with their words, in the order of the words; costs one query."""
        entries = Entry.objects.readable_by(request.user)
        labels = entries.order_by("target_type").values_list("target_type", flat=True).distinct()
        return sorted(((label, kind_of(label)) for label in labels), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """Return the entries about the chosen kind of thing."""
        return queryset.filter(target_type=self.value()) if self.value() else queryset
