"""Keeping the index true: what was made by older rules, or of names that have changed since, is made anew.

Names of cities and themes change in apps that know nothing of the library, so they are compared with what
they said when they were last indexed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cities.models import City, Theme
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource
from resources.library.models.searchwords import LastIndexed, SearchWords
from resources.library.search import ownwords
from resources.library.search.index import VERSION, city_names, write_index


def stale() -> QuerySet[Resource]:
    """Return the resources whose index has to be made anew, in the order of their keys."""
    return Resource.objects.exclude(search_version=VERSION).order_by("pk")


@transaction.atomic
def notice_changed_names() -> int:
    """Find names that say something else than when they were indexed; return how many.

    The index of each resource that has such a name is then stale. New themes get their row of words.
    """
    ownwords.fill_in()
    before = dict(LastIndexed.objects.values_list("subject", "said"))
    changed = {subject: said for subject, said in _names() if before.get(subject) != said}
    for subject, said in changed.items():
        LastIndexed.objects.update_or_create(subject=subject, defaults={"said": said})
        _with_name(subject).update(search_version=0)
    return len(changed)


def make_anew(pks: Iterable[int]) -> None:
    """Make the index of these resources anew, each in a transaction of its own."""
    for pk in pks:
        with transaction.atomic():
            # Locked, as by every verb that changes one of its texts.
            if resource := Resource.objects.select_for_update().defer("search").filter(pk=pk).first():
                write_index(resource)


def _names() -> Iterator[tuple[str, str]]:
    """Yield each name that resources are found by: its subject, and all that it says."""
    for city in City.objects.filter(resources__isnull=False).distinct():
        yield f"city {city.pk}", city_names([city])
    words = SearchWords.objects.select_related("theme")
    said = {(it.theme_id or it.kind): it.said() for it in words}
    for theme in Theme.objects.all():
        yield f"theme {theme.pk}", _in_one(said.get(theme.pk, theme.names))
    for kind in Kind.values:
        yield f"kind {kind}", _in_one(said.get(kind, {}))


def _in_one(said: dict[str, str]) -> str:
    return "\n".join(f"{language}: {text}" for language, text in sorted(said.items()))


def _with_name(subject: str) -> QuerySet[Resource]:
    """Return the resources of a city, a theme or a kind."""
    of, _blank, key = subject.partition(" ")
    if of == "kind":
        return Resource.objects.filter(kind=key)
    # A subquery, since rows that are joined cannot be updated.
    links = Resource.cities if of == "city" else Resource.themes
    rows: Any = links.through.objects.filter(**{f"{of}_id": key})
    return Resource.objects.filter(pk__in=rows.values("resource_id"))
