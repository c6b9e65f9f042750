"""Calls for peers: written, opened, moved, decided, dropped."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.times import request_now
from pilots.interest.actions import calling, deciding
from pilots.interest.admin.pairs import pairs_in_words
from pilots.interest.forms import DropForm, MoveForm, PeerCallForm
from pilots.interest.models import Interest, PeerCall, has_ended
from pilots.interest.recipients import leads_to_tell
from pilots.interest.results import proposals_of


class CallLookFilter(QuestionFilter):
    """A filter of calls by what the secretariat looks for: the numbers of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "draft": (gettext_lazy("Draft"), lambda rows: rows.drafts()),
        "running": (gettext_lazy("Cities can answer"), lambda rows: rows.running(request_now())),
        "to-match": (gettext_lazy("Closed, to be decided"), lambda rows: rows.to_match(request_now())),
        "decided": (gettext_lazy("Decided"), lambda rows: rows.filter(decided_at__isnull=False)),
        "dropped": (gettext_lazy("Dropped"), lambda rows: rows.filter(dropped_at__isnull=False)),
    }


def before_opening(call: PeerCall) -> str:
    """Say who is told, and what stands from then on."""
    leads = leads_to_tell(call).count()
    told = ngettext(
        "%(n)d lead contact of cities that may answer is mailed.",
        "%(n)d lead contacts of cities that may answer are mailed.",
        leads,
    ) % {"n": leads}
    return "\n".join([told, _("From then on its projects and questions stay as they are.")])


def _read_of(call: PeerCall) -> str:
    """Return what whoever opens a call has read of it."""
    days = (call.closes_on, call.decides_on, call.answers_on, call.starts_on, call.ends_on)
    facts = (call.title, call.lead, call.offers, call.takes, call.criteria, call.questions, call.places)
    projects = sorted(call.projects.values_list("pk", flat=True))
    return "\n".join(map(str, (*facts, call.hours_a_month, *days, *projects)))


def before_deciding(call: PeerCall) -> str:
    """Say for which cities no pairing is proposed, and that everybody is told."""
    left = [str(it.interest.city) for it in proposals_of(call)]
    said = [_("Every city that sent an interest is told what becomes of it, and why for each wish.")]
    if left:
        cities = ", ".join(left)
        said.append(_("These are told that no pairing came of it: %(cities)s.") % {"cities": cities})
    return "\n".join([*said, _("It cannot be undone.")])


def _can_be_decided(call: PeerCall) -> bool:
    return bool(call.opened_at) and not call.is_over and has_ended(call.closes_on, request_now())


@admin.register(PeerCall)
class PeerCallAdmin(MailingAdmin):
    """Calls for peers."""

    room = Room.PEER_CALLS
    nothing_yet = gettext_lazy("No call for peers yet. Write the first one.")
    form = PeerCallForm
    list_display = ("title", "page", "closes_on", "decides_on", "places", "sent_in", "opened_at")
    list_filter = (CallLookFilter, ("closes_on", DayFilter))
    search_fields = ("title", "slug", "lead")
    needs: ClassVar = {"sent_in": "pilots.view_interest", "pairs": "pilots.view_interest"}
    fieldsets = (
        (None, {"fields": ("page", "title", "lead", "offers", "takes", "criteria", "language")}),
        (gettext_lazy("Projects and places"), {"fields": ("projects", "places", "hours_a_month")}),
        (
            gettext_lazy("Days"),
            {"fields": (("closes_on", "decides_on"), "answers_on", ("starts_on", "ends_on"))},
        ),
        (gettext_lazy("Questions to the cities"), {"fields": ("questions",)}),
        (gettext_lazy("Address"), {"fields": ("slug", "is_sample"), "classes": ("collapse",)}),
        (gettext_lazy("Pairs that are proposed"), {"fields": ("pairs",)}),
        (
            gettext_lazy("Where it stands"),
            {"fields": ("opened_at", "decided_at", "dropped_at", "dropped_because")},
        ),
    )
    readonly_fields = ("page", "pairs", "opened_at", "decided_at", "dropped_at", "dropped_because")
    verbs = (
        Verb(
            name="open",
            label=gettext_lazy("Open it to cities"),
            do=calling.open_call,
            done=gettext_lazy("Cities can answer now."),
            consequence=before_opening,
            reads=_read_of,
            offered=lambda row: row.is_draft,
            mails=True,
            note_in=("peer_call_opened",),
        ),
        Verb(
            name="move",
            label=gettext_lazy("Close it on another day"),
            do=calling.move_closing,
            done=gettext_lazy("It closes on the new day."),
            form=MoveForm,
            initial=lambda row: {"closes_on": row.closes_on, "decides_on": row.decides_on},
            consequence=lambda _row: _(
                "Everybody whose city has begun an interest is mailed; where it closes on another day, also "
                "the lead contacts of cities that may still answer."
            ),
            offered=lambda row: bool(row.opened_at and not row.is_over),
            mails=True,
            note_in=("peer_call_moved",),
        ),
        Verb(
            name="decide",
            label=gettext_lazy("Tell the cities what becomes of it"),
            do=deciding.decide,
            done=gettext_lazy("All cities are told."),
            consequence=before_deciding,
            reads=before_deciding,
            offered=lambda row: bool(
                row.opened_at and not row.is_over and has_ended(row.closes_on, request_now())
            ),
            mails=True,
            note_in=("interest_decided",),
        ),
        Verb(
            name="drop",
            label=gettext_lazy("Drop it"),
            do=calling.drop_call,
            done=gettext_lazy("The call is dropped."),
            form=DropForm,
            consequence=lambda _row: _(
                "Everybody whose city has begun an interest is mailed. It cannot be undone."
            ),
            offered=lambda row: not row.is_over,
            mails=True,
            danger=True,
        ),
    )

    def get_queryset(self, request: Any) -> Any:
        """Carry how many interests were sent, and the titles of the projects."""
        sent = Count("interests", filter=Q(interests__state=Interest.State.SENT))
        return super().get_queryset(request).annotate(sent_count=sent).prefetch_related("projects__texts")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Once it has closed, what is proposed is what one comes for: it stands first."""
        rows = list(super().get_fieldsets(request, obj))
        if obj is not None and _can_be_decided(obj):
            rows.sort(key=lambda row: "pairs" not in row[1]["fields"])
        return rows

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Once cities read it, its projects, questions, address and days are those that they answer to."""
        fixed = ("projects", "questions", "slug", "closes_on", "decides_on")
        opened = obj is not None and not obj.is_draft
        return (*super().get_readonly_fields(request, obj), *(fixed if opened else ()))

    @admin.display(description=gettext_lazy("its page"))
    def page(self, row: PeerCall) -> str:
        """A link to where cities read it, while there is such a page."""
        if not row.pk or is_behind_a_closed_door(self):
            return "–"
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("See it as cities do"))

    @admin.display(description=gettext_lazy("pairs"))
    def pairs(self, row: PeerCall) -> str:
        """What matching proposes now, once the call has closed."""
        if not row.pk or not row.opened_at or row.is_over:
            return "–"
        if not has_ended(row.closes_on, request_now()):
            return _("They stand here once it has closed: cities may still change what they sent.")
        return pairs_in_words(proposals_of(row))

    @admin.display(description=gettext_lazy("sent in"), ordering="sent_count")
    def sent_in(self, row: Any) -> str:
        """How many cities have sent an interest, with the way to them."""
        url = reverse("admin:pilots_interest_changelist") + f"?call__id__exact={row.pk}"
        return format_html('<a href="{}">{}</a>', url, row.sent_count)
