"""Who hears of a request for help or of a table, and whether a partner may be asked."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.joining.models import Application, Grounds
from cities.partners.models import AtTable, HelpRequest, PartnerTerms
from cities.partners.refusals import NotNow
from cities.people.models import Officer, OfficerQuerySet, User


def takes_requests(partner: City) -> bool:
    """Return whether a partner may be asked now: in the Forum, and pausing neither there nor its help."""
    if not partner.is_partner or not City.objects.taking_part().filter(pk=partner.pk).exists():
        return False
    return not PartnerTerms.objects.paused().filter(city=partner).exists()


def refuse_left(side: City | None) -> None:
    """Raise NotNow where a side of a request is no longer in the Forum."""
    if side is not None and not City.objects.members().filter(pk=side.pk).exists():
        raise NotNow(_("%(city)s has left the Forum.") % {"city": side})


def takers() -> QuerySet[City]:
    """Return the partners that may be asked now, by name."""
    partners = City.objects.taking_part().filter(kind=City.Kind.PARTNER)
    paused = PartnerTerms.objects.paused().values("city_id")
    return partners.exclude(pk__in=paused).order_by("sort_name", "pk")


def backers_of(partner: City) -> QuerySet[City]:
    """Return the member cities that backed a partner when it came in, by name."""
    approved = Application.objects.filter(city=partner, state=Application.State.APPROVED)
    stated = Grounds.objects.filter(membership__city=partner)
    backed = Q(pk__in=approved.values("backed_by")) | Q(pk__in=stated.values("backed_by"))
    return City.objects.filter(backed).order_by("sort_name", "pk")


def people_of_city(request: HelpRequest) -> list[User]:
    """Return who hears of it in the city: whoever asked, while they have a seat; else its lead contacts."""
    asker = _seats(request.city_id).filter(person=request.asked_by_id or 0)
    return _people(asker) or _leads(request.city_id)


def people_of_partner(request: HelpRequest) -> list[User]:
    """Return who hears of it at the partner: its leads, and whoever accepted; nobody before it is put."""
    if request.partner_id is None:
        return []
    answered = _seats(request.partner_id).filter(person=request.answered_by_id or 0)
    found = {person.pk: person for person in [*_leads(request.partner_id), *_people(answered)]}
    return list(found.values())


def people_behind(organisation: AtTable) -> list[User]:
    """Return whose word an organisation at a table is: whoever wrote it, while they have a seat; else leads.

    Nobody for what the secretariat wrote.
    """
    if organisation.city_id is None:
        return []
    writer = _seats(organisation.city_id).filter(person=organisation.written_by_id or 0)
    return _people(writer) or _leads(organisation.city_id)


def _seats(city: int | None) -> OfficerQuerySet:
    seats: OfficerQuerySet = Officer.objects.standing().filter(city=city, person__is_active=True)
    return seats


def _leads(city: int) -> list[User]:
    return _people(_seats(city).leads()) or _people(_seats(city))


def _people(seats: OfficerQuerySet) -> list[User]:
    return [seat.person for seat in seats.select_related("person").order_by("pk")]
