"""A measure as it stands, locked, for whoever may do something to it now; and the seal of its figures."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from cities.measures.models import Measure, sealed_figures
from cities.measures.refusals import NotYours
from cities.people.models import User
from icaforum.words.times import database_now


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


def keep_seal(measure: Measure) -> None:
    """Keep what stands for the figures of a measure, which is locked: the web reads no others unasked."""
    measure.figures_seal = sealed_figures(measure)
    measure.changed_at = measure.looked_at = database_now()
    measure.save(update_fields=["figures_seal", "changed_at", "looked_at"])


def latest_day() -> date:
    """Return the latest day that it is anywhere, by the database: no figure is of a later one."""
    return (database_now() + timedelta(hours=14)).date()
