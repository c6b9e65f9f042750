"""The interests of cities: read, set, and made pairings of."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.languages import translated_names
from icaforum.words.prose import prose
from icaforum.words.times import request_now
from pilots.interest.actions import deciding
from pilots.interest.admin.pairs import pairs_in_words
from pilots.interest.forms import PairForm, ProposePairForm
from pilots.interest.models import Interest, has_ended
from pilots.interest.results import proposal_for, stands_in_the_way
from pilots.interest.stations import in_words


class InterestLookFilter(QuestionFilter):
    """A filter of interests by what becomes of them."""

    title = gettext_lazy("what becomes of it")
    parameter_name = "look"
    questions: ClassVar = {
        "waiting": (
            gettext_lazy("Not decided"),
            lambda rows: rows.filter(call__decided_at=None, call__dropped_at=None),
        ),
        "paired": (gettext_lazy("A pairing is proposed"), lambda rows: rows.paired()),
        "none": (
            gettext_lazy("No pairing"),
            lambda rows: rows.unpaired().filter(call__decided_at__isnull=False),
        ),
    }


def _is_undecided(row: Interest) -> bool:
    return row.is_sent and not row.has_pairing and not row.call.is_over


def _can_be_proposed(row: Interest) -> bool:
    return _is_undecided(row) and has_ended(row.call.closes_on, request_now())


def _proposed(row: Interest) -> str:
    """Say what would be proposed to both cities, or why nothing can be."""
    found = proposal_for(row)
    if in_the_way := stands_in_the_way(row):
        return in_the_way
    if found is None or found.project is None:
        return _("Nothing is proposed for %(city)s now.") % {"city": row.city}
    said = [_("%(host)s, in %(project)s.") % {"host": found.host, "project": found.project}, found.why]
    said += in_words(found.needs) if found.needs else []
    return "\n".join([*said, _("The lead contacts of both cities are mailed, and say yes or no.")])


def _begin_proposal(form: Any, row: Interest) -> None:
    """Write into a proposal what matching found: the theme that both have, and the reason."""
    found = proposal_for(row)
    if found is None or found.project is None:
        return
    themes = found.project.themes.all()
    form.fields["theme"].queryset = themes or form.fields["theme"].queryset
    form.fields["theme"].initial = found.themes[0].pk if found.themes else None
    form.fields["reason"].initial = found.why


def _offer_projects(form: Any, row: Interest) -> None:
    form.offer(row.call, row.city)


@admin.register(Interest)
class InterestAdmin(MailingAdmin):
    """The interests that cities have sent: only read here. What is begun and not sent is the city's own."""

    room = Room.PEER_CALLS
    nothing_yet = gettext_lazy("No city has sent an interest yet.")
    list_display = ("city", "call", "wished", "sent_at", "pairing")
    list_filter = (InterestLookFilter, "call", ("sent_at", DayFilter))
    list_select_related = ("city", "call", "pairing__pilot_city", "pairing__peer_city")
    search_fields = ("challenge", "goals", "gives_back", "call__title", *found_by("city"))
    fields = readonly_fields = (
        *("call", "city", "page", "wished", "challenge", "goals", "gives_back", "answers_", "language"),
        *("lead", "deputy", "languages_", "hours", "backing", "sent_at", "pairing", "set_", "proposal"),
    )
    verbs = (
        Verb(
            name="propose",
            label=gettext_lazy("Propose the pairing"),
            do=deciding.propose_pairing,
            done=gettext_lazy("The pairing is proposed. Both cities are asked."),
            form=ProposePairForm,
            fill=_begin_proposal,
            consequence=_proposed,
            reads=_proposed,
            offered=_can_be_proposed,
            mails=True,
        ),
        Verb(
            name="pin",
            label=gettext_lazy("Set a project for it"),
            do=deciding.pin,
            done=gettext_lazy("It comes to this project, as far as there is room."),
            form=PairForm,
            fill=_offer_projects,
            consequence=lambda _row: _("The city comes to this project, whatever fits. Nobody is mailed."),
            offered=_is_undecided,
        ),
        Verb(
            name="apart",
            label=gettext_lazy("Keep it from a project"),
            do=deciding.keep_apart,
            done=gettext_lazy("The two are kept apart."),
            form=PairForm,
            fill=_offer_projects,
            consequence=lambda _row: _(
                "The city never comes to this project. If it named it, it is told that you decided so."
            ),
            offered=_is_undecided,
        ),
        Verb(
            name="open",
            label=gettext_lazy("Leave it open again"),
            do=deciding.leave_open,
            done=gettext_lazy("Nothing is set for it any more."),
            consequence=lambda _row: _("What you set for this city goes. Nobody is mailed."),
            offered=lambda row: _is_undecided(row) and row.rulings.exists(),
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Cities write them, on the page of the call."""
        return False

    def get_queryset(self, request: Any) -> Any:
        """What was sent; drafts and what was taken back are the cities' own."""
        rows: Any = super().get_queryset(request)
        return rows.sent().select_related("call", "city").prefetch_related("wishes__project__texts")

    @admin.display(description=gettext_lazy("wishes"))
    def wished(self, row: Interest) -> str:
        """The projects it names, in its order."""
        return "; ".join(f"{wish.number}. {wish.project}" for wish in row.wishes.all()) or "–"

    @admin.display(description=gettext_lazy("its page"))
    def page(self, row: Interest) -> str:
        """A link to how pilot cities read it, while there is such a page."""
        if is_behind_a_closed_door(self):
            return "–"
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("See it as pilot cities do"))

    @admin.display(description=gettext_lazy("languages to work in"))
    def languages_(self, row: Interest) -> str:
        """Its languages, in the reader's."""
        return translated_names(row.languages) or "–"

    @admin.display(description=gettext_lazy("answers"))
    def answers_(self, row: Interest) -> str:
        """Each question of the call with the city's answer."""
        found = format_html_join("", "<p><strong>{}</strong></p>{}", ((q, prose(a)) for q, a in row.answered))
        return found or "–"

    @admin.display(description=gettext_lazy("set by us"))
    def set_(self, row: Interest) -> str:
        """The projects that are set for it, and those it is kept from."""
        words = {False: _("comes to %(project)s"), True: _("stays apart from %(project)s")}
        found = row.rulings.select_related("project").prefetch_related("project__texts")
        return "; ".join(words[it.is_apart] % {"project": it.project} for it in found) or "–"

    @admin.display(description=gettext_lazy("what is proposed"))
    def proposal(self, row: Interest) -> str:
        """What matching proposes for it now, once the call has closed."""
        if not _can_be_proposed(row):
            return "–"
        found = proposal_for(row)
        return pairs_in_words([found] if found else [])
