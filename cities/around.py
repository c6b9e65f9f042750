"""What the portal knows around applications: others of the same city, and where their city stands."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Lower

from cities.models import Application, City, Membership
from cities.models.city import namesake, sort_key
from cities.rules.application import Around


def around_each(applications: Sequence[Application]) -> dict[int, Around]:
    """By their keys; as many queries for one as for a page of them."""
    standing = Prefetch("city__memberships", Membership.objects.open(), to_attr="open_memberships")
    backing = Prefetch("backed_by", City.objects.with_membership(), to_attr="backing")
    prefetch_related_objects(applications, standing, backing)
    undecided, cities = list(_undecided_like(applications)), list(_cities_named_as(applications))
    return {
        application.pk: Around(
            same_city=[other for other in undecided if _same_city(application, other)],
            in_directory=application.city
            or namesake(cities, application.city_name, kind=application.kind, country=application.country),
            backing=application.backing,
        )
        for application in applications
    }


def _undecided_like(applications: Iterable[Application]) -> Iterable[Application]:
    names = [application.city_name.lower() for application in applications]
    cities = [application.city_id for application in applications if application.city_id]
    alike = Q(name_in_lower__in=names) | Q(city__in=cities)
    return Application.objects.undecided().annotate(name_in_lower=Lower("city_name")).filter(alike)


def _cities_named_as(applications: Iterable[Application]) -> Iterable[City]:
    names = {sort_key(application.city_name.strip())[:140] for application in applications}
    return City.objects.filter(sort_name__in=names).with_membership()


def _same_city(application: Application, other: Application) -> bool:
    """As `Application.objects.of_same_city`."""
    if other.pk == application.pk:
        return False
    if application.city_id and application.city_id == other.city_id:
        return True
    return (application.city_name.lower(), application.country, application.kind) == (
        other.city_name.lower(),
        other.country,
        other.kind,
    )
