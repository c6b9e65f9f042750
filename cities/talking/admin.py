"""Reports, for the secretariat: what somebody told it of, and what came of that."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.talking import actions
from cities.talking.forms import SettleForm
from cities.talking.models import Report
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.models import admin_page
from icaforum.words.admin_filters import DayFilter, QuestionFilter


class WaitingFilter(QuestionFilter):
    """A filter of the reports that nobody has looked at: the number of Today."""

    title = gettext_lazy("looked at")
    parameter_name = "look"
    questions: ClassVar = {
        "open": (gettext_lazy("Nobody has looked at it"), lambda reports: reports.open()),
        "settled": (
            gettext_lazy("Somebody has looked at it"),
            lambda reports: reports.filter(settled_at__isnull=False),
        ),
    }


@admin.register(Report)
class ReportAdmin(ActionAdmin):
    """Reports: only read, and settled by a verb."""

    nothing_yet = gettext_lazy("Nobody has reported anything.")
    list_display = ("reason_short", "kind_of_thing", "reported_by", "reported_at", "settled_at", "outcome")
    list_filter = (WaitingFilter, ("reported_at", DayFilter))
    list_select_related = ("reported_by", "settled_by")
    search_fields = ("reason", "outcome")
    fields = readonly_fields = (
        *("target", "reason", "reported_by", "reported_at", "settled_at", "settled_by", "outcome"),
    )
    verbs = (
        Verb(
            name="settle",
            label=gettext_lazy("Looked at"),
            do=actions.settle,
            done=gettext_lazy("Noted what came of it."),
            form=SettleForm,
            consequence=lambda _report: _(
                "It leaves the list of Today. Nobody is mailed: neither who told you nor who wrote it."
            ),
            offered=lambda report: report.settled_at is None,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members report, on the page of what it is about."""
        return False

    @admin.display(description=gettext_lazy("what is wrong with it"), ordering="reason")
    def reason_short(self, report: Report) -> str:
        """The beginning of what was told."""
        return report.reason if len(report.reason) <= 80 else f"{report.reason[:79]}…"

    @admin.display(description=gettext_lazy("about"), ordering="target_type")
    def kind_of_thing(self, report: Report) -> str:
        """What sort of thing was reported, without a link: not everybody here may open it."""
        return str(apps.get_model(report.target_type)._meta.verbose_name)

    @admin.display(description=gettext_lazy("about"), ordering="target_type")
    def target(self, report: Report) -> str:
        """The thing itself, as a link to its page here."""
        url = admin_page(report.target_type, report.target_id)
        return format_html('<a href="{}">{}</a>', url, _("Open it")) if url else report.target_type
