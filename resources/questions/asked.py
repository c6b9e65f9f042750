"""Whom a question is put to: the cities, the people, and when they hear of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, Q, QuerySet

from cities.directory.tiers import Level
from cities.models import City, Expertise, Officer, Theme, User
from cities.sharing.audience import audience, seats_that_see
from cities.sharing.models import GRANT_IN_FORCE
from cities.talking.anonymity import member_cities
from icaforum.outbox.models import Optout
from resources.questions.models import Answer, Hearing, Question

AskedOf = Question.AskedOf

LEVELS = {
    AskedOf.ALL: Level.GENERAL,
    AskedOf.PEERS: Level.PEER,
    AskedOf.THEMES: Level.NAMED,
    AskedOf.CITY: Level.NAMED,
}

# The kind of mail that brings a question at once.
AT_ONCE = "question_asked"


@dataclass(frozen=True)
class Put:
    """Whom a question of a city is put to, before it is asked."""

    of: City
    asked_of: str
    themes: tuple[Theme, ...] = ()
    one_city: City | None = None
    asks_partners: bool = False

    @property
    def level(self) -> Level:
        """Who may see it by their tier."""
        return LEVELS[AskedOf(self.asked_of)]

    @property
    def chosen(self) -> QuerySet[City]:
        """The cities and partners that see it by their circle, since their tier alone does not tell.

        The one that asks is not left out: a number that lacks it would tell which it is.
        """
        wanted = Q(pk__in=[])
        if self.asked_of == AskedOf.THEMES:
            wanted |= Q(pk__in=cities_with(self.themes).values("pk"))
        elif self.asked_of == AskedOf.CITY and self.one_city:
            # Of a city that pauses nothing is asked; where many are, it finds the question on the page.
            wanted |= Q(pk__in=City.objects.taking_part().filter(pk=self.one_city.pk).values("pk"))
        if self.asks_partners:
            wanted |= Q(pk__in=partners_with(self.themes).values("pk"))
        return City.objects.members().filter(wanted)

    @property
    def groups(self) -> list[int]:
        """The keys of the groups of their circles."""
        found = Group.objects.filter(circle__city__in=self.chosen.order_by().values("pk"))
        return list(found.values_list("pk", flat=True))


@dataclass(frozen=True)
class Counted:
    """How many are asked, and how many of the people hear of it when."""

    cities: int
    partners: int
    people: int
    at_once: int
    weekly: int

    @property
    def on_page(self) -> int:
        """How many find it on the page only."""
        return self.people - self.at_once - self.weekly


def cities_with(themes: Iterable[Theme]) -> QuerySet[City]:
    """Return the member cities that work on one of these themes."""
    return member_cities().filter(pk__in=_with_themes(themes))


def partners_with(themes: Iterable[Theme]) -> QuerySet[City]:
    """Return the partners in the Forum with an expertise on one of these themes."""
    return Expertise.objects.standing().on(themes).partners()


def _with_themes(themes: Iterable[Theme]) -> QuerySet[Any]:
    return City.themes.through.objects.filter(theme__in=[theme.pk for theme in themes]).values("city_id")


def count(put: Put) -> Counted:
    """Return how many are asked like this, those of the asking city left apart."""
    groups = put.groups
    seats = seats_that_see(level=put.level, open_to_partners=False, groups=groups).exclude(city=put.of)
    cities = City.objects.filter(pk__in=seats.values("city"))
    people = readers(level=put.level, groups=groups).exclude(pk__in=_people_of([put.of.pk]))
    at_once = hear_at_once(people, put.themes, one_city=put.one_city).count()
    never = Hearing.objects.filter(when=Hearing.When.NEVER).values("person")
    number = people.count()
    return Counted(
        cities=cities.exclude(kind=City.Kind.PARTNER).count(),
        partners=cities.filter(kind=City.Kind.PARTNER).count(),
        people=number,
        at_once=at_once,
        weekly=number - at_once - people.filter(pk__in=never).count(),
    )


def readers(*, level: int, groups: Iterable[int]) -> QuerySet[User]:
    """Return the people to whom a question of this level and these circles is put."""
    return audience(level=level, open_to_partners=False, groups=groups)


def readers_of(question: Question) -> QuerySet[User]:
    """Return the people to whom a question is put, as it stands; the same ones whichever city asks.

    Were the people of the asking city added, or left out, their number would tell which it is.
    """
    return readers(level=question.level, groups=_groups_of(question))


def askers(question: Question) -> QuerySet[User]:
    """Return who hears for the city that asks: whoever asked, or its lead contacts once they have left."""
    seats = Officer.objects.standing().filter(city=question.city_id, person__is_active=True)
    asker = seats.filter(person=question.author_id or 0)
    told = asker if asker.exists() else seats.leads()
    return User.objects.filter(pk__in=told.order_by().values("person")).order_by("pk")


def ears(question: Question) -> QuerySet[User]:
    """Return who hears of what is written under a question: its followers, and who hears for its city."""
    watched = question.watches.order_by()
    follow = Q(pk__in=watched.filter(hears=True).values("person"))
    own = Q(pk__in=askers(question).order_by().values("pk"))
    muted = watched.filter(hears=False).values("person")
    return User.objects.filter(follow | own).exclude(pk__in=muted).order_by("pk")


def cities_that_see(question: Question) -> QuerySet[City]:
    """Return the cities and partners that were asked, and have somebody who reads it."""
    seats = seats_that_see(
        level=question.level, open_to_partners=question.open_to_partners, groups=_groups_of(question)
    )
    return City.objects.members().filter(pk__in=seats.values("city"))


@dataclass(frozen=True)
class Reached:
    """How many read what stands under a question, beside those who are told the number."""

    cities: int
    partners: int
    people: int


def reached(question: Question, *, but: Collection[int]) -> Reached:
    """Return how many others read it than those of the cities `but`, at two statements.

    Nobody counts oneself: `but` are the cities of whoever reads the number. It is left to one of another
    city by the same rule whichever city asks, so that it does not tell which one does.
    """
    is_partner = Q(kind=City.Kind.PARTNER)
    seeing = City.objects.filter(pk__in=cities_that_see(question).order_by().values("pk"))
    counts = seeing.exclude(pk__in=but).aggregate(
        cities=Count("pk", filter=~is_partner), partners=Count("pk", filter=is_partner)
    )
    people = readers_of(question).exclude(pk__in=_people_of(but))
    return Reached(**counts, people=people.count())


def _groups_of(question: Question) -> list[int]:
    rows = question.circle_grants.filter(GRANT_IN_FORCE)
    return list(rows.values_list("group_id", flat=True))


def hear_at_once(
    people: QuerySet[User], themes: Iterable[Theme], *, one_city: City | None = None
) -> QuerySet[User]:
    """Return those of these people who chose to hear of such a question at once.

    By a theme that they follow; of a question to one city alone all its people who chose so.
    """
    # What one follows stands in an app above this one, so by the reverse relation.
    off = Optout.objects.filter(kind=AT_ONCE).values("person")
    news = User.objects.getting_news().order_by().values("pk")
    chose = people.filter(hearing__when=Hearing.When.AT_ONCE, pk__in=news).exclude(pk__in=off)
    if one_city is not None:
        return chose
    follows = User.objects.filter(follows__theme__in=[theme.pk for theme in themes])
    return chose.filter(pk__in=follows.values("pk"))


def _people_of(cities: Collection[int]) -> QuerySet[Any]:
    return Officer.objects.standing().filter(city__in=cities).values("person")


def could_have_answered(question: Question) -> Any:
    """Return the member cities among which one that answers can be unnamed.

    Those that were asked, without those that stand there by name: above it the one that asked, and below.
    Of one that is not named nobody knows that it could not answer.
    """
    named = Answer.objects.filter(question=question, is_named=True).exclude(up_at=None)
    asked = cities_that_see(question).values("pk")
    could = member_cities().filter(pk__in=asked).exclude(pk__in=named.values("city"))
    return could.exclude(pk=question.city_id) if question.is_named else could


def who_may_know(question: Question) -> QuerySet[City]:
    """Return the cities that were asked and work on a theme of the question; by name, without its own."""
    asked = City.objects.taking_part().filter(pk__in=cities_that_see(question).order_by().values("pk"))
    themes = [theme.pk for theme in question.themes.all()]
    return asked.exclude(pk=question.city_id).filter(themes__in=themes).distinct().order_by("sort_name")
