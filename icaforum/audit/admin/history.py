"""The whole history in the admin, to read: who did what to which, and where that is."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin.exports import Exports
from icaforum.audit.admin.history_filters import ABOUT, AboutFilter, ByWhomFilter, KindFilter, VerbFilter
from icaforum.audit.admin.lookups import ShownLookups
from icaforum.audit.belonging import MOST_THINGS, about_any, gathers
from icaforum.audit.details import details_in_words, kind_of
from icaforum.audit.models import Entry, EntryQuerySet, kinds_readable_by
from icaforum.audit.rewording import Reworded, rewordings
from icaforum.words.admin_filters import DayFilter
from icaforum.words.columns import short_moment
from icaforum.words.staff_search import StaffSearch, words_of

# Of each kind, the newest: a search that finds more should say more.
THINGS_FOUND = 200


@dataclass(frozen=True)
class _Told:
    """What the columns say of an entry, fetched for all rows of a page at once."""

    who: str
    thing: str
    details: list[str]
    words: list[Reworded] = field(default_factory=list)


def _thing(entry: Entry, row: models.Model | None) -> str:
    kind = kind_of(entry.target_type)
    if row is None:
        return f"{kind} {entry.target_id}"
    if not entry.admin_url:
        return f"{kind}: {row}"
    return format_html('{}: <a href="{}">{}</a>', kind, entry.admin_url, row)


def told_of(rows: Iterable[Entry], *, reader: Any) -> dict[int, _Told]:
    """Return what the columns say of each of these entries, by key: one query for each kind of thing."""
    rows = list(rows)
    people, targets = Entry.names(rows), Entry.targets(rows)
    details = details_in_words(rows, reader=reader)
    return {
        entry.pk: _Told(
            entry.who(people),
            _thing(entry, targets.get((entry.target_type, entry.target_id))),
            details[entry.pk],
        )
        for entry in rows
    }


def _told(entry: Entry) -> _Told:
    return entry.told  # type: ignore[attr-defined]  # set by `get_changelist_instance`


@admin.register(Entry)
class EntryAdmin(Exports, ShownLookups, StaffSearch):
    """The list of the history of all that its reader may open; nothing in it can be changed or deleted."""

    list_display = ("when", "who", "what", "thing", "more")
    list_display_links = None
    list_filter = (ByWhomFilter, ("at", DayFilter), AboutFilter, VerbFilter, KindFilter)
    change_list_template = "admin/audit/entry/change_list.html"
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
        """The person as called today; an applicant as such, the Forum itself as «by the clock»."""
        return _told(entry).who

    @admin.display(description=gettext_lazy("what"), ordering="verb")
    def what(self, entry: Entry) -> str:
        """The verb in the reader's words."""
        return entry.what

    @admin.display(description=gettext_lazy("to what"))
    def thing(self, entry: Entry) -> str:
        """Its kind and its name, as a link; of what no longer exists, the number it had."""
        return _told(entry).thing

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
        told = told_of(rows, reader=request.user)
        for entry in rows:
            entry.told = told[entry.pk]  # no column, read by `_told`
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Return the page of the list, with the old and new words of the texts that were changed.

        They are not in the files: an edit of long texts would fill a sheet.
        """
        answer = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", None)
        if shown and "cl" in shown:
            rows = shown["cl"].result_list
            words = rewordings(rows, readable=kinds_readable_by(request.user))
            for entry in rows:
                entry.told = replace(_told(entry), words=words.get(entry.pk, []))
            abouts = (spec.thing for spec in shown["cl"].filter_specs if isinstance(spec, AboutFilter))
            shown["about"] = next(abouts, None)
            shown["without_about"] = shown["cl"].get_query_string(remove=[ABOUT])
            shown["spans"] = (("week", _("This week")), ("last-week", _("Last week")))
        return answer

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """Return the entries about things, and by people, that their own lists find by these words."""
        if not words_of(search_term):
            return queryset, False
        found: list[tuple[type[models.Model], list[Any]]] = []
        for model, its_admin in self.admin_site._registry.items():
            if model is self.model or not its_admin.get_search_fields(request):
                continue
            if not its_admin.has_view_permission(request):
                continue
            rows, _doubled = its_admin.get_search_results(request, model._default_manager.all(), search_term)
            most = MOST_THINGS if gathers(model) else THINGS_FOUND
            found.append((model, list(rows.order_by("-pk").values_list("pk", flat=True)[:most])))
        kinds = kinds_readable_by(request.user)
        numbered = Entry.objects.filter(target_type__in=kinds, target_id=search_term.strip())
        return queryset.filter(pk__in=about_any(found, numbered).values("pk")), False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: entries are written by actions alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002
        """Return False: a trigger of the database would refuse it as well."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002
        """Return False: as above."""
        return False
