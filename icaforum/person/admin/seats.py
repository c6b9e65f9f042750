"""The seats of people in teams in the admin, and the verbs that end one or put somebody else there."""

from collections.abc import Mapping
from dataclasses import replace as dataclass_with
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import places_ending_with
from cities.models import Officer, User
from cities.people.actions import teams
from icaforum.audit.admin import Asked, Verb
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.person.actions import leave_team, places_for, replace
from icaforum.person.forms import HandoverForm, ReplaceForm, handover_of
from icaforum.person.plan import plan_of
from icaforum.person.sentences import in_words, of_replacement
from icaforum.words.admin_filters import DayFilter, TermFilter

# The plan of each costs some statements, so a large team is asked once more.
COLLEAGUES_SHOWN = 2


def _end(seat: Officer, *, by: User, **typed: Any) -> Officer:
    """End a seat; a verb of the admin is called with what the form holds, the action with the handover."""
    return leave_team(seat, by=by, **handover_of(typed))


def _before_ending(seat: Officer) -> str:
    """Say what follows when the seat ends."""
    chosen = seat.colleagues().exists()
    return "\n".join(in_words(seat, plan_of(seat, offers_stay=chosen), chosen=chosen))


def _before_replacing(seat: Officer) -> str:
    """Say what follows where somebody new is invited, and where each of some colleagues takes over."""
    new = [*of_replacement(seat), *in_words(seat, plan_of(seat, unled=True))]
    colleagues = _shown_first(seat)
    if not colleagues:
        return "\n".join(new)
    lines = [_("If somebody new is invited:"), *new]
    # What a colleague gets differs, and nothing else: the plan is counted once for all of them.
    plan, held = plan_of(seat, offers_stay=True), set(places_ending_with(seat))
    for colleague in colleagues:
        who = _("If %(person)s takes over:") % {"person": colleague.person}
        passed = places_for(seat, colleague.person)
        losses = dataclass_with(plan.losses, places=len(held - set(passed)))
        lines += [who, *in_words(seat, dataclass_with(plan, losses=losses, passed=len(passed)))]
    return "\n".join(lines)


def _shown_first(seat: Officer) -> list[Officer]:
    """Return the colleagues of whom the page says at once what follows, so that nothing is asked after it."""
    colleagues = seat.colleagues().select_related("person").order_by("role", "since", "pk")
    return list(colleagues[:COLLEAGUES_SHOWN])


def _of_a_colleague(seat: Officer, colleague: Officer) -> list[str]:
    """Return what follows where a colleague takes over, who gets the places that are open to them."""
    return in_words(seat, plan_of(seat, passed=places_for(seat, colleague.person), offers_stay=True))


def _with_a_colleague(seat: Officer, typed: Mapping[str, Any]) -> Asked | None:
    """Say once more what follows where a colleague takes over of whom the page has not said it."""
    colleague = typed.get("colleague")
    if not colleague or colleague in _shown_first(seat):
        return None
    button = _("%(person)s takes over") % {"person": colleague.person}
    return Asked("\n".join(_of_a_colleague(seat, colleague)), button)


REPLACE = Verb(
    name="replace",
    label=gettext_lazy("Replace by…"),
    do=replace,
    done=lambda seat: (
        _("%(person)s is no longer in the team of %(city)s; the mails are on their way.")
        % {"person": seat.person, "city": seat.city}
    ),
    form=ReplaceForm,
    fill=lambda form, seat: form.fill(seat),
    offered=lambda seat: seat.until is None,
    consequence=_before_replacing,
    warning=_with_a_colleague,
    mails=True,
    note_in=("seat_removed",),
    needs="cities.change_invitation",
)


@admin.register(Officer)
class OfficerAdmin(VerbsOnlyAdmin):
    """The seats of all people in all teams, past and present."""

    nothing_yet = gettext_lazy("Nobody has a seat yet. Invite a first contact on the page of a city.")
    verbs = (
        Verb(
            name="lead",
            label=gettext_lazy("Make lead contact"),
            do=teams.make_lead,
            done=gettext_lazy("A lead contact now; the mail is on its way."),
            offered=lambda seat: seat.until is None and not seat.is_lead,
            consequence=lambda seat: _("This mails %(person)s.") % {"person": seat.person},
            mails=True,
            note_in=("handed_over",),
        ),
        REPLACE,
        Verb(
            name="remove",
            label=gettext_lazy("Remove from the team"),
            do=_end,
            done=gettext_lazy("Removed; the mail is on its way."),
            form=HandoverForm,
            fill=lambda form, seat: form.fill(seat),
            offered=lambda seat: seat.until is None,
            consequence=_before_ending,
            mails=True,
            note_in=("seat_removed",),
            danger=True,
        ),
    )
    list_display = ("person", "city", "role", "since", "until")
    exported = ("address", "position")
    list_filter = (TermFilter, "role", ("since", DayFilter))
    list_select_related = ("person", "city")
    search_fields = ("person__name", "person__email", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    fields = readonly_fields = ("person", "city", "role", "position", "since", "until")

    @admin.display(description=gettext_lazy("address"))
    def address(self, seat: Officer) -> str:
        """Return where mails to the person go."""
        return seat.person.email
