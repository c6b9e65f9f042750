"""What the portal holds beside applications: others of the same city, the entry in the directory, the team.

The rules (`rules.py`) are pure, so what they need is read here before, for a whole list at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Value, prefetch_related_objects

from cities.directory.models import City, Membership, namesake
from cities.joining.models import Application
from cities.joining.numbers import other_cities
from cities.joining.rules import Background
from icaforum.words.unions import union_of


def backgrounds_of(applications: Sequence[Application]) -> dict[int, Background]:
    """Return what the rules need to know of each application, by its key, in five queries for any number.

    Each application is expected to carry its `city` (`select_related`).
    """
    # Read by `City.membership`, which would otherwise ask once a city.
    standing = Prefetch("city__memberships", Membership.objects.open(), to_attr="open_memberships")
    backing = Prefetch("backed_by", City.objects.with_membership(), to_attr="backing")
    prefetch_related_objects(applications, standing, backing)
    cities = list(_cities_named_as(applications))
    # A city that was typed may be in the directory: then the rules speak of that entry.
    entries = {
        it.pk: it.city or namesake(cities, it.city_name, kind=it.kind, country=it.country)
        for it in applications
    }
    others = list(_same_cities(applications, entries))
    asked = any(application.kind == City.Kind.OTHER for application in applications)
    others_in = other_cities() if asked else None
    return {
        application.pk: Background(
            same_city=[other for other in others if other.beside == application.pk],
            in_directory=entries[application.pk],
            others_in=others_in,
            backing=application.backing,  # type: ignore[attr-defined]  # set by the prefetch above
        )
        for application in applications
    }


def _same_cities(applications: Iterable[Application], entries: Mapping[int, City | None]) -> Iterable[Any]:
    """The undecided applications of the same city as one of these, whose key each carries as `beside`.

    One that belongs to two of them comes twice. They are Any, since the type checker knows no annotations.
    """
    # A UNION of one query for each, in one statement: a join would say the rule of `of_same_city` again.
    # Without the model's order, which would sort every part for nothing.
    undecided = Application.objects.undecided().order_by()
    each = [undecided.of_same_city(it, entries[it.pk]).annotate(beside=Value(it.pk)) for it in applications]
    return union_of(each, doubles=True) if each else ()


def _cities_named_as(applications: Iterable[Application]) -> Iterable[City]:
    """The entries with the name of one of these, of every kind and country; `namesake` chooses among them."""
    keys = {key for it in applications for key in it.keys_meant()}
    return City.objects.called([it.city_name for it in applications], keys).with_membership()


def contacts_of(application: Application) -> list[tuple[str, str]]:
    """The name and position of the applicant, then the name and role of each who has a seat in the team."""
    applicant = (application.person_name, application.position)
    if application.city is None:
        return [applicant]
    seats = application.city.seats.open().select_related("person")
    return [applicant, *((str(seat.person), seat.get_role_display()) for seat in seats)]
