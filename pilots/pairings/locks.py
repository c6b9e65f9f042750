"""The lock under which every verb of a pairing decides, with what is refused right after it."""

from django.utils.translation import gettext as _

from cities.models import User
from cities.sharing.viewers import viewer_of
from pilots.pairings import rules
from pilots.pairings.models import Pairing
from pilots.projects.refusals import NotNow, NotYours


def lock_pairing(pairing: Pairing) -> Pairing:
    """Return the pairing as it stands now, locked until the transaction ends, with its cities."""
    # `of`: only the pairing's own row; the cities beside it stay free for everybody else.
    return Pairing.objects.with_cities().select_for_update(of=("self",)).get(pk=pairing.pk)


def lock_running(pairing: Pairing, by: User) -> Pairing:
    """Lock a pairing for a change by one of its people or by staff.

    Raises NotNow when it is not running, NotYours for anybody else.
    """
    pairing = lock_pairing(pairing)
    if not pairing.is_running:
        raise NotNow(_("This pairing is not running, so its plan cannot be changed."))
    # A fresh viewer rather than the request's: the seat may have ended since the page was opened. Staff of
    # every kind may.
    if not by.is_staff and not rules.may_write(viewer_of(by), pairing):
        raise NotYours(_("Only people of the two cities can do this."))
    return pairing


def lock_to_answer(pairing: Pairing, by: User) -> tuple[Pairing, int]:
    """Lock a proposal for an answer; return it and the key of the city that the person answers for.

    Raises NotNow when it is no proposal any more, NotYours when the person leads no city that is still to
    answer.
    """
    pairing = lock_pairing(pairing)
    if pairing.state != Pairing.State.PROPOSED:
        raise NotNow(_("This proposal has been answered already."))
    answered = set(pairing.consents.values_list("city_id", flat=True))
    city_id = rules.answering_city(viewer_of(by), pairing, answered)
    if city_id is None:
        raise NotYours(_("A lead contact of a city that has not answered yet can do this."))
    return pairing, city_id
