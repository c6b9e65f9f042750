"""Needs from pairings: what was proposed, steps that are late, silence."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icaforum.forum.reading import the_forum
from icaforum.pages.needs.need import NEEDS, Looking, Need
from pilots.models import Consent, Milestone, Pairing, Pulse
from pilots.pulse.due import what_is_open
from pilots.pulse.models import alarming


def proposals(looking: Looking) -> Iterator[Need]:
    """Yield the pairings that wait for the yes or no of a city this person leads."""
    viewer = looking.viewer
    leads = Q(pilot_city__in=viewer.lead_of) | Q(peer_city__in=viewer.lead_of)
    said_yes = Consent.objects.filter(pairing=OuterRef("pk"), city__in=viewer.lead_of)
    waiting = Pairing.objects.proposed().filter(leads).exclude(Exists(said_yes)).with_cities()
    return (
        Need(
            title=_("Say if your city wants this pairing"),
            text=_("%(pairing)s: %(scope)s") % {"pairing": pairing, "scope": pairing.scope},
            action=_("Read and answer"),
            url=pairing.get_absolute_url(),
        )
        for pairing in waiting[:NEEDS]
    )


def late_steps(looking: Looking) -> Iterator[Need]:
    """Yield the steps of this person's cities whose day has come, in pairings that are active."""
    late: Any = _late(looking).filter(pairing__state=Pairing.State.ACTIVE).order_by("due_on", "pk")
    return (
        Need(
            title=step.title,
            text=_late_words(step, looking.day),
            action=_("Open the plan"),
            url=step.pairing.get_absolute_url(),
        )
        for step in late.select_related("pairing__pilot_city", "pairing__peer_city")[:NEEDS]
    )


def _late(looking: Looking) -> Any:
    """Return the open steps that are due, of this person's cities."""
    mine = Milestone.objects.filter(owner__in=looking.viewer.city_ids)
    return mine.filter(done_on__isnull=True, due_on__lte=looking.day)


def _late_words(step: Milestone, today: date) -> str:
    days = (today - step.due_on).days
    if not days:
        return _("Due today, in your pairing %(pairing)s.") % {"pairing": step.pairing}
    return ngettext(
        "Due %(days)d day ago, in your pairing %(pairing)s.",
        "Due %(days)d days ago, in your pairing %(pairing)s.",
        days,
    ) % {"days": days, "pairing": step.pairing}


def two_questions(looking: Looking) -> Iterator[Need]:
    """Yield the two questions that nobody of this person's cities has answered."""
    if not looking.viewer.city_ids:
        return
    rows = Pulse.objects.open().filter(city__in=looking.asked)
    for pulse in rows.select_related("pairing__pilot_city", "pairing__peer_city").order_by("pk")[:NEEDS]:
        yield Need(
            title=_("Is it going well?"),
            text=_("Two questions about your pairing %(pairing)s.") % {"pairing": pulse.pairing},
            action=_("Answer two questions"),
            url=pulse.get_absolute_url(),
        )


def quiet_pairings(looking: Looking) -> Iterator[Need]:
    """Yield the pairings of this person's cities in which nothing happened for long.

    Not those with a late step of their own city: that is what is open there; nor those of which both cities
    have said that it goes well.
    """
    mine = looking.viewer.city_ids
    if not mine:
        return
    quiet: Any = alarming(looking.now, looking.day, days=the_forum().quiet_days)
    quiet = quiet.filter(Q(pilot_city__in=mine) | Q(peer_city__in=mine))
    quiet = quiet.exclude(Exists(_late(looking).filter(pairing=OuterRef("pk"))))
    for pairing in quiet.select_related("pilot_city", "peer_city").order_by("last_activity", "pk")[:NEEDS]:
        days = (looking.day - pairing.last_activity).days
        own = pairing.pilot_city if pairing.pilot_city_id in mine else pairing.peer_city
        step = what_is_open(pairing, own, looking.day)
        yield Need(
            title=ngettext("Quiet for %(days)d day", "Quiet for %(days)d days", days) % {"days": days},
            text=_("Your pairing %(pairing)s. %(open)s") % {"pairing": pairing, "open": step.text},
            action=step.action,
            url=step.url,
        )
