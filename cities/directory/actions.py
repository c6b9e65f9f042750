"""Entries of the directory."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import Circle, City
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.record import Refused, record
from icaforum.words.names import sort_key

name_details({"city": keys_of(City, gettext_lazy("city")), "cities": keys_of(City, gettext_lazy("cities"))})


class AlreadyInDirectory(Refused):
    """The directory has this city or organisation; a second entry would split it."""


@transaction.atomic
def add_city(*, kind: str, name: str, by: AbstractBaseUser | None, slug: str = "", **facts: Any) -> City:
    """Enter a city or partner in the directory, with the circle that exceptions for it are granted to."""
    name, themes = name.strip(), facts.pop("themes", ())
    _refuse_a_second_entry(name, kind=kind, country=facts.get("country", ""))
    slug = slug or _free_slug(name, country=str(facts.get("country", "")))
    city = City.objects.create(kind=kind, name=name, slug=slug, sort_name=sort_key(name), **facts)
    city.themes.set(themes)
    circle = Circle.objects.create(group=Group.objects.create(name=f"city {city.pk}"), city=city)
    circle.cities.add(city)
    record("added", city, by=by)
    return city


@transaction.atomic
def edit_city(city: City, *, by: AbstractBaseUser | None, **facts: Any) -> City:
    """Change what the directory says of a city; unchanged facts leave no line."""
    city = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    themes = facts.pop("themes", None)
    changed = [name for name, value in facts.items() if getattr(city, name) != value]
    for name in changed:
        setattr(city, name, facts[name])
    if {"name", "country", "kind"} & set(changed):
        city.sort_name = sort_key(city.name)
        _refuse_a_second_entry(city.name, kind=city.kind, country=city.country, but=city)
    city.save()
    if themes is not None and {theme.pk for theme in themes} != set(city.themes.values_list("pk", flat=True)):
        city.themes.set(themes)
        changed.append("themes")
    if changed:
        record("changed", city, by=by, fields=changed)
    return city


def _refuse_a_second_entry(name: str, *, kind: str, country: Any, but: City | None = None) -> None:
    same = City.objects.filter(sort_name=sort_key(name), kind=kind, country=str(country or ""))
    if same.exclude(pk__in=[but.pk] if but else []).exists():
        raise AlreadyInDirectory(_("%(name)s stands in the directory already.") % {"name": name})


def _free_slug(name: str, *, country: str) -> str:
    """«lisbon»; where that is taken «london-ca», then «london-ca-2»."""
    plain = slugify(sort_key(name))[:100] or "city"
    candidates = [plain, f"{plain}-{country.lower()}"] if country else [plain]
    taken = set(City.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{candidates[-1]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [*candidates, *numbered] if slug not in taken)
