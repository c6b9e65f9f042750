"""What becomes of what a city that leaves has sent in for the library, and of drafts, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.models import City, Officer
from resources.contributions.models import Contribution, ContributionDraft
from resources.library.models import Resource


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city has something."""
    state = Contribution.State
    rows = Contribution.objects.filter(city=city).order_by()
    counts = rows.aggregate(
        sent=Count("pk", filter=Q(state=state.SUBMITTED)), back=Count("pk", filter=Q(state=state.RETURNED))
    )
    papers = ngettext(
        "%(n)d paper stays in the library under its name.",
        "%(n)d papers stay in the library under its name.",
        published := Resource.objects.published().filter(cities=city).count(),
    )
    waits = ngettext(
        "%(n)d text that it has sent in is the secretariat’s to publish or to put away.",
        "%(n)d texts that it has sent in are the secretariat’s to publish or to put away.",
        sent := counts["sent"],
    )
    returned = ngettext(
        "%(n)d text that came back with a note is not asked for again.",
        "%(n)d texts that came back with a note are not asked for again.",
        back := counts["back"],
    )
    people = Officer.objects.open().filter(city=city).values("person")
    drafts = ngettext(
        "%(n)d draft for the library stays with whoever wrote it.",
        "%(n)d drafts for the library stay with those who wrote them.",
        begun := ContributionDraft.objects.filter(author__in=people).count(),
    )
    counted = ((papers, published), (waits, sent), (returned, back), (drafts, begun))
    return (words % {"n": n} for words, n in counted if n)
