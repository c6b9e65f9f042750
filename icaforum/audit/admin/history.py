"""The whole history in the admin, to read: who did what to which, and where that is."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin.exports import Exports
from icaforum.audit.details import details_in_words, kind_of
from icaforum.audit.models import Entry, EntryQuerySet
from icaforum.audit.verbs import verb_in_words
from icaforum.words.admin_filters import DayFilter
from icaforum.words.columns import short_moment
from icaforum.words.staff_search import StaffSearch, words_of

# Of each kind, the newest: a search that finds more should say more.
THINGS_FOUND = 200


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


@dataclass(frozen=True)
class _Told:
    """What the columns say of an entry, fetched for all rows of a page at once."""

    who: str
    target: models.Model | None
    details: list[str]


def _told(entry: Entry) -> _Told:
    return entry.told  # type: ignore[attr-defined]  # set by `get_changelist_instance`


@admin.register(Entry)
class EntryAdmin(Exports, StaffSearch):
    """The list of the history of all that its reader may open; nothing in it can be changed or deleted."""

    list_display = ("when", "who", "what", "thing", "more")
    list_display_links = None
    list_filter = (VerbFilter, KindFilter, ("at", DayFilter))
    search_fields = ("=target_id",)
    search_help_text = gettext_lazy("A name, a city, a part of an address, or the number of a thing")
    list_per_page = 50
    show_full_result_count = False  # counting the whole history would cost more than the page

    @admin.display(description=gettext_lazy("when"), ordering="pk")
    def when(self, entry: Entry) -> str:
        """Its moment; sorted by key, which is the order in which entries were written."""
        return short_moment(entry.at)

    @admin.display(description=gettext_lazy("who"))
    def who(self, entry: Entry) -> str:
        """The person as called today; an erased one by number, the Forum itself as «by the clock»."""
        return _told(entry).who if entry.actor_id else _("by the clock")

    @admin.display(description=gettext_lazy("what"), ordering="verb")
    def what(self, entry: Entry) -> str:
        """The verb in the reader's words."""
        return entry.what

    @admin.display(description=gettext_lazy("to what"))
    def thing(self, entry: Entry) -> str:
        """Its kind and its name, as a link; of what no longer exists, the number it had."""
        kind = kind_of(entry.target_type)
        row = _told(entry).target
        if row is None:
            return f"{kind} {entry.target_id}"
        if not entry.admin_url:
            return f"{kind}: {row}"
        return format_html('{}: <a href="{}">{}</a>', kind, entry.admin_url, row)

    @admin.display(description=gettext_lazy("details"))
    def more(self, entry: Entry) -> str:
        """Its details in words."""
        return "; ".join(_told(entry).details)

    def get_queryset(self, request: HttpRequest) -> EntryQuerySet:
        """Return the entries about things whose list the reader may open."""
        return cast(EntryQuerySet, super().get_queryset(request)).readable_by(request.user)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list as Django's, and fetch what its columns name: one query for each kind of thing."""
        changelist = super().get_changelist_instance(request)
        # On the rows, which are this request's own: the admin's object serves all requests at once.
        changelist.result_list = rows = list(changelist.result_list)
        people, targets = Entry.names(rows), Entry.targets(rows)
        details = details_in_words(rows, reader=request.user)
        for entry in rows:
            entry.told = _Told(  # no column, read by `_told`
                people.get(entry.actor_id, str(entry.actor_id)),
                targets.get((entry.target_type, entry.target_id)),
                details[entry.pk],
            )
        return changelist

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """Return the entries about things, and by people, that their own lists find by these words."""
        if not words_of(search_term):
            return queryset, False
        found = Q(target_id=search_term.strip())
        for model, its_admin in self.admin_site._registry.items():
            if model is self.model or not its_admin.get_search_fields(request):
                continue
            if not its_admin.has_view_permission(request):
                continue
            rows, _doubled = its_admin.get_search_results(request, model._default_manager.all(), search_term)
            keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:THINGS_FOUND])
            found |= Q(target_type=model._meta.label_lower, target_id__in=[str(key) for key in keys])
            if model is get_user_model():
                found |= Q(actor_id__in=keys)
        return queryset.filter(found), False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: entries are written by actions alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002
        """Return False: a trigger of the database would refuse it as well."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002
        """Return False: as above."""
        return False
