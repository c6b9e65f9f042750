"""A list of the admin as a file: the rows that search and filters leave, in the order of the screen."""

import copy
import csv
import html
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from icaforum.audit.admin.verb_page import person_of
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.columns import NOTHING, short_day
from icaforum.words.times import reader_today

name_verbs({"exported": gettext_lazy("exported a list")})

MOST_ROWS = 20_000
# A spreadsheet takes no more in a cell.
MOST_LETTERS = 32_000
# Where a spreadsheet would begin a formula: OWASP, "CSV injection". Within a text too, since where commas are
# decimal signs a semicolon ends the cell, and quotes that do not stand around the whole cell hold no line.
FORMULA = re.compile(r"^(?=[=+\-@\t\r\n])|(?<=[;\t\r\n])(?=[=+\-@])")
MOMENT = re.compile(r'^<time datetime="([^"]+)"')

Cell = str | int | float | Decimal | bool | date | None
Rows = Iterable[Sequence[Cell]]


class Exports(admin.ModelAdmin):
    """Base of admin lists that one can download; `exported` are columns of the file beside the list's own."""

    exported: ClassVar[tuple[str, ...]] = ()
    # False for what is no list to take along, such as the one row of the settings.
    downloads: ClassVar[bool] = True

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses and that of the file."""
        if not self.downloads:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        file = path("export/<slug:kind>/", self.admin_site.admin_view(self.export_view), name=name)
        return [file, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Return the list as Django's, with links to its files."""
        return super().changelist_view(request, (extra_context or {}) | {"downloads": self.downloads})

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Return the list of this address as «xlsx» or «csv», and leave a line in the history.

        Leads back to the list where it has too many rows or its address is not understood. Raises Http404 for
        another kind of file, PermissionDenied for who may not see the list.
        """
        if kind not in KINDS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        asked = request.GET.copy()
        for of_one_page in (PAGE_VAR, ALL_VAR):
            asked.pop(of_one_page, None)
        request.GET = asked  # type: ignore[assignment]  # django-stubs: a copy can be changed
        # A copy, since the admin's object serves all requests at once; a list of one page with all rows.
        whole: Any = copy.copy(self)
        whole.list_per_page = MOST_ROWS
        try:
            changelist = whole.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(back)
        if changelist.result_count > MOST_ROWS:
            words = _("The list has %(count)s rows, and a file takes %(most)s: filter it first.")
            messages.warning(request, words % {"count": changelist.result_count, "most": MOST_ROWS})
            return HttpResponseRedirect(f"{back}?{request.GET.urlencode()}")
        table = [self._head(request, changelist.list_display), *self._body(request, changelist)]
        record(
            "exported",
            person_of(request),
            by=person_of(request),
            list=self.opts.label_lower,
            rows=len(table) - 1,
            kind=kind,
        )
        mime, write = KINDS[kind]
        name = f"{slugify(str(self.opts.verbose_name_plural or ''))}-{reader_today()}.{kind}"
        answer = HttpResponse(write(_with_zone(table)), content_type=mime)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def words_of_row(self, request: HttpRequest, row: models.Model) -> list[str]:
        """Return what the list shows of a row, a text a column; empty where it shows a dash.

        A number, which says nothing without the head of its column, comes with it: «Places: 7».
        """
        columns = [it for it in self.get_list_display(request) if it != "action_checkbox"]
        name, *others = ((column, self._words(column, row)) for column in columns)
        return [name[1], *(self._with_head(column, words) for column, words in others)]

    def _with_head(self, column: Any, words: str) -> str:
        if not words.isdecimal():
            return words
        head = capfirst(str(label_for_field(column, self.model, self)))
        return _("%(name)s: %(value)s") % {"name": head, "value": words}

    def _words(self, column: Any, row: models.Model) -> str:
        value = column(row) if callable(column) else self._value(column, row)
        if isinstance(value, datetime):
            value = short_day(value)
        if value is None or isinstance(value, bool):  # a sign in the list, which is no word
            return str(label_for_field(column, self.model, self)) if value else ""
        # What stands in two elements are two things.
        words = " ".join(html.unescape(strip_tags(str(value).replace("><", ">, <"))).split())
        return "" if words == NOTHING else words

    def _columns(self, request: HttpRequest, shown: Sequence[Any]) -> list[Any]:
        more = [name for name in self.exported if name not in self._unseen(request)]
        return [column for column in shown if column != "action_checkbox"] + more

    def _unseen(self, request: HttpRequest) -> set[str]:  # noqa: ARG002
        """Return the columns that this reader may not see."""
        return set()

    def _head(self, request: HttpRequest, shown: Sequence[Any]) -> list[Cell]:
        columns = self._columns(request, shown)
        return [capfirst(str(label_for_field(column, self.model, self))) for column in columns]

    def _body(self, request: HttpRequest, changelist: Any) -> Iterable[list[Cell]]:
        columns = self._columns(request, changelist.list_display)
        for row in changelist.result_list:
            yield [_cell(self._value(column, row)) for column in columns]

    def _value(self, column: Any, row: models.Model) -> Any:
        """Return what the row has in this column: a choice in words, another row by its name."""
        if shown_short := getattr(column, "of_field", None):
            return getattr(row, shown_short)
        try:
            field, _name, value = lookup_field(column, row, self)
        except ObjectDoesNotExist:
            return None
        if isinstance(field, models.Field) and field.flatchoices:
            return dict(field.flatchoices).get(value, value)
        return getattr(row, field.name) if isinstance(field, models.ForeignKey) else value


def _cell(value: Any) -> Cell:
    """Return a value that both kinds of file can hold; what is shown as HTML, as its words."""
    if hasattr(value, "__html__"):
        text = str(value)
        moment = MOMENT.match(text)
        value = datetime.fromisoformat(moment[1]) if moment else html.unescape(strip_tags(text))
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_LETTERS]
    return "" if text == NOTHING else text


def _with_zone(table: list[list[Cell]]) -> Rows:
    """Yield the rows; the head says of which zone the moments below are, since cells cannot."""
    zone = timezone.get_current_timezone_name()
    moments = {place for row in table[1:] for place, value in enumerate(row) if isinstance(value, datetime)}
    head, *body = table
    yield [f"{label} ({zone})" if place in moments else label for place, label in enumerate(head)]
    yield from body


def csv_file(rows: Rows) -> bytes:
    """Return the rows as CSV that spreadsheets open as it is: UTF-8 with its mark, no cell a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _harmless(value: Cell) -> Cell:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    # An apostrophe says that a text follows; spreadsheets do not show it.
    return FORMULA.sub("'", value) if isinstance(value, str) else value


def xlsx_file(rows: Rows) -> bytes:
    """Return the rows as an Excel sheet: days and numbers as such, all other cells as texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    head, *body = list(rows)
    for place in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    for number, row in enumerate([head, *body]):
        sheet.append([_sheet_cell(sheet, value, bold=not number) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_cell(sheet: Any, value: Cell, *, bold: bool) -> WriteOnlyCell:
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # it takes a text that begins with «=» for a formula
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    if bold:
        cell.font = Font(bold=True)
    return cell


KINDS: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "csv": ("text/csv; charset=utf-8", csv_file),
}
