"""Organisations at the table, for the secretariat: the base of the lists, and the button of the things."""

from datetime import datetime, time
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.partners.actions import table as actions
from cities.partners.forms.table import WriteDownForm
from cities.partners.models import AtTable
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.times import reader_today


def _confirmed_this_year(rows: Any) -> Any:
    first = datetime.combine(reader_today().replace(month=1, day=1), time.min)
    return rows.confirmed().filter(answered_at__gte=make_aware(first))


class LookFilter(QuestionFilter):
    """A filter of organisations by what the year counts, and by what is hidden."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "confirmed": (gettext_lazy("Agreed this year"), _confirmed_this_year),
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


class AtTableAdmin(VerbsOnlyAdmin):
    """Base: those who did something with an organisation write it down, the secretariat looks after it.

    `names_thing` are the rows that the name of a thing is read from.
    """

    names_thing: ClassVar[tuple[str, ...]] = ()
    nothing_yet = gettext_lazy(
        "Nobody has written down an organisation yet. Cities do it on the page of the thing, and you with "
        "the button “At the table” in its entry here."
    )
    list_display = ("written_name", "at_which", "city", "state", "written_at")
    list_filter = (LookFilter, "state", "kind", ("written_at", DayFilter))
    list_select_related = ("thing", "city")
    search_fields = ("name", "took_part", "changed", *found_by("city"))
    fields = readonly_fields = (
        *("written_name", "kind", "place", "thing", "took_part", "changed", "language", "email", "state"),
        *("nothing_so_far", "they_say", "asked_at", "reminded_at", "answered_at", "city", "written_by"),
        *("written_at", "hidden_at", "hidden_because", "page"),
    )
    verbs = (
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=actions.hide,
            done=gettext_lazy("Nobody but those who wrote it reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _(
                "It is neither shown nor counted. This mails whoever wrote it, or the lead contacts of that "
                "city; the organisation is not mailed. You can show it again."
            ),
            offered=lambda row: not row.hidden_at,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=actions.show,
            done=gettext_lazy("It stands there again."),
            consequence=lambda _row: _("It stands there as the organisation agreed to it. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with what names their thing."""
        return super().get_queryset(request).prefetch_related(*self.names_thing)

    @admin.display(description=gettext_lazy("organisation"), ordering="name")
    def written_name(self, row: AtTable) -> str:
        """The name as it was written, agreed to or not: this page is the secretariat's alone."""
        return row.name or _("deleted, %(kind)s") % {"kind": row.get_kind_display()}

    @admin.display(description=gettext_lazy("at the table of"), ordering="thing")
    def at_which(self, row: AtTable) -> str:
        """The thing, in so many letters as a list has room for."""
        return Truncator(str(row.thing)).chars(60)

    @admin.display(description=gettext_lazy("to change it"))
    def page(self, row: AtTable) -> str:
        """The way to the page on which it is changed."""
        return format_html('<a href="{}">{}</a>', row.writing_path, _("Who was at this table"))


def at_the_table(*, needs: str) -> Verb:
    """Return the button by which the secretariat writes down an organisation; `needs` its right."""
    return Verb(
        name="at-the-table",
        label=gettext_lazy("At the table"),
        do=actions.write_down,
        done=gettext_lazy("Written down. Until the organisation agrees, its kind alone stands there."),
        form=WriteDownForm,
        # Asked of every hit of a search: no statement. The verb itself refuses what is not out.
        offered=lambda thing: thing.published_at is not None,
        consequence=lambda _thing: _(
            "An organisation that took part. With an address it is asked by mail, once and once again, "
            "whether it may be named in these words; until it agrees only its kind is shown."
        ),
        mails=True,
        needs=needs,
    )
