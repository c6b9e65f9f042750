"""The verbs by which a city names an expertise that it needs, and the secretariat says what came of it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, ExpertiseNeed, Theme
from cities.partners.refusals import NoCity, NotNow, NotYours, TooMany
from cities.people import limits
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "need named": gettext_lazy("named an expertise that is needed"),
        "need taken back": gettext_lazy("took a need back"),
        "need settled": gettext_lazy("said what came of a need"),
    }
)
belongs(ExpertiseNeed, "city", to=City)


@transaction.atomic
def name_need(
    *, city: City, theme: Theme, text: str, language: str, suggests: str = "", by: User
) -> ExpertiseNeed:
    """Name an expertise that a city needs. Raises NoCity where the person has no seat in it, TooMany."""
    if city.is_partner or not by.seats.standing().filter(city=city).exists():
        raise NoCity(_("You speak for a city in the Forum in which you have a seat."))
    if limits.one_too_many(needs_of_person=by.pk):
        raise TooMany(_("You have named many needs today. Please go on tomorrow."))
    row = ExpertiseNeed.objects.create(
        city=city,
        theme=theme,
        text=text.strip(),
        language=language,
        suggests=suggests.strip(),
        written_by=by,
        named_at=database_now(),
    )
    record("need named", row, by=by, city=city.pk)
    return row


@transaction.atomic
def take_back(need: ExpertiseNeed, *, by: User) -> ExpertiseNeed:
    """Take a need of the own city back. Raises NotYours, NotNow."""
    row = _waiting(need)
    if not by.seats.standing().filter(city=row.city_id).exists():
        raise NotYours(_("Only the city that named it can do this."))
    row.settled_at = database_now()
    row.save(update_fields=["settled_at"])
    record("need taken back", row, by=by)
    return row


@transaction.atomic
def settle_need(need: ExpertiseNeed, *, outcome: str, by: User) -> ExpertiseNeed:
    """Say for the secretariat what came of a need; its city reads that. Raises NotNow."""
    row = _waiting(need)
    row.settled_at, row.outcome = database_now(), outcome.strip()
    row.save(update_fields=["settled_at", "outcome"])
    record("need settled", row, by=by)
    return row


def _waiting(need: ExpertiseNeed) -> ExpertiseNeed:
    row = locked(ExpertiseNeed.objects.select_for_update(of=("self",)), need.pk)
    if row.settled_at:
        raise NotNow(_("This was settled or taken back meanwhile."))
    return row
