"""What cities look for and can give, for the secretariat: found, mended and hidden."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.talking.forms import BecauseForm
from cities.wants import actions
from cities.wants.forms import StaffSentenceForm
from cities.wants.models import WantOffer
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter


class HiddenFilter(QuestionFilter):
    """A filter of wants and offers by whether others read them."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


@admin.register(WantOffer)
class WantOfferAdmin(MailingAdmin):
    """Wants and offers: leads write them, and the secretariat may mend the words, or hide them."""

    nothing_yet = gettext_lazy("No city has said yet what it looks for or can give.")
    form = StaffSentenceForm
    edit = staticmethod(actions.change_want)
    list_display = ("text", "city", "kind", "theme", "language", "written_at", "hidden_at")
    list_filter = (HiddenFilter, "kind", "theme", ("written_at", DayFilter))
    list_select_related = ("city", "theme")
    search_fields = ("text", *found_by("city"))
    readonly_fields = ("city", "kind", "theme", "use", "author", "written_at", "hidden_at", "hidden_because")
    fields = (*readonly_fields[:3], "text", "language", *readonly_fields[3:])
    verbs = (
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=actions.hide_want,
            done=gettext_lazy("Nobody but the city reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _(
                "No city finds it any more. This mails the lead contacts of the city. You can show it again."
            ),
            offered=lambda row: not row.hidden_at,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=actions.show_want,
            done=gettext_lazy("Members read it again."),
            consequence=lambda _row: _("Members and partners find it again. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Lead contacts write them, on the page of their city."""
        return False
