"""What becomes of measures of a city that leaves, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.directory.models import City
from cities.measures.models import PUBLIC, SHOWN, Measure

DRAFTS = Q(shown_at__isnull=True)
HIDDEN = Q(shown_at__isnull=False, hidden_at__isnull=False)


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city has something."""
    rows = Measure.objects.filter(city=city).order_by()
    counts = rows.aggregate(
        drafts=Count("pk", filter=DRAFTS),
        hidden=Count("pk", filter=HIDDEN),
        shown=Count("pk", filter=SHOWN),
        public=Count("pk", filter=PUBLIC),
    )
    shown = ngettext(
        "%(n)d measure stays under its name, as of that day.",
        "%(n)d measures stay under its name, as of that day.",
        stay := counts["shown"],
    )
    public = ngettext(
        "%(n)d of them stands on the web until the city, or the secretariat in its name, takes it off.",
        "%(n)d of them stand on the web until the city, or the secretariat in its name, takes them off.",
        on_web := counts["public"],
    )
    drafts = ngettext(
        "%(n)d draft of a measure is read by nobody but the secretariat.",
        "%(n)d drafts of measures are read by nobody but the secretariat.",
        left := counts["drafts"],
    )
    hidden = ngettext(
        "%(n)d hidden measure is read by nobody but the secretariat.",
        "%(n)d hidden measures are read by nobody but the secretariat.",
        out_of_sight := counts["hidden"],
    )
    counted = ((shown, stay), (public, on_web), (drafts, left), (hidden, out_of_sight))
    return (words % {"n": n} for words, n in counted if n)
