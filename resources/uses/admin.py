"""Used by cities, for the secretariat: what waits for an answer, hidden, taken back in a city's name."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from resources.uses.actions import keeping, saying
from resources.uses.losses import what_becomes
from resources.uses.models import FollowUp, Use

tells_of_departure(what_becomes)


def for_staff(rows: QuerySet[Use]) -> QuerySet[Use]:
    """Return the uses of these of which nobody answered what came, though asked twice."""
    return rows.filter(Exists(FollowUp.objects.for_staff().filter(use=OuterRef("pk"))))


class LookFilter(QuestionFilter):
    """A filter of uses by where they stand: the number of Today is the first."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "for-staff": (gettext_lazy("Asked twice, no answer"), for_staff),
        "going-on": (gettext_lazy("Goes on"), lambda rows: rows.going_on()),
        "stopped": (
            gettext_lazy("Stopped"),
            lambda rows: rows.standing().filter(stopped_at__isnull=False),
        ),
        "public": (gettext_lazy("Everyone on the web"), lambda rows: rows.public()),
        "unnamed": (gettext_lazy("Without the city’s name"), lambda rows: rows.filter(is_named=False)),
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
        "back": (gettext_lazy("Taken back"), lambda rows: rows.filter(taken_back_at__isnull=False)),
    }


@admin.register(Use)
class UseAdmin(VerbsOnlyAdmin):
    """What cities say they use: they write it, the secretariat looks after it."""

    nothing_yet = gettext_lazy("No city has said yet that it uses a paper or a measure.")
    list_display = ("city", "of", "since", "changed_short", "last_said_at", "stopped_at", "hidden_at")
    list_filter = (LookFilter, ("said_at", DayFilter))
    search_fields = ("changed", "began", "follow_ups__text", *found_by("city"))
    fields = readonly_fields = (
        *("of", "city", "shown_as", "since", "changed", "began", "came", "language", "author", "said_at"),
        *("last_said_at", "stopped_at", "web", "public_agreed_at", "public_agreed_by"),
        *("hidden_at", "hidden_because", "taken_back_at"),
    )
    verbs = (
        Verb(
            name="close",
            label=gettext_lazy("Ask no more"),
            do=keeping.close_question,
            done=gettext_lazy("It is off your list."),
            consequence=lambda _row: _(
                "It leaves your list, and nobody is mailed. The city is asked again after 12 months, where "
                "that is still to come, and can say at any time that it stopped."
            ),
            offered=lambda row: FollowUp.objects.for_staff().filter(use=row).exists(),
        ),
        Verb(
            name="off-web",
            label=gettext_lazy("Take it off the web in the city’s name"),
            do=saying.take_use_off_web,
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
            do=keeping.hide_use,
            done=gettext_lazy("Nobody but its city reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _(
                "Nobody but the city reads it, and it is not counted. This mails the lead contacts of the "
                "city. You can show it again."
            ),
            offered=lambda row: row.is_up,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=keeping.show_use_again,
            done=gettext_lazy("Those read it again who could before."),
            consequence=lambda _row: _("Those read it again who could before. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at and not row.taken_back_at),
        ),
        Verb(
            name="take-back",
            label=gettext_lazy("Take it back in the city’s name"),
            do=saying.take_back_use,
            done=gettext_lazy("It is taken back."),
            consequence=lambda _row: _(
                "Only where the city told you so. Nobody reads it any more, and nothing more is asked of the "
                "city. Nobody is mailed. The city can say it anew."
            ),
            offered=lambda row: not row.taken_back_at,
            danger=True,
        ),
    )

    def get_queryset(self, request: Any) -> QuerySet[Use]:
        """Uses, with the titles of what they are of."""
        rows: Any = super().get_queryset(request)
        return rows.with_things()

    @admin.display(description=gettext_lazy("what it uses"))
    def of(self, row: Use) -> str:
        """The paper or the measure, with the way to where it is read."""
        return format_html('<a href="{}">{}</a>', row.all_url, row.thing)

    @admin.display(description=gettext_lazy("what we changed"), ordering="changed")
    def changed_short(self, row: Use) -> str:
        """The beginning of what it changed."""
        return row.changed if len(row.changed) <= 80 else f"{row.changed[:79]}…"

    @admin.display(description=gettext_lazy("shown to others as"))
    def shown_as(self, row: Use) -> str:
        """The city's name, or what stands in its place."""
        return row.speaker

    @admin.display(description=gettext_lazy("on the web"))
    def web(self, row: Use) -> str:
        """Whether everyone reads it who may see what it is of."""
        return _("yes") if row.is_public else "–"

    @admin.display(description=gettext_lazy("what came of it"))
    def came(self, row: Use) -> str:
        """Each station with what the city said, or that it was asked."""
        lines = [f"{it.get_station_display()}: {_said(it)}" for it in row.follow_ups.all()]
        return "; ".join(lines) or "–"


def _said(row: FollowUp) -> str:
    if row.up_at:
        return f"{row.get_outcome_display()}. {row.text}".strip()
    return _("waits for its writer") if row.answered_at else _("no answer")
