"""A measure as it stands, locked, for whoever may do something to it now."""

from django.utils.translation import gettext as _

from cities.measures.models import Measure
from cities.measures.refusals import NotYours
from cities.people.models import User


def written_by(measure: Measure, by: User) -> Measure:
    """Return a measure, locked, for a contact of its city; raises NotYours, NotThere, Busy."""
    row = Measure.objects.locked(measure.pk)
    if not by.seats.standing().filter(city=row.city_id).exists():
        raise NotYours(_("A contact of the city writes its measures."))
    return row


def led_by(measure: Measure, by: User) -> Measure:
    """Return a measure, locked, for a lead contact of its city; raises NotYours, NotThere, Busy."""
    row = Measure.objects.locked(measure.pk)
    if not by.seats.standing().leads().filter(city=row.city_id).exists():
        raise NotYours(_("A lead contact of the city decides who reads its measures."))
    return row
