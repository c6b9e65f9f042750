"""What becomes of the uses of a city that leaves, counted before."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from cities.models import City
from resources.uses.models import Use


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with the number of papers and measures that the city says it uses, if any."""
    if n := Use.objects.standing().filter(city=city).count():
        words = ngettext(
            "At %(n)d paper or measure it stays among those that use it; nothing more is asked.",
            "At %(n)d papers and measures it stays among those that use them; nothing more is asked.",
            n,
        )
        yield words % {"n": n}
