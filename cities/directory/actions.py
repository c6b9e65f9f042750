"""Verbs on entries of the directory: enter one, and change what it says."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.gazetteer import keys_meant
from cities.directory.locks import lock_names
from cities.directory.models import Circle, City
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.words.names import clean_name, name_keys, sort_key

name_details({"city": keys_of(City, gettext_lazy("city")), "cities": keys_of(City, gettext_lazy("cities"))})


class AlreadyInDirectory(Refused):
    """The directory has this city or organisation; a second entry would split its memberships and seats."""


@transaction.atomic
def add_city(*, kind: str, name: str, by: AbstractBaseUser | None, slug: str = "", **facts: Any) -> City:
    """Enter a city or partner in the directory, with its own circle; return the city.

    `facts` are other fields of `City`, and `themes`. Without `slug` a free one is made of the name. Raises
    AlreadyInDirectory for the same name, kind and country.
    """
    lock_names()
    name, themes = clean_name(name), facts.pop("themes", ())
    slug = slug or _free_slug(name, country=str(facts.get("country", "")))
    city = City(kind=kind, name=name, slug=slug, **facts)
    _set_names(city)
    city.save()
    city.themes.set(themes)
    # Every city has its circle from the start, so that an exception can be granted to it without further
    # ado. The group's name carries the key, because names of cities change and those of groups are unique.
    circle = Circle.objects.create(group=Group.objects.create(name=f"city {city.pk}"), city=city)
    circle.cities.add(city)
    record("added", city, by=by)
    return city


@transaction.atomic
def edit_city(city: City, *, by: AbstractBaseUser | None, **facts: Any) -> City:
    """Change what the directory says of a city; unchanged facts leave no line in the history.

    A new name keeps the old one among its other names, unless these are given too. `facts` are fields of
    `City`, and `themes`. Raises AlreadyInDirectory where the new name stands there already.
    """
    # «no key»: rows that refer to the city (seats, invitations) can be written meanwhile.
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    themes = facts.pop("themes", None)
    if "name" in facts:
        facts["name"] = clean_name(facts["name"])
    changed = [name for name, value in facts.items() if getattr(city, name) != value]
    before = city.name
    for name in changed:
        setattr(city, name, facts[name])
    if "other_names" not in facts and name_keys(city.name) != name_keys(before):
        # Files, applications and people know it by the name it had.
        city.other_names = f"{city.other_names}\n{before}"
    if {"name", "other_names", "country", "kind"} & set(changed):
        _set_names(city)
    if changed:
        city.save(update_fields=[*changed, "sort_name", "keys", "other_names"])
    # Compared first, so that saving the page unchanged is no line in the history.
    if themes is not None and {theme.pk for theme in themes} != set(city.themes.values_list("pk", flat=True)):
        city.themes.set(themes)
        changed.append("themes")
    if changed:
        record("changed", city, by=by, fields=changed)
    return city


def _set_names(city: City) -> None:
    """Give the city its keys and what it sorts by. Raises AlreadyInDirectory where one is another's."""
    city.other_names = "\n".join(dict.fromkeys(filter(None, map(clean_name, city.other_names.splitlines()))))
    city.sort_name = sort_key(city.name)
    city.keys = list(dict.fromkeys(key for name in city.names for key in name_keys(name)))
    country = str(city.country or "")
    others = City.objects.filter(kind=city.kind, country=country).exclude(pk=city.pk)
    # Known of cities of the world: «Wien» is Vienna, though neither page says so.
    meant = () if city.is_partner else keys_meant(city.name, country)
    if other := others.called(city.names, meant).first():
        theirs = {*other.keys, *name_keys(other.name)}
        name = next((it for it in city.names if theirs & set(name_keys(it))), city.name)
        if other.sort_name == sort_key(name):
            raise AlreadyInDirectory(_("%(name)s stands in the directory already.") % {"name": name})
        words = _("%(name)s stands in the directory already: it is another name of %(city)s.")
        raise AlreadyInDirectory(words % {"name": name, "city": other})


def _free_slug(name: str, *, country: str) -> str:
    """Return a free word for the address: «lisbon», where taken «london-ca», then «london-ca-2»."""
    # The column holds 120; the rest is room for the country and a number.
    plain = slugify(sort_key(name))[:100] or "city"
    candidates = [plain, f"{plain}-{country.lower()}"] if country else [plain]
    taken = set(City.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    # One more number than there are taken words, so that one of them must be free.
    numbered = (f"{candidates[-1]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [*candidates, *numbered] if slug not in taken)
