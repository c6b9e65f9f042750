"""What becomes of the quotes of a city that leaves, counted before."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from cities.models import City
from resources.lessons.models import Quote


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count: what waits for the word of the city, and what it agreed to."""
    waits = ngettext(
        "%(n)d quote that it has not agreed to is left out of the paper.",
        "%(n)d quotes that it has not agreed to are left out of the papers.",
        asked := Quote.objects.waiting().filter(city=city).count(),
    )
    stays = ngettext(
        "%(n)d quote that it agreed to stays.",
        "%(n)d quotes that it agreed to stay.",
        agreed := Quote.objects.agreed().filter(city=city).count(),
    )
    return (words % {"n": n} for words, n in ((waits, asked), (stays, agreed)) if n)
