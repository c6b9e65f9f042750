"""Who is asked whether a city may be quoted, and whose draft it is."""

from typing import Any

from django.db.models import Q, QuerySet

from cities.models import City, Officer, User
from cities.talking.anonymity import member_cities
from resources.lessons.models import Lesson, Quote


def asked_people(quote: Quote) -> QuerySet[User]:
    """Return the people who are asked: who wrote the answer, and the leads of the city."""
    seats = Officer.objects.standing().filter(city=quote.city_id)
    written = Q(person=quote.author_id) if quote.author_id else Q(pk__in=[])
    asked = seats.filter(Q(role="lead") | written)
    return User.objects.filter(is_active=True, pk__in=asked.values("person"))


def makers(lesson: Lesson) -> QuerySet[User]:
    """Return whose draft it is now: who made it, of its city or of staff; the city's leads once they left."""
    active = User.objects.filter(is_active=True)
    seats = Officer.objects.standing().filter(city=lesson.question.city_id)
    maker = active.filter(pk=lesson.made_by_id).first()
    if maker and (maker.acts_as_staff or seats.filter(person=maker).exists()):
        return active.filter(pk=maker.pk)
    return active.filter(pk__in=seats.leads().values("person"))


def told_of_paper(lesson: Lesson) -> QuerySet[User]:
    """Return who is told that it is published: of each city in it who wrote, and its leads.

    Of the city that asked also where the paper has no words of it.
    """
    own = lesson.question
    told = _of_city(own.city_id, own.author_id) | _of_city(own.city_id, lesson.made_by_id)
    for city, author in lesson.quotes.agreed().order_by().values_list("city", "author"):
        told |= _of_city(city, author)
    seats = Officer.objects.standing().filter(told)
    return User.objects.filter(is_active=True, pk__in=seats.values("person"))


def _of_city(city: int, writer: int | None) -> Q:
    return Q(city=city) & (Q(role="lead") | Q(person=writer or 0))


def could_be_unnamed(quote: Quote) -> Any:
    """Return the member cities among which this one can be unnamed: those that the paper does not name."""
    named = Quote.objects.kept().filter(lesson=quote.lesson_id, is_named=True).exclude(pk=quote.pk)
    return member_cities().exclude(pk__in=named.values("city"))


def named_cities(lesson: Lesson) -> QuerySet[City]:
    """Return the cities that agreed to stand in the paper by name."""
    agreed = lesson.quotes.agreed().filter(is_named=True)
    return City.objects.filter(pk__in=agreed.values("city"))
