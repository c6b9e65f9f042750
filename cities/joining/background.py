"""What the portal knows around applications: others of the same city, and where their city stands."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Value, prefetch_related_objects

from cities.directory.models import City, Membership, namesake
from cities.joining.models import Application
from cities.joining.rules import Background
from icaforum.words.names import sort_key


def backgrounds_of(applications: Sequence[Application]) -> dict[int, Background]:
    """By their keys; as many queries for one as for a page of them."""
    standing = Prefetch("city__memberships", Membership.objects.open(), to_attr="open_memberships")
    backing = Prefetch("backed_by", City.objects.with_membership(), to_attr="backing")
    prefetch_related_objects(applications, standing, backing)
    others, cities = list(_same_cities(applications)), list(_cities_named_as(applications))
    return {
        application.pk: Background(
            same_city=[other for other in others if other.beside == application.pk],
            in_directory=application.city
            or namesake(cities, application.city_name, kind=application.kind, country=application.country),
            backing=application.backing,
        )
        for application in applications
    }


def _same_cities(applications: Iterable[Application]) -> Iterable[Application]:
    """The undecided others of each one's city, `beside` which they stand: one statement, one rule."""
    undecided = Application.objects.undecided().order_by()
    each = [undecided.of_same_city(it).annotate(beside=Value(it.pk)) for it in applications]
    return each[0].union(*each[1:], all=True) if each else ()


def _cities_named_as(applications: Iterable[Application]) -> Iterable[City]:
    names = {sort_key(application.city_name.strip())[:140] for application in applications}
    return City.objects.filter(sort_name__in=names).with_membership()
