"""Measures and their indicators, for the secretariat: found, featured, hidden, off the web for a city."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.measures.actions import keeping, showing
from cities.measures.losses import what_becomes
from cities.measures.models import Indicator, Measure, MeasureOrganisation
from cities.partners.admin.table import AtTableAdmin
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter

tells_of_departure(what_becomes)


class WhereFilter(QuestionFilter):
    """A filter of measures by who reads them."""

    title = gettext_lazy("who reads it")
    parameter_name = "look"
    questions: ClassVar = {
        "draft": (gettext_lazy("Its city alone: a draft"), lambda rows: rows.filter(shown_at__isnull=True)),
        "shown": (gettext_lazy("Members and partners"), lambda rows: rows.shown()),
        "public": (gettext_lazy("Everyone on the web"), lambda rows: rows.public()),
        "again": (gettext_lazy("A lead is asked again about the web"), lambda rows: rows.asking_again()),
        "featured": (gettext_lazy("Featured"), lambda rows: rows.filter(featured_at__isnull=False)),
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


@admin.register(Measure)
class MeasureAdmin(VerbsOnlyAdmin):
    """Measures: cities write them, the secretariat looks after them."""

    room = Room.MEASURES
    nothing_yet = gettext_lazy("No city has written a measure yet. Contacts do it on the page of their city.")
    list_display = ("title", "city", "stage", "shown_at", "web", "featured_at", "hidden_at")
    list_filter = (WhereFilter, "stage", "themes", ("shown_at", DayFilter))
    list_select_related = ("city",)
    search_fields = ("title", "summary", "text", "for_whom", *found_by("city"))
    fields = readonly_fields = (
        *("title", "city", "page", "summary", "text", "for_whom", "stage", "ended_because", "begins_in"),
        *("ends_in", "cost", "did_not_work", "strands_in_words", "themes", "language", "author"),
        *("drafted_at", "shown_at", "changed_at", "looked_at", "web", "public_agreed_at", "public_agreed_by"),
        *("featured_at", "hidden_at", "hidden_because"),
    )
    verbs = (
        Verb(
            name="feature",
            label=gettext_lazy("Feature it"),
            do=keeping.feature,
            done=gettext_lazy("It is marked as featured."),
            consequence=lambda _row: _(
                "It stands on the page of the pledge under “Chosen by the secretariat”, with the newest of "
                "those you feature, also for the web where that may read it. Who may read it stays as it is, "
                "and nobody is mailed."
            ),
            offered=lambda row: bool(row.shown_at and not row.hidden_at and not row.featured_at),
        ),
        Verb(
            name="stop-featuring",
            label=gettext_lazy("Feature it no more"),
            do=keeping.stop_featuring,
            done=gettext_lazy("It is not marked as featured any more."),
            consequence=lambda _row: _(
                "It leaves “Chosen by the secretariat” on the page of the pledge. Nobody is mailed."
            ),
            offered=lambda row: bool(row.featured_at),
        ),
        Verb(
            name="off-web",
            label=gettext_lazy("Take it off the web in the city’s name"),
            do=showing.take_off_web,
            done=gettext_lazy("Members and partners alone read it."),
            consequence=lambda _row: _(
                "Only where the city told you so. Members and partners go on reading it. Nobody is mailed, "
                "and only a lead of the city can agree again."
            ),
            offered=lambda row: bool(row.public_seal),
        ),
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=keeping.hide,
            done=gettext_lazy("Nobody but its city reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _(
                "Neither members nor the web read it. This mails the lead contacts of the city. You can show "
                "it again."
            ),
            offered=lambda row: not row.hidden_at,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=keeping.show_again,
            done=gettext_lazy("Those read it again who could before."),
            consequence=lambda row: (
                _("It is a draft: its city alone reads it until a lead shows it. Nobody is mailed.")
                if row.is_draft
                else _(
                    "Members read it again, and the web where its city agrees to these words. Organisations "
                    "at its table that nobody could ask meanwhile are asked now; nobody else is mailed."
                )
            ),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    @admin.display(description=gettext_lazy("on the web"))
    def web(self, row: Measure) -> str:
        """Whether everyone reads it."""
        return _("yes") if row.is_public else "–"

    @admin.display(description=gettext_lazy("strands of the Equity Pledge"))
    def strands_in_words(self, row: Measure) -> str:
        """The strands with their names."""
        return "; ".join(str(strand.label) for strand in row.strands_served) or "–"

    @admin.display(description=gettext_lazy("its page"))
    def page(self, row: Measure) -> str:
        """A link to where it is read, while there is such a page."""
        if is_behind_a_closed_door(self):
            return "–"
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("Read it"))


@admin.register(MeasureOrganisation)
class MeasureOrganisationAdmin(AtTableAdmin):
    """Organisations at the table of measures."""

    room = Room.MEASURES
    names_thing = ("thing__city",)


class HiddenFilter(QuestionFilter):
    """A filter of indicators by whether they are hidden."""

    title = gettext_lazy("who reads it")
    parameter_name = "look"
    questions: ClassVar = {
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


@admin.register(Indicator)
class IndicatorAdmin(VerbsOnlyAdmin):
    """Indicators: cities write them, the secretariat reads them and may hide one.

    Figures stand on the page of the measure alone, where those of few people are not shown.
    """

    room = Room.MEASURES
    nothing_yet = gettext_lazy("No city has added an indicator yet. Contacts do it on the page of a measure.")
    list_display = ("name", "group", "measure", "city", "written_at", "hidden_at")
    list_filter = (HiddenFilter, "kind", ("written_at", DayFilter))
    list_select_related = ("measure__city",)
    search_fields = ("name", "group", "comparison", "measure__title", *found_by("measure__city"))
    fields = readonly_fields = (
        *("name", "measure", "city", "page", "group", "comparison", "definition", "kind", "unit", "good"),
        *("against", "target_year", "target_source", "next_on", "written_at", "hidden_at", "hidden_because"),
    )
    verbs = (
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=keeping.hide_indicator,
            done=gettext_lazy("Nobody but its city reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _(
                "Its chart, its table and its file are gone for all but its city; the measure stays. This "
                "mails the lead contacts of the city. You can show it again."
            ),
            offered=lambda row: not row.hidden_at,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=keeping.show_indicator_again,
            done=gettext_lazy("Those read it again who read its measure."),
            consequence=lambda _row: _("Whoever reads the measure reads it again. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    @admin.display(description=gettext_lazy("city"), ordering="measure__city__sort_name")
    def city(self, row: Indicator) -> str:
        """The city whose measure it is of."""
        return str(row.measure.city)

    @admin.display(description=gettext_lazy("its page"))
    def page(self, row: Indicator) -> str:
        """A link to where it is read, while there is such a page."""
        if is_behind_a_closed_door(self):
            return "–"
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("Read it"))
