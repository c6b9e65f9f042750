"""The verb of a mail that came in, and that a program could not deal with."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.inbound.models import Arrival

name_verbs({"dealt with": gettext_lazy("dealt with")})


class NothingToDo(Refused):
    """The mail needs nobody, or somebody has dealt with it."""


@transaction.atomic
def settle_arrival(arrival: Arrival, *, by: AbstractBaseUser) -> Arrival:
    """Take a mail off the list of those that need somebody, and forget what it said.

    Raises NothingToDo for one that is not on it.
    """
    arrival = locked(Arrival.objects.select_for_update(), arrival.pk)
    if arrival.became not in Arrival.FOR_STAFF or arrival.settled_at:
        raise NothingToDo(_("Somebody has dealt with this mail already."))
    Arrival.objects.filter(pk=arrival.pk).update(settled_at=Now(), sender="", subject="", text="")
    record("dealt with", arrival, by=by)
    arrival.refresh_from_db()
    return arrival
