"""The launch import in the admin: choose a file, check it, import it, send the invitations."""

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.launch import figures, groups, writing
from cities.launch.actions import answering, importing
from cities.launch.admin.pages import STEPS, person_at
from cities.launch.admin.sending import SendingPages
from cities.launch.checking import progress_of
from cities.launch.forms import AnswerForm, SendForm, SheetForm
from cities.launch.models import LaunchRow, LaunchSheet
from cities.launch.tasks import wake
from cities.people.models import User
from icaforum.audit.admin import Verb
from icaforum.audit.admin.exports import KINDS
from icaforum.audit.record import Refused

ROWS_A_PAGE = 100
# The tabs above the rows, in their order; the empty word is all of them.
TABS = ("", *LaunchRow.Verdict.values)


@admin.register(LaunchSheet)
class LaunchSheetAdmin(SendingPages):
    """The files that were chosen; each has one page, which shows what is to be done with it now."""

    downloads = False
    verbs = (
        Verb(
            name="drop",
            label=gettext_lazy("Delete this file"),
            do=answering.drop,
            done=gettext_lazy("Deleted, with all that stood in it. Nothing was imported."),
            offered=lambda sheet: sheet.is_open,
            consequence=lambda _sheet: _("The file and the answers given so far go. Nothing is imported."),
            danger=True,
        ),
    )
    list_display = ("file_name", "made_by", "made_at", "stands")
    list_select_related = ("made_by",)
    change_list_template = "admin/cities/launchsheet/change_list.html"
    # Nothing of it is typed on Django's own form.
    fields: ClassVar[tuple[str, ...]] = ()

    @admin.display(description=gettext_lazy("where it stands"), ordering="done_at")
    def stands(self, sheet: LaunchSheet) -> str:
        """Return what became of the file."""
        if sheet.done_at or sheet.dropped_at:
            return _("imported") if sheet.done_at else _("deleted")
        return _("being imported") if sheet.asked_at else _("not imported yet")

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses and those of an import."""
        pages: dict[str, Callable[..., HttpResponse]] = {
            "answer": self.answer_view,
            "import": self.import_view,
            "take-back": self.take_back_view,
            "send": self.send_view,
            "stop": self.stop_view,
        }
        ours = [
            path(
                f"<int:key>/{name}/",
                self.admin_site.admin_view(view),
                name=f"cities_launchsheet_{name.replace('-', '_')}",
            )
            for name, view in pages.items()
        ]
        files = [
            path(
                "template.<slug:kind>",
                self.admin_site.admin_view(self.template_view),
                name="cities_launchsheet_template",
            ),
            path(
                "<int:key>/corrected.<slug:kind>",
                self.admin_site.admin_view(self.corrected_view),
                name="cities_launchsheet_corrected",
            ),
        ]
        return [*files, *ours, *super().get_urls()]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Return Django's without «add»: the list itself begins with the field for a file."""
        return super().get_model_perms(request) | {"add": False}

    # Choosing -------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As Django's, with the form for a file above the list."""
        more = {"sheet_form": SheetForm(), "steps": STEPS}
        return super().changelist_view(request, (extra_context or {}) | more)

    def add_view(self, request: HttpRequest, *_args: Any, **_more: Any) -> HttpResponse:
        """Take in a file and lead to its check; what is wrong with it is said beside the field."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = (
            SheetForm(request.POST or None, request.FILES or None)
            if request.method == "POST"
            else SheetForm()
        )
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                sheet = answering.choose_file(content=file.read(), name=file.name, by=person_at(request))
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                wake()
                return HttpResponseRedirect(self._page_of(sheet))
        context = self._context(request, _("Launch import")) | {
            "sheet_form": form,
            "form": form,
            "steps": STEPS,
        }
        return TemplateResponse(request, "admin/cities/launchsheet/choose.html", context)

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Give the template; 404 for another kind of file than we write."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._file(kind, "ica-forum-members", lambda: writing.template(kind))

    def corrected_view(self, request: HttpRequest, key: int, kind: str) -> HttpResponse:
        """Give the file with the answers given so far; 404 once it is imported: nothing is left of it."""
        sheet = self._sheet(request, key)
        if sheet.done_at or sheet.dropped_at:
            raise Http404
        name = f"{sheet.file_name.rpartition('.')[0] or sheet.file_name}-corrected"
        return self._file(kind, name, lambda: writing.corrected(kind, sheet.rows.all()))

    def _file(self, kind: str, name: str, write: Callable[[], bytes]) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        headers = {"Content-Disposition": content_disposition_header(True, f"{name}.{kind}") or ""}
        return HttpResponse(write(), content_type=KINDS[kind][0], headers=headers)

    # The page of a sheet --------------------------------------------------------------------------------

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_more: Any) -> HttpResponse:
        """Show what is to be done with a sheet: its check, how far the import is, or its invitations."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        sheet = self._sheet(request, object_id)
        if sheet.done_at:
            said = {"note": sheet.note, "origin": sheet.origin}
            return self._done_page(request, sheet, SendForm(initial={k: v for k, v in said.items() if v}))
        if sheet.dropped_at:
            context = self._context(request, _("This file was deleted"), sheet)
            return TemplateResponse(
                request, "admin/cities/launchsheet/choose.html", context | {"steps": STEPS}
            )
        if sheet.asked_at or not sheet.is_checked:
            return self._waiting_page(request, sheet)
        return self._check_page(request, sheet)

    def _waiting_page(self, request: HttpRequest, sheet: LaunchSheet) -> HttpResponse:
        title = _("Importing") if sheet.asked_at else _("Checking the file")
        # Rows that are left out are not imported, so they are not counted as such.
        rows = sheet.summary.get("rows", 0) if sheet.asked_at else sheet.rows.count()
        context = {"done": min(progress_of(sheet), rows), "rows": rows, "steps": STEPS}
        return TemplateResponse(
            request, "admin/cities/launchsheet/waiting.html", self._context(request, title, sheet) | context
        )

    def _check_page(self, request: HttpRequest, sheet: LaunchSheet) -> HttpResponse:
        asked = list(sheet.rows.filter(verdict__in=[LaunchRow.Verdict.FIX, LaunchRow.Verdict.LOOK]))
        to_fix, to_look = (groups.questions(asked, stops=stops) for stops in (True, False))
        show = request.GET.get("show", "")
        rows = sheet.rows.filter(verdict=show) if show in TABS[1:] else sheet.rows.all()
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
        counts: Counter[str] = Counter(sheet.rows.values_list("verdict", flat=True))
        context = {
            "steps": STEPS,
            "to_fix": to_fix[: groups.MOST_SHOWN],
            "to_look": to_look[: groups.MOST_SHOWN],
            "fixes": len(to_fix),
            "looks": len(to_look),
            "people": figures.people_in_words(sheet.summary),
            "tabs": figures.tabs(counts, show),
            "page": page,
            "show": show,
            "lines": groups.with_words(list(page.object_list)),
            "answered": groups.answered(sheet.rows.exclude(answers={}, settled=[])),
            "days": "" if sheet.day_first is None else "day" if sheet.day_first else "month",
            "nothing_new": not (counts[LaunchRow.Verdict.NEW] or counts[LaunchRow.Verdict.LOOK]),
            "cities": _cities_to_choose(to_fix),
            "verbs": self._verbs_of(request, str(sheet.pk)),
        }
        return TemplateResponse(
            request,
            "admin/cities/launchsheet/check.html",
            self._context(request, _("Check the file"), sheet) | context,
        )

    def answer_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take an answer for some rows, and show the sheet again."""
        sheet, form = self._posted(request, key), AnswerForm(request.POST)
        if not form.is_valid():
            return self._back(request, sheet, lambda: _refuse(_("This answer could not be read.")))
        return self._back(request, sheet, lambda: _answer(sheet, form.cleaned_data, by=person_at(request)))

    def import_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Have the sheet imported, as it was shown."""
        sheet = self._posted(request, key)
        version = request.POST.get("version", "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        return self._back(
            request, sheet, lambda: importing.ask_to_import(sheet, version=number, by=person_at(request))
        )

    def take_back_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take back the press that asked for the import, while it has not begun."""
        sheet = self._posted(request, key)
        return self._back(request, sheet, lambda: importing.take_back_import(sheet, by=person_at(request)))


def _cities_to_choose(asked: list[groups.Question]) -> list[str]:
    """Return all names of the directory, where one of them can be typed as an answer."""
    wanted = any(question.problem.column == "city" for question in asked)
    return list(City.objects.values_list("name", flat=True)) if wanted else []


def _refuse(words: str) -> None:
    raise Refused(words)


def _answer(sheet: LaunchSheet, said: dict[str, Any], *, by: User) -> object:
    """Call the verb of the button that was pressed."""
    rows = said["rows"]
    if said["days"]:
        order = None if said["days"] == "ask" else said["days"] == "day"
        return answering.say_day_first(sheet, day_first=order, by=by)
    if said["out"]:
        return answering.leave_out(sheet, rows=said["out"], by=by)
    if said["take_in"]:
        return answering.leave_out(sheet, rows=said["take_in"], by=by, out=False)
    if said["right"]:
        return answering.call_right(sheet, rows=rows, code=said["right"], by=by)
    if said["undo"]:
        return answering.take_answer_back(sheet, rows=rows, column=said["column"], code=said["code"], by=by)
    value = said["offer"] or said["value"]
    return answering.answer(sheet, rows=rows, column=said["column"], value=value, by=by)
