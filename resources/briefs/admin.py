"""Texts in short, for the secretariat: checked where nobody else does, or taken away."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from resources.briefs import actions
from resources.briefs.forms import CheckForm
from resources.briefs.losses import what_becomes
from resources.briefs.models import Brief

tells_of_departure(what_becomes)


class LookFilter(QuestionFilter):
    """A filter of texts in short by where they stand: the number of Today is the first."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "for-staff": (gettext_lazy("Waits for us"), lambda rows: rows.for_staff()),
        "waiting": (gettext_lazy("Waits to be checked"), lambda rows: rows.waiting()),
        "changed": (
            gettext_lazy("The text has changed since"),
            lambda rows: rows.to_look_at().filter(checked_at__isnull=False),
        ),
        "up": (gettext_lazy("Checked"), lambda rows: rows.up()),
        "ended": (gettext_lazy("Declined or taken back"), lambda rows: rows.filter(ended_at__isnull=False)),
    }


@admin.register(Brief)
class BriefAdmin(MailingAdmin):
    """Texts in short: only read, and decided by verbs."""

    nothing_yet = gettext_lazy("Nobody has said in short yet what a text in another language says.")
    list_display = ("text_short", "language", "city", "written_at", "checked_at", "ended_at")
    list_filter = (LookFilter, "language", ("written_at", DayFilter))
    list_select_related = ("city",)
    search_fields = ("text", *found_by("city"))
    fields = readonly_fields = (
        *("whole", "language", "text", "text_before", "city", "author", "written_at"),
        *("checked_at", "checked_by", "has_changed_", "ended_at", "ended_because"),
    )
    verbs = (
        Verb(
            name="check",
            label=gettext_lazy("It is right"),
            do=actions.check_brief,
            done=gettext_lazy("Everybody reads it now who sees the whole."),
            form=CheckForm,
            initial=lambda row: {"text": row.text},
            reads=lambda row: row.text,
            consequence=lambda _row: _("It stands beside the whole text. This mails whoever wrote it."),
            offered=lambda row: row.is_waiting or (row.has_changed and not row.ended_at),
            mails=True,
        ),
        Verb(
            name="decline",
            label=gettext_lazy("Decline"),
            do=actions.decline_brief,
            done=gettext_lazy("Nobody reads it."),
            form=BecauseForm,
            consequence=lambda _row: _("Nobody reads it (any more). This mails your reason to its writer."),
            offered=lambda row: not row.ended_at,
            mails=True,
            danger=True,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members write them, on the page of the text."""
        return False

    def get_queryset(self, request: Any) -> QuerySet[Brief]:
        """Texts in short, with whether the whole has changed since they were checked."""
        rows: Any = super().get_queryset(request)
        return rows.with_changed()

    @admin.display(description=gettext_lazy("the text has changed since"))
    def has_changed_(self, row: Brief) -> str:
        """Whether the whole text says something else since this was checked."""
        return _("yes") if row.has_changed else "–"

    @admin.display(description=gettext_lazy("in short"), ordering="text")
    def text_short(self, row: Brief) -> str:
        """The beginning of what it says."""
        return row.text if len(row.text) <= 80 else f"{row.text[:79]}…"

    @admin.display(description=gettext_lazy("of"))
    def whole(self, row: Brief) -> str:
        """The page with the whole text."""
        return format_html('<a href="{}">{}</a>', row.thing.get_absolute_url(), row.title)
