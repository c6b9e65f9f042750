"""What is new for somebody, once for both who show it: My Forum and the weekly mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from cities.directory.viewer import Viewer
from cities.models import City, Theme, User
from cities.sharing.models import exceptions_of
from icaforum.audit.models import Entry
from icaforum.digest.models import Follow
from icaforum.digest.rules import LONGEST_LOOK
from icaforum.words.languages import reading_languages
from icaforum.words.times import request_now
from resources.library.models.resource import Resource, ResourceQuerySet
from resources.models import Edition

# So many of the newest papers are looked through for those that come first.
LOOKED_THROUGH = 50

# What the history says of the languages of a paper.
LANGUAGE_VERBS = ("added a language", "changed a language", "removed a language")

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Followed:
    """What somebody follows: themes and cities by their keys, with their names, and kinds."""

    themes: Mapping[int, str] = field(default_factory=dict)
    cities: Mapping[int, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.themes or self.cities or self.kinds)

    @classmethod
    def by(cls, person: User | AnonymousUser) -> "Followed":
        """Return what this person follows, at one statement; nothing for a visitor."""
        rows = list(Follow.objects.of(person)) if person.is_authenticated else []
        return cls(
            {row.theme.pk: str(row.theme) for row in rows if row.theme},
            {row.city.pk: row.city.local_name for row in rows if row.city},
            frozenset(row.kind for row in rows if row.kind),
        )

    def among(self, rows: Rows, *, called: str, kind: Q) -> Rows:
        """Annotate rows with `is_followed`, by their theme, city or kind, and with what they match.

        `called` is the name of these rows at a theme and at a city; `kind` says which are of a followed
        kind. `theme_keys` and `city_keys` are the followed ones that a row belongs to.
        """
        here = {called: OuterRef("pk")}
        # With a key that nobody has, since Django cannot write a subquery that finds nothing for sure.
        themes = Theme.objects.filter(pk__in=[*self.themes, 0], **here).order_by()
        cities = City.objects.filter(pk__in=[*self.cities, 0], **here).order_by()
        return rows.annotate(
            theme_keys=ArraySubquery(themes.values("pk")),
            city_keys=ArraySubquery(cities.values("pk")),
            is_followed=Case(When(Q(Exists(themes)) | Q(Exists(cities)) | kind, then=True), default=False),
        )

    def matched(self, row: Any) -> list[str]:
        """Return the names of the followed themes and cities of a row that `first` has annotated."""
        themes = [name for key, name in self.themes.items() if key in row.theme_keys]
        return themes + [name for key, name in self.cities.items() if key in row.city_keys]


def new_papers(viewer: Viewer, followed: Followed, *, since: datetime) -> ResourceQuerySet:
    """Return the newest papers that somebody may see, as cards.

    Of those that came out since `since`, what the person follows comes first, then what there is in their
    languages; all others follow, the newest first. A few tens are looked through at most.
    """
    newest = Resource.objects.visible_to(viewer).newest().values("pk")[:LOOKED_THROUGH]
    of_kind = Q(kind__in=followed.kinds)
    papers = followed.among(Resource.objects.filter(pk__in=newest), called="resources", kind=of_kind)
    readable = Exists(Edition.objects.filter(resource=OuterRef("pk"), language__in=reading_languages()))
    fresh = Q(published_at__gte=since)
    order = Case(
        When(fresh & Q(is_followed=True), then=0),
        When(fresh & readable, then=1),
        default=2,
    )
    return papers.as_cards().order_by(order, "-published_at", "-pk")


def newly_open(viewer: Viewer, followed: Followed, *, since: datetime) -> ResourceQuerySet:
    """Return the papers that came out before and that somebody may see only since `since`, as cards.

    By an exception of that time, or since the level was lowered to theirs or, to a partner, «also partners»
    was ticked.
    """
    return _older(viewer, followed, _opened(viewer, since), since=since)


def _opened(viewer: Viewer, since: datetime) -> Q:
    """Return the condition of what this viewer may see only since `since`."""
    exceptions = exceptions_of(viewer, Resource)
    fresh = [key for key, (first, _until) in exceptions.items() if first >= since]
    by_name = Q(level__gt=viewer.level, pk__in=fresh)
    by_level = Q(level__lte=viewer.level, pk__in=_lowered(viewer.level, since))
    if viewer.is_partner:
        # Open to partners it was before its level came down to theirs, or is since it was ticked.
        ticked = Q(level__gt=viewer.level, pk__in=_opened_to_partners(since))
        by_level = by_level & Q(open_to_partners=False) | ticked & Q(open_to_partners=True)
    # Who sees it by an exception for longer has seen it before all others do.
    return by_name | by_level & ~Q(pk__in=exceptions.keys() - set(fresh))


def _lowered(level: int, since: datetime) -> list[int]:
    """Return the keys of the papers whose level was above `level` at `since` and was changed after."""
    levels = Entry.objects.filter(target_type=Resource._meta.label_lower, details__has_key="level")
    of_same = levels.filter(target_id=OuterRef("target_id"), at__lt=since).order_by("-at", "-pk")
    changed = levels.filter(at__gte=since, verb="changed").order_by()
    was = changed.annotate(was=Subquery(of_same.values("details__level")[:1]))
    return [int(key) for key in was.filter(was__gt=level).values_list("target_id", flat=True).distinct()]


def _opened_to_partners(since: datetime) -> list[int]:
    """Return the keys of the papers of which «also partners» was changed after `since`."""
    changed = Entry.objects.filter(
        target_type=Resource._meta.label_lower, verb="changed", at__gte=since
    ).filter(details__contains={"fields": ["open_to_partners"]})
    return [int(key) for key in changed.order_by().values_list("target_id", flat=True).distinct()]


def in_languages(
    viewer: Viewer, followed: Followed, *, since: datetime, languages: Sequence[str]
) -> ResourceQuerySet:
    """Return the papers that came out before and are in one of these languages only since `since`, as cards.

    Those that the viewer may see only since then are no news of a language: they are in `newly_open`.
    """
    there = Exists(Edition.objects.filter(resource=OuterRef("pk"), language__in=languages))
    fresh = Q(there, pk__in=_new_in(languages, since))
    return _older(viewer, followed, fresh & ~_opened(viewer, since), since=since)


def _new_in(wanted: Sequence[str], since: datetime) -> list[int]:
    """Return the keys of the papers that got one of these languages after `since`, and had only others then.

    By the history: the row of a language that was taken away and added anew does not tell that it was there.
    """
    steps = Entry.objects.filter(target_type=Resource._meta.label_lower, verb__in=LANGUAGE_VERBS)
    got = steps.filter(at__gte=since, details__language__in=list(wanted)).order_by()
    keys = set(got.values_list("target_id", flat=True))
    had: dict[str, set[str]] = {}
    before = steps.filter(at__lt=since, target_id__in=keys).order_by("pk")
    for key, verb, details in before.values_list("target_id", "verb", "details"):
        languages = had.setdefault(key, set())
        languages.discard(details.get("language_before"))
        if verb == "removed a language":
            languages.discard(details["language"])
        else:
            languages.add(details["language"])
    return [int(key) for key in keys if had.get(key) and had[key].isdisjoint(wanted)]


def _older(viewer: Viewer, followed: Followed, condition: Q, *, since: datetime) -> ResourceQuerySet:
    # The papers of the reader's own cities are no news to them, whatever was changed there.
    seen = Resource.objects.visible_to(viewer).published().exclude(cities__in=viewer.city_ids)
    found = seen.filter(condition, published_at__lt=since).values("pk")
    papers = followed.among(
        Resource.objects.filter(pk__in=found), called="resources", kind=Q(kind__in=followed.kinds)
    )
    return papers.as_cards().order_by("-is_followed", "-published_at", "-pk")


def news_of(person: User | AnonymousUser, viewer: Viewer, *, most: int) -> list[Resource]:
    """Return the newest papers for My Forum."""
    since = request_now() - LONGEST_LOOK
    return list(new_papers(viewer, Followed.by(person), since=since)[:most])
