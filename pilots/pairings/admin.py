"""The pages of pairings for the secretariat: propose one, read it, take it back or end it."""

from collections.abc import Collection
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from icaforum.audit.admin import Verb
from icaforum.audit.admin.named import NamedFilter
from icaforum.audit.wording import words_kept_of
from icaforum.forum.reading import the_forum
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.times import reader_today, year_of
from pilots.pairings.actions import course
from pilots.pairings.forms import NoteForm, ProposeForm, ReasonForm
from pilots.pairings.models import Exchange, Milestone, Pairing, PairingQuerySet


class MilestoneInline(admin.TabularInline):
    """The steps of a pairing, to read: its two cities write the plan on their own pages."""

    model = Milestone
    extra = 0
    can_delete = False
    fields = readonly_fields = ("title", "owner", "due_on", "done_on")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("owner")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ExchangeInline(admin.TabularInline):
    """The meetings and visits of a pairing, to read."""

    model = Exchange
    extra = 0
    can_delete = False
    fields = readonly_fields = ("starts_on", "kind", "title", "host", "people")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("host")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class QuietFilter(QuestionFilter):
    """A filter of the pairings that Today counts as quiet."""

    title = gettext_lazy("what happened")
    parameter_name = "look"
    questions: ClassVar = {
        "quiet": (
            gettext_lazy("Nothing has happened for long"),
            lambda pairings: pairings.quiet(reader_today(), days=the_forum().quiet_days),
        ),
        "unsaid": (
            gettext_lazy("Ended without a plan or a reason"),
            lambda pairings: pairings.without_a_word(),
        ),
        "stepped": (
            gettext_lazy("A step was done this year"),
            lambda pairings: pairings.with_a_step_done(*year_of(reader_today())),
        ),
    }


@admin.register(Pairing)
class PairingAdmin(MailingAdmin):
    """Pairings: entered as a proposal, and afterwards only read, since each change is a verb."""

    nothing_yet = gettext_lazy("No pairing yet. Propose the first one.")
    list_display = ("__str__", "project", "stands", "proposed_at", "active_since")
    list_filter = (QuietFilter, "state", ("project", NamedFilter), ("proposed_at", DayFilter))
    list_select_related = ("pilot_city", "peer_city", "project")
    search_fields = (
        *("scope", "project__texts__title", *found_by("pilot_city"), *found_by("peer_city")),
        *("pilot_city__seats__person__email", "peer_city__seats__person__email"),
    )
    needs: ClassVar = dict.fromkeys(search_fields[-2:], "cities.view_officer")
    search_help_text = gettext_lazy("A city, a project, a part of an address or of the scope")
    # No `edit`: a pairing that stands is what both cities said yes to.
    create = course.propose
    inlines = (MilestoneInline, ExchangeInline)
    verbs = (
        Verb(
            name="withdraw",
            label=gettext_lazy("Take back or end"),
            do=course.withdraw,
            done=gettext_lazy("The pairing has ended."),
            form=NoteForm,
            offered=lambda pairing: pairing.state in Pairing.LIVE,
            consequence=lambda _pairing: _(
                "This mails the lead contacts of both cities. It cannot be undone."
            ),
            # The page before the verb offers to see the mail first.
            mails=True,
            danger=True,
        ),
        Verb(
            name="reason",
            label=gettext_lazy("Say what came of it"),
            do=course.state_reason,
            done=gettext_lazy("It stands on the page of the pairing now."),
            form=ReasonForm,
            offered=lambda pairing: (
                pairing.state in Pairing.ENDED and bool(pairing.active_since) and not pairing.end_note
            ),
            consequence=lambda _pairing: _(
                "Both cities read it on the page of the pairing. Nobody is mailed."
            ),
        ),
    )

    def fields_of_words(self, request: Any, obj: Any, model: Any) -> Collection[str]:  # noqa: ARG002
        """Return those of the pages of the plan, which have all of them."""
        return words_kept_of(model)

    def page_of_words(self, obj: Any, row: Any) -> str:
        """Return the page of the plan: here steps and meetings are only read."""
        form = "pilots:step_edit" if isinstance(row, Milestone) else "pilots:exchange_edit"
        return reverse(form, args=[obj.pk, row.pk])

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a proposal for a new pairing; an existing one has read-only fields only."""
        if obj is None:
            kwargs["form"] = ProposeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return the fields of a proposal, and for an existing pairing also where it stands."""
        proposal = ProposeForm.Meta.fields
        if obj is None:
            return ("delivery", *proposal)
        stands = ("state", "answers", "proposed_by", "proposed_at", "active_since", "ended_at", "end_note")
        return ("project", "pilot_city", *proposal, *stands)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, pairing: Pairing) -> str:
        """Return the state; of a proposal with who has answered."""
        state, said = pairing.get_state_display(), self.answers(pairing)
        return f"{state}. {said}" if said else state

    @admin.display(description=gettext_lazy("answers"))
    def answers(self, pairing: Pairing) -> str:
        """Say of a proposal which of the two cities has accepted, and which has not answered."""
        if pairing.state != Pairing.State.PROPOSED:
            return ""
        accepted = {consent.city_id for consent in pairing.consents.all()}
        said = {True: _("%(city)s has accepted."), False: _("%(city)s has not answered yet.")}
        cities = (pairing.pilot_city, pairing.peer_city)
        return " ".join(said[city.pk in accepted] % {"city": city} for city in cities)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def get_inlines(self, request: Any, obj: Any) -> tuple[Any, ...]:  # noqa: ARG002
        # A proposal has no plan yet: the cities begin it once both have accepted.
        return () if obj is None else self.inlines

    def get_queryset(self, request: Any) -> PairingQuerySet:
        # The default manager is made of PairingQuerySet, which Django's base class cannot know.
        rows = cast(PairingQuerySet, super().get_queryset(request))
        return rows.with_cities().prefetch_related("consents")
