"""Who checks a text in short, and in which languages a text can be read already."""

from django.db.models import Q, QuerySet

from cities.models import City, Officer, User
from resources.briefs.models import Brief
from resources.contributions.models import Contribution
from resources.library.models.resource import Resource
from resources.questions.models import Answer, Question

Thing = Resource | Question | Answer


def checkers(brief: Brief) -> QuerySet[User]:
    """Return who is asked to check it: who wrote the text, else the leads of the cities it is from.

    Nobody of a city that has left or pauses.
    """
    seats = Officer.objects.standing().filter(city__in=brief.owners.order_by().values("pk"))
    seats = seats.filter(city__in=City.objects.taking_part())
    author = getattr(brief.thing, "author_id", None)
    is_there = bool(author) and seats.filter(person=author, person__is_active=True).exists()
    asked = seats.filter(Q(person=author)) if is_there else seats.leads()
    return User.objects.filter(is_active=True, pk__in=asked.values("person"))


def unnamed_behind(thing: Thing) -> set[int]:
    """Return the keys of the cities that wrote the text, or are quoted in it, without their name."""
    if not isinstance(thing, Resource):
        return set() if thing.is_named else {thing.city_id}
    written = Contribution.objects.filter(resource=thing, is_named=False)
    # By the reverse relation, since lessons-learned drafts stand beside this story.
    quoted = City.objects.none()
    if thing.quotes_by_consent and hasattr(thing, "lesson"):
        quoted = City.objects.filter(pk__in=thing.lesson.quotes.filter(is_named=False).values("city"))
    return {*written.values_list("city", flat=True), *quoted.values_list("pk", flat=True)}


def languages_of(thing: Thing) -> set[str]:
    """Return the codes of the languages in which the text, or one in short of it, is there."""
    own = (
        set(thing.editions.values_list("language", flat=True))
        if isinstance(thing, Resource)
        else {thing.language}
    )
    return own | set(Brief.objects.standing().filter(**about(thing)).values_list("language", flat=True))


def about(thing: Thing) -> dict[str, Thing]:
    """Return the field of `Brief` that names this text, with the text."""
    return {thing._meta.model_name or "": thing}
