"""The plan of a handover in sentences, as the page before it says them."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.leaving.rules import plan_for_colleague, plan_for_oneself
from cities.models import Officer
from icaforum.person.plan import Plan


def in_words(seat: Officer, plan: Plan, *, oneself: bool = False, chosen: bool = False) -> list[str]:
    """Return the sentences of a plan; to the person who leaves with `oneself`, else to whoever ends the seat.

    With `chosen` one says on the same page which place a colleague gets; only the others are given up.
    """
    name, city = seat.person.get_full_name(), str(seat.city)
    losses = replace(plan.losses, places=0) if chosen else plan.losses
    said = plan_for_oneself(city, losses) if oneself else plan_for_colleague(name, city, losses)
    passed = ngettext("%(n)d place goes to a colleague.", "%(n)d places go to a colleague.", plan.passed)
    offers = (
        ngettext(
            "%(n)d open invitation goes on in the name of the colleague chosen below, or ends.",
            "%(n)d open invitations go on in the name of the colleague chosen below, or end.",
            plan.offers,
        )
        if chosen
        else ngettext(
            "%(n)d open invitation goes on in the name of the colleague.",
            "%(n)d open invitations go on in the name of the colleague.",
            plan.offers,
        )
    )
    counted = (
        (offers, plan.offers),
        (open_places(plan.losses.places), plan.losses.places if chosen else 0),
        (passed, plan.passed),
        (_steps(plan), plan.steps),
        (_papers(plan), plan.papers),
        (_letters(plan), plan.letters),
        (_personal(plan), plan.personal),
        (_questions(plan), plan.questions),
        (_helps(plan), plan.helps),
    )
    return [*said, *(words % {"n": n, "city": city} for words, n in counted if n)]


def open_places(n: int) -> str:
    """Say of places that somebody has that one chooses below who gets them."""
    words = ngettext(
        "%(n)d place at a coming webinar goes to the colleague chosen below, or is given up.",
        "%(n)d places at coming webinars go to the colleagues chosen below, or are given up.",
        n,
    )
    return words % {"n": n}


def _steps(plan: Plan) -> str:
    if plan.losses.is_empty:
        return ngettext(
            "%(n)d open step of a plan waits until somebody of %(city)s is here again.",
            "%(n)d open steps of plans wait until somebody of %(city)s is here again.",
            plan.steps,
        )
    return ngettext(
        "%(n)d open step of a plan stays with the team of %(city)s.",
        "%(n)d open steps of plans stay with the team of %(city)s.",
        plan.steps,
    )


def _papers(plan: Plan) -> str:
    return ngettext(
        "%(n)d paper stays in the library under %(city)s.",
        "%(n)d papers stay in the library under %(city)s.",
        plan.papers,
    )


def _letters(plan: Plan) -> str:
    if plan.losses.is_empty:
        return ngettext(
            "%(n)d exchange of letters waits until somebody of %(city)s is here again.",
            "%(n)d exchanges of letters wait until somebody of %(city)s is here again.",
            plan.letters,
        )
    return ngettext(
        "%(n)d exchange of letters goes on with the lead contacts of %(city)s.",
        "%(n)d exchanges of letters go on with the lead contacts of %(city)s.",
        plan.letters,
    )


def _personal(plan: Plan) -> str:
    return ngettext(
        "%(n)d personal exchange of letters ends: nobody else can read it.",
        "%(n)d personal exchanges of letters end: nobody else can read them.",
        plan.personal,
    )


def _questions(plan: Plan) -> str:
    if plan.losses.is_empty:
        return ngettext(
            "%(n)d open question stays, and waits until somebody of %(city)s is here again.",
            "%(n)d open questions stay, and wait until somebody of %(city)s is here again.",
            plan.questions,
        )
    return ngettext(
        "%(n)d open question stays with the team of %(city)s, which closes it.",
        "%(n)d open questions stay with the team of %(city)s, which closes them.",
        plan.questions,
    )


def _helps(plan: Plan) -> str:
    if plan.losses.is_empty:
        return ngettext(
            "%(n)d request for help waits until somebody of %(city)s is here again.",
            "%(n)d requests for help wait until somebody of %(city)s is here again.",
            plan.helps,
        )
    return ngettext(
        "%(n)d request for help goes on with the lead contacts of %(city)s.",
        "%(n)d requests for help go on with the lead contacts of %(city)s.",
        plan.helps,
    )


def of_replacement(seat: Officer) -> list[str]:
    """Return what is said beside the plan before somebody new is invited in place of a contact."""
    words = [_("Somebody new gets an invitation, open for 14 days. The seat ends at once.")]
    if seat.must_name_successor:
        unled = _("Until it is accepted, %(city)s has no lead contact.")
        words.append(unled % {"city": seat.city})
    return words
