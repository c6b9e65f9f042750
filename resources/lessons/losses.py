"""What becomes of the quotes of a city that leaves, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.models import City
from resources.lessons.models import Quote


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count: what waits for the word of the city, and what it agreed to."""
    waiting = Q(state=Quote.State.ASKED, lesson__given_up_at=None, lesson__in_library_at=None)
    counts = (
        Quote.objects.standing()
        .filter(city=city)
        .order_by()
        .aggregate(asked=Count("pk", filter=waiting), agreed=Count("pk", filter=Q(state=Quote.State.AGREED)))
    )
    waits = ngettext(
        "%(n)d quote that it has not agreed to is left out of the paper.",
        "%(n)d quotes that it has not agreed to are left out of the papers.",
        asked := counts["asked"],
    )
    stays = ngettext(
        "%(n)d quote that it agreed to stays.",
        "%(n)d quotes that it agreed to stay.",
        agreed := counts["agreed"],
    )
    return (words % {"n": n} for words, n in ((waits, asked), (stays, agreed)) if n)
