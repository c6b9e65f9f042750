"""What the address of a list may ask for: what the list itself shows and filters by."""

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

# How the lists' own filters compare, and a day of theirs.
COMPARED = {"", "exact", "in", "isnull", "gte", "lt", "id", "pk", "span", "from", "to"}
OF_A_DAY = {"year", "month", "day"}


class ShownLookups(admin.ModelAdmin):
    """Base of the admin's lists whose address asks for no field that its reader is not shown.

    Django's takes every field of the row, compared in any way. What is hidden is then found out letter by
    letter, by how many rows are left: the hash of a password, the words of a mail. And a pattern that the
    database does not understand is an error of the page.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """As Django's, of the columns and filters of this reader; a name that means nothing is left to it."""
        name, *rest = lookup.split(LOOKUP_SEP)
        offered = {"id", "pk", *self._offered(request)}
        if name not in offered and self._means_something(name, request):
            return False
        if not (offered | COMPARED | OF_A_DAY).issuperset(rest) or (OF_A_DAY & {*rest} and len(value) > 4):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _offered(self, request: HttpRequest) -> Iterator[str]:
        """Yield the names by which columns and filters are asked for, those of other rows part by part."""
        yield self.date_hierarchy or ""
        for shown in self.get_list_display(request):
            yield shown if isinstance(shown, str) else getattr(shown, "of_field", "")
        for item in self.get_list_filter(request):
            field, kind = item if isinstance(item, tuple | list) else (item, item)
            for name in (field, getattr(kind, "parameter_name", None), getattr(kind, "column", None)):
                yield from name.split(LOOKUP_SEP) if isinstance(name, str) else ()

    def _means_something(self, name: str, request: HttpRequest) -> bool:
        """Return whether it is a field of the row, or something that the list counts beside it."""
        query = self.get_queryset(request).query
        if name in query.annotations or name in query._filtered_relations:  # type: ignore[attr-defined]
            return True
        try:
            self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        return True
