"""How pairings go, for the secretariat: what cities answered, and which pairings are silent."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from pilots.pulse.actions import answering
from pilots.pulse.models import Pulse, Silence, SilenceQuerySet
from pilots.pulse.standing import for_staff

CITIES = (*found_by("pairing__pilot_city"), *found_by("pairing__peer_city"))


class PulseLookFilter(QuestionFilter):
    """A filter of answers by what waits: the numbers of Today are the first two."""

    title = gettext_lazy("what was answered")
    parameter_name = "look"
    questions: ClassVar = {
        "no": (gettext_lazy("A No to look after"), lambda rows: rows.worrying()),
        "unanswered": (gettext_lazy("Asked twice, no answer"), lambda rows: rows.unanswered()),
        "every-no": (gettext_lazy("Every No"), lambda rows: rows.saying_no()),
        "answered": (gettext_lazy("Answered"), lambda rows: rows.filter(answered_at__isnull=False)),
    }


@admin.register(Pulse)
class PulseAdmin(VerbsOnlyAdmin):
    """The two questions to cities of pairings: the clock asks, a city answers, staff look after a No."""

    nothing_yet = gettext_lazy("No city was asked yet: the first time is 60 days after a pairing began.")
    list_display = ("city", "pairing", "asked_at", "going", "next_step", "answered_at", "settled_at")
    list_filter = (PulseLookFilter, ("asked_at", DayFilter))
    list_select_related = ("city", "pairing__pilot_city", "pairing__peer_city")
    search_fields = CITIES
    fields = readonly_fields = (
        *("pairing", "city", "asked_at", "mails", "mailed_at", "staff_since"),
        *("going", "next_step", "answered_at", "answered_by", "settled_at"),
    )
    verbs = (
        Verb(
            name="settle",
            label=gettext_lazy("We have spoken with them"),
            do=answering.settle_pulse,
            done=gettext_lazy("It is off your list."),
            consequence=lambda _row: _("It leaves your list, and nobody is mailed. The answer stays."),
            offered=lambda row: not row.settled_at and bool(row.says_no or row.staff_since),
        ),
    )


class SilenceLookFilter(QuestionFilter):
    """A filter of silences by whether they wait for staff: the number of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "for-staff": (gettext_lazy("Told twice, still quiet"), for_staff),
        "settled": (gettext_lazy("Looked after"), lambda rows: rows.filter(settled_at__isnull=False)),
    }


@admin.register(Silence)
class SilenceAdmin(VerbsOnlyAdmin):
    """The pairings in which nothing happens, and how often their leads were told."""

    nothing_yet = gettext_lazy("No pairing was silent so long that its cities were told.")
    list_display = ("pairing", "since", "mails", "mailed_at", "staff_since", "settled_at")
    list_filter = (SilenceLookFilter, ("since", DayFilter))
    list_select_related = ("pairing__pilot_city", "pairing__peer_city")
    search_fields = CITIES
    fields = readonly_fields = ("pairing", "since", "mails", "mailed_at", "staff_since", "settled_at")
    verbs = (
        Verb(
            name="settle",
            label=gettext_lazy("We have written to them"),
            do=answering.settle_silence,
            done=gettext_lazy("It is off your list."),
            consequence=lambda _row: _(
                "It leaves your list, and nobody is mailed. Once something has happened, a later silence is "
                "told anew."
            ),
            offered=lambda row: bool(row.staff_since and not row.settled_at),
        ),
    )

    def get_queryset(self, request: Any) -> SilenceQuerySet:
        """Return the silences, with the cities of their pairings."""
        rows: Any = super().get_queryset(request)
        return rows.select_related("pairing__pilot_city", "pairing__peer_city")
