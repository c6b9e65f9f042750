"""What becomes of new versions of projects that a city which leaves has sent in, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.models import City
from pilots.revisions.models import Revision


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city has something."""
    state = Revision.State
    rows = Revision.objects.filter(city=city).order_by()
    begun = Q(state__in=(state.DRAFT, state.RETURNED))
    counts = rows.aggregate(
        sent=Count("pk", filter=Q(state=state.SUBMITTED)), begun=Count("pk", filter=begun)
    )
    waits = ngettext(
        "%(n)d new version of a pilot project that it has sent in is the secretariat’s to decide.",
        "%(n)d new versions of pilot projects that it has sent in are the secretariat’s to decide.",
        counts["sent"],
    )
    drafts = ngettext(
        "%(n)d new version of a pilot project that it has begun is not asked for again.",
        "%(n)d new versions of pilot projects that it has begun are not asked for again.",
        counts["begun"],
    )
    return (words % {"n": n} for words, n in ((waits, counts["sent"]), (drafts, counts["begun"])) if n)
