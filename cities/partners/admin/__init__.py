"""What partners know, in the admin: the secretariat enters it for a partner that does not by itself."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.directory.models import ExpertiseNeed
from cities.leaving.losses import tells_of_departure
from cities.partners.actions import helping, needing, offering
from cities.partners.forms import (
    PutForm,
    ReasonForm,
    SettleNeedForm,
    SilentForm,
    StaffExpertiseForm,
    StaffTermsForm,
    StaffWordsForm,
)
from cities.partners.losses import what_becomes
from cities.partners.models import Expertise, HelpRequest, PartnerTerms
from cities.people.models import User
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter

tells_of_departure(what_becomes)


def _edit_terms(terms: PartnerTerms, *, by: User, **facts: Any) -> PartnerTerms:
    return offering.set_terms(city=terms.city, by=by, **facts)


def _take_off(request: HelpRequest, *, by: User) -> HelpRequest:
    return helping.show(request, shown=False, by=by)


class _OfPartnersAdmin(MailingAdmin):
    """Base: rows of partners, which never move to another one."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return the partner, once the row stands."""
        return ("city",) if obj else ()


@admin.register(Expertise)
class ExpertiseAdmin(_OfPartnersAdmin):
    """What partners can help with, by theme.

    Of no room, as their terms are not: the secretariat enters both before it opens the room of help.
    """

    nothing_yet = gettext_lazy("No partner has said yet what it can help with.")
    form = StaffExpertiseForm
    edit = offering.change_expertise
    create = offering.add_expertise
    list_display = ("text", "city", "theme", "people", "is_offered")
    list_select_related = ("city", "theme")
    list_filter = ("is_offered", "theme")
    search_fields = ("city__name", "text")
    search_help_text = gettext_lazy("A partner, or words of what it offers")


@admin.register(PartnerTerms)
class PartnerTermsAdmin(_OfPartnersAdmin):
    """On which terms partners help."""

    nothing_yet = gettext_lazy("No partner has said its terms yet: 5 working days, open to requests.")
    form = StaffTermsForm
    edit = _edit_terms
    create = offering.set_terms
    list_display = ("city", "answer_days", "is_paused")
    list_select_related = ("city",)
    list_filter = ("is_paused",)
    search_fields = ("city__name",)
    search_help_text = gettext_lazy("A partner")


class LookFilter(QuestionFilter):
    """A filter of requests by what the secretariat looks for: the numbers of Today."""

    title = gettext_lazy("what waits")
    parameter_name = "look"
    questions: ClassVar = {
        "for-staff": (gettext_lazy("Waits for the secretariat"), lambda rows: rows.for_staff()),
        "open": (gettext_lazy("Open"), lambda rows: rows.open()),
    }


@admin.register(HelpRequest)
class HelpRequestAdmin(MailingAdmin):
    """Requests for help: read by the secretariat, which finds a partner and writes along."""

    room = Room.HELP
    nothing_yet = gettext_lazy("No city has asked for help yet.")
    list_display = ("title", "city", "partner", "state", "asked_at", "staff_since")
    list_filter = (LookFilter, "state", ("asked_at", DayFilter))
    list_select_related = ("city", "partner")
    search_fields = ("title", *found_by("city"), "partner__name")
    fields = readonly_fields = (
        *(
            "title",
            "text",
            "city",
            "asked_by",
            "language",
            "needed_by",
            "state",
            "partner",
            "asked_at",
            "put_at",
        ),
        *("answer_days", "staff_since", "answer", "answered_by", "answered_at", "outcome", "ended_early"),
        *("is_shown", "ended_at", "ended_by_leaving_of", "follows", "thread"),
    )
    verbs = (
        Verb(
            name="put",
            label=gettext_lazy("Put to a partner"),
            do=helping.put_to,
            done=gettext_lazy("The partner is asked."),
            form=PutForm,
            offered=lambda row: row.state == HelpRequest.State.LOOKING,
            consequence=lambda _row: _(
                "The lead contacts of the partner get the request by mail, with the name of the city."
            ),
            mails=True,
            note_in=("help_asked",),
        ),
        Verb(
            name="look-elsewhere",
            label=gettext_lazy("Take it from the silent partner"),
            do=helping.look_elsewhere,
            done=gettext_lazy("A new request with the same words waits for a partner."),
            form=SilentForm,
            offered=lambda row: row.state == HelpRequest.State.ASKED and row.staff_since is not None,
            consequence=lambda _row: _(
                "It ends this request, and both sides get your words by mail. A new one with the same words "
                "begins, so that you can put it to another partner."
            ),
            mails=True,
        ),
        Verb(
            name="write",
            label=gettext_lazy("Write to both"),
            do=helping.write,
            done=gettext_lazy("Both sides read it."),
            form=StaffWordsForm,
            offered=lambda row: row.state != HelpRequest.State.WITHDRAWN,
            consequence=lambda _row: _("It stands in the request, and both sides get it by mail."),
            mails=True,
        ),
        Verb(
            name="decline",
            label=gettext_lazy("Say that nobody can help"),
            do=helping.decline,
            done=gettext_lazy("The city knows."),
            form=ReasonForm,
            offered=lambda row: row.state in (HelpRequest.State.LOOKING, HelpRequest.State.ASKED),
            consequence=lambda _row: _(
                "It ends the request. The city gets the reason by mail, and a partner that was asked too."
            ),
            mails=True,
            danger=True,
        ),
        Verb(
            name="look-on",
            label=gettext_lazy("Look for another partner"),
            do=helping.go_on_looking,
            done=gettext_lazy("A new request with the same words waits for a partner."),
            offered=lambda row: row.lacks_partner and not row.followed_by.exists(),
            consequence=lambda _row: _(
                "A new request begins, so that the next partner reads nothing of what was said here."
            ),
        ),
        Verb(
            name="take-off",
            label=gettext_lazy("Take off the page of the partner"),
            do=_take_off,
            done=gettext_lazy("Others no longer read what came of it."),
            consequence=lambda _row: _(
                "The help stays done, and the city and the partner still read it. Nobody is mailed, and only "
                "the city can put it there again."
            ),
            offered=lambda row: row.is_shown,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Cities ask, on their pages."""
        return False

    @admin.display(description=gettext_lazy("what was written"))
    def thread(self, row: HelpRequest) -> str:
        """What both sides and the secretariat wrote, the oldest first."""
        said = row.messages.sent().select_related("author", "city")
        lines = (
            (it.author or "", it.city or _("secretariat"), date_format(localtime(it.written_at)), it.text)
            for it in said
        )
        return format_html_join("", "<p><strong>{}, {}</strong> ({})<br>{}</p>", lines) or "–"


class NeedFilter(QuestionFilter):
    """A filter of needs by whether they wait."""

    title = gettext_lazy("what waits")
    parameter_name = "look"
    questions: ClassVar = {
        "open": (gettext_lazy("Open"), lambda rows: rows.open()),
        "settled": (gettext_lazy("Settled"), lambda rows: rows.filter(settled_at__isnull=False)),
    }


@admin.register(ExpertiseNeed)
class ExpertiseNeedAdmin(MailingAdmin):
    """Needs of member cities, read when a partner is invited."""

    room = Room.HELP
    nothing_yet = gettext_lazy("No city has named an expertise that it needs.")
    list_display = ("text", "city", "theme", "suggests", "named_at", "settled_at")
    list_filter = (NeedFilter, "theme", ("named_at", DayFilter))
    list_select_related = ("city", "theme")
    search_fields = ("text", "suggests", *found_by("city"))
    fields = readonly_fields = (
        *("city", "theme", "text", "language", "suggests", "written_by", "named_at", "settled_at", "outcome"),
    )
    verbs = (
        Verb(
            name="settle",
            label=gettext_lazy("Say what came of it"),
            do=needing.settle_need,
            done=gettext_lazy("The city reads it on its page."),
            form=SettleNeedForm,
            offered=lambda row: row.settled_at is None,
            consequence=lambda _row: _("It leaves the list of needs. Nobody is mailed."),
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Cities name them, on their page."""
        return False
