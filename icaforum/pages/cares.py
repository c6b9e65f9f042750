"""The part of Today that names the cities to look after."""

from typing import Any

from django.urls import reverse

from cities.citypages.cares import CARES
from cities.models import City, User

# So many are named; the count leads to all of them.
NAMED = 2


def cities_to_look_after(person: User) -> list[dict[str, Any]] | None:
    """Return a line for each thing that cities lack, with the address of exactly these; None for who may not.

    What no city lacks is left out.
    """
    if not person.has_perms(("cities.view_city", "cities.view_officer")):
        return None
    lines: list[dict[str, Any]] = []
    for name, care in CARES.items():
        if care.needs and not person.has_perm(care.needs):
            continue
        cities = care.cities(City.objects.all())
        if count := cities.count():
            lines.append(
                {
                    "count": count,
                    "what": care.said(count),
                    "advice": care.advice,
                    "cities": [
                        (str(city), reverse("admin:cities_city_change", args=[city.pk]))
                        for city in cities[:NAMED]
                    ],
                    "url": reverse("admin:cities_city_changelist") + f"?care={name}",
                }
            )
    return lines
