"""What becomes of the texts in short of a city that leaves, counted before."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from cities.models import City
from resources.briefs.models import Brief


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count: what it said in short, and what it would have to check."""
    stays = ngettext(
        "%(n)d text in short stays beside the whole text.",
        "%(n)d texts in short stay beside the whole texts.",
        written := Brief.objects.standing().filter(city=city).count(),
    )
    own = Brief.objects.all().of_cities([city.pk])
    checks = ngettext(
        "%(n)d text in short of something it wrote is left to the secretariat to check.",
        "%(n)d texts in short of something it wrote are left to the secretariat to check.",
        waiting := Brief.objects.waiting().filter(own).count(),
    )
    return (words % {"n": n} for words, n in ((stays, written), (checks, waiting)) if n)
