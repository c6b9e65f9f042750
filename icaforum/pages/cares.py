"""The part of Today that names the cities to look after."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.citypages.cares import CARES
from cities.models import City, Officer, User

# So many are named; the count leads to all of them.
NAMED = 2


def cities_to_look_after(person: User) -> list[dict[str, Any]] | None:
    """Return a line for each thing that cities lack, with the address of exactly these; None for who may not.

    What no city lacks is left out.
    """
    if not person.has_perms(("cities.view_city", "cities.view_officer")):
        return None
    lines: list[dict[str, Any]] = [*_addresses(person)]
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
                    "more": count > NAMED,
                    "url": reverse("admin:cities_city_changelist") + f"?care={name}",
                }
            )
    return lines


def _addresses(person: User) -> Iterator[dict[str, Any]]:
    """Yield the line of the people whose address does not work, city by city, if there are any."""
    if not person.has_perms(("cities.view_user", "outbox.view_message")):
        return
    people = list(User.objects.unreached().values_list("pk", flat=True))
    if not people:
        return
    with_city = City.objects.filter(seats__in=Officer.objects.open().filter(person__in=people))
    counted = with_city.annotate(_people=Count("seats__person", distinct=True)).order_by("sort_name", "pk")
    first = list(counted[:NAMED])
    yield {
        "count": len(people),
        "what": ngettext("address does not work", "addresses do not work", len(people)),
        "advice": _("Mails came back from there. Ask a colleague for the right address, and correct it."),
        "cities": [
            (_city_in_words(city), reverse("admin:cities_city_change", args=[city.pk])) for city in first
        ],
        "more": counted.count() > NAMED,
        "url": reverse("admin:cities_user_changelist") + "?address=not-working",
    }


def _city_in_words(city: Any) -> str:
    many = ngettext("%(city)s, %(n)d person", "%(city)s, %(n)d people", city._people)
    return many % {"city": city, "n": city._people}
