"""What is really open in a pairing for one of its cities: where an alarm leads."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cities.models import City
from pilots.pairings.models import Pairing


@dataclass(frozen=True)
class Open:
    """The one thing to do: the word on its button, why, and where it is done."""

    action: str
    text: str
    url: str


def what_is_open(pairing: Pairing, own: City, today: date) -> Open:
    """Return what a city can do in a quiet pairing: its late step, else to write down a meeting."""
    other = pairing.peer_city if own.pk == pairing.pilot_city_id else pairing.pilot_city
    late = pairing.steps.filter(owner=own, done_on=None, due_on__lte=today).first()
    if late:
        words = _("A step of %(city)s is due: %(step)s") % {"city": own, "step": late.title}
        return Open(_("Open the plan"), words, pairing.get_absolute_url())
    return Open(
        _("Write down a meeting"),
        _("Did you speak with %(city)s meanwhile? Write it down; else a short call is enough to go on.")
        % {"city": other},
        reverse("pilots:exchange_add", args=[pairing.pk]),
    )
