"""The lock under which every verb of a pairing decides, with what is refused right after it."""

from cities.directory.viewer import Viewer
from cities.models import User
from cities.sharing.viewers import viewer_of
from icaforum.audit.locks import locked
from pilots.pairings import rules
from pilots.pairings.models import Pairing
from pilots.projects.refusals import NotNow, NotYours


def lock_pairing(pairing: Pairing) -> Pairing:
    """Return the pairing as it stands now, locked until the transaction ends, with its cities."""
    # `of`: only the pairing's own row; the cities beside it stay free for everybody else.
    return locked(Pairing.objects.with_cities().select_for_update(of=("self",)), pairing.pk)


def lock_for(deed: rules.Deed, pairing: Pairing, by: User) -> Pairing:
    """Lock a pairing for what somebody does to it. Raises as `refuse` does."""
    return lock_with_viewer(deed, pairing, by)[0]


def lock_with_viewer(deed: rules.Deed, pairing: Pairing, by: User) -> tuple[Pairing, Viewer]:
    """Lock a pairing as `lock_for` does; return it with what the person is at this moment."""
    pairing = lock_pairing(pairing)
    # A fresh viewer rather than the request's: the seat may have ended since the page was opened. The rights
    # of staff are those of their rows; whether they have shown their second step, the page has asked.
    viewer = viewer_of(by, verified=True)
    refuse(deed, viewer, pairing)
    return pairing, viewer


def refuse(deed: rules.Deed, viewer: Viewer, pairing: Pairing) -> None:
    """Raise NotNow where the pairing is in no state for it, NotYours where it is not for this viewer."""
    if pairing.state not in deed.states:
        raise NotNow(str(deed.not_now))
    if not deed.who(viewer, pairing):
        raise NotYours(str(deed.not_yours))


def lock_to_answer(pairing: Pairing, by: User) -> tuple[Pairing, int]:
    """Lock a proposal for an answer; return it and the key of the city that the person answers for.

    Raises NotNow when it is no proposal any more, NotYours when the person leads no city that is still to
    answer.
    """
    pairing = lock_for(rules.ANSWER, pairing, by)
    answered = set(pairing.consents.values_list("city_id", flat=True))
    # There is one, else `refuse` had said so. Somebody may lead both, and then answers twice.
    return pairing, rules.answering_cities(viewer_of(by), pairing, answered)[0]
