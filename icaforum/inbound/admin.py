"""The list of mails that came in and that a program could not deal with."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin import Verb
from icaforum.audit.verbs import Words
from icaforum.inbound import actions
from icaforum.inbound.models import Arrival
from icaforum.outbox.admin.readonly import ReadOnlyAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.columns import short_moment

# Reasons that are ours, as the door writes them; others are sentences, or names for whoever runs the portal.
WHY: dict[str, Words] = {
    "": gettext_lazy("It is no answer to anything that the portal wrote."),
    "empty": gettext_lazy("Nothing was left once what it quotes was taken out, or it has files alone."),
    "bounce": gettext_lazy("It says that a mail could not be delivered, and not which one."),
    "failed": gettext_lazy("The portal failed at it. Tell whoever runs it."),
    "no-proof": gettext_lazy("Nobody vouches that it is from whom it says."),
    "one-day": gettext_lazy("One day of several was declined. The place stays: ask the person."),
    "somebody-else": gettext_lazy("The calendar of somebody else declined. The place stays."),
    "no-date": gettext_lazy("It does not say which version of the entry it declines. Ask the person."),
    "question-gone": gettext_lazy("The question that it answers is gone, or its writer has left."),
    "use-gone": gettext_lazy("What it answers was taken back or answered already, or its writer has left."),
    "help-gone": gettext_lazy("The request for help that it answers is gone, or its writer has left."),
    "letter-gone": gettext_lazy("The letter that it answers is no longer kept, or its writer has left."),
}


class LookFilter(QuestionFilter):
    """A filter of the mails that Today counts."""

    title = gettext_lazy("to look after")
    parameter_name = "look"
    questions: ClassVar = {"after": (gettext_lazy("Needs somebody"), lambda rows: rows.to_look_at())}


@admin.register(Arrival)
class ArrivalAdmin(ReadOnlyAdmin):
    """What came in and needs somebody; of all others only that they came."""

    nothing_yet = gettext_lazy("No mail has come in that a person has to read.")
    downloads = False
    list_display = ("named", "sender", "became", "moment")
    list_filter = (LookFilter, "became", ("received_at", DayFilter))
    search_fields = ("sender", "subject")
    search_help_text = gettext_lazy("A part of an address or of a subject")
    fields = readonly_fields = ("became", "reason", "sender", "subject", "received_at", "words", "settled_at")
    verbs = (
        Verb(
            "settle",
            gettext_lazy("Dealt with"),
            actions.settle_arrival,
            gettext_lazy("It is off the list."),
            offered=lambda row: row.became in Arrival.FOR_STAFF and row.settled_at is None,
            consequence=lambda _row: _("What the mail said is forgotten. Nobody is mailed."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Arrival]:
        """Return those that were handled, without what waits in bytes."""
        return super().get_queryset(request).exclude(handled_at=None).defer("raw")

    @admin.display(description=gettext_lazy("mail"), ordering="subject")
    def named(self, arrival: Arrival) -> str:
        """Its subject; of one that is not kept what it was."""
        return arrival.subject or arrival.get_became_display()

    @admin.display(description=gettext_lazy("why it is here"))
    def reason(self, arrival: Arrival) -> Any:
        """Why no program could deal with it."""
        return WHY.get(arrival.why, arrival.why) if arrival.became in Arrival.FOR_STAFF else "–"

    @admin.display(description=gettext_lazy("what it says"))
    def words(self, arrival: Arrival) -> str:
        """What it says, as text; of an answer to a letter the head alone."""
        if not arrival.text:
            return _("Of this mail the head alone is kept.")
        return format_html('<pre class="letter">{}</pre>', arrival.text)

    @admin.display(description=gettext_lazy("when"), ordering="received_at")
    def moment(self, arrival: Arrival) -> str:
        """When it came."""
        return short_moment(arrival.received_at)
