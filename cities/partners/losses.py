"""What becomes of requests for help, needs, wants and letters of a city that leaves, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.directory.models import City
from cities.letters.models import Thread
from cities.partners.models import TABLES, HelpRequest


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city, or partner, has something."""
    rows = HelpRequest.objects.filter(Q(city=city) | Q(partner=city)).order_by()
    shown_done = Q(state=HelpRequest.State.DONE, is_shown=True)
    counts = rows.aggregate(
        open=Count("pk", filter=Q(state__in=HelpRequest.OPEN)), shown=Count("pk", filter=shown_done)
    )
    ends = ngettext(
        "%(n)d open request for help ends within the hour, which the other side is told by mail.",
        "%(n)d open requests for help end within the hour, which the other sides are told by mail.",
        number := counts["open"],
    )
    shown = ngettext(
        "%(n)d help stays on the page of the partner until the city wants it off.",
        "%(n)d helps stay on the pages of the partners until the city wants them off.",
        stay := counts["shown"],
    )
    said = city.wants_offers.count() + city.expertise_needs.open().count() + city.expertise.count()
    leaves = ngettext(
        "%(n)d want, offer, need or expertise of it is shown no more.",
        "%(n)d wants, offers, needs and kinds of expertise of it are shown no more.",
        said,
    )
    waiting = sum(table.objects.asked().filter(city=city).count() for table in TABLES.values())
    tables = ngettext(
        "%(n)d organisation at the table that has not answered is not reminded.",
        "%(n)d organisations at the table that have not answered are not reminded.",
        waiting,
    )
    threads = Thread.objects.filter(sides__city=city, is_personal=False).distinct().count()
    letters = ngettext(
        "%(n)d exchange of letters stays with the other city.",
        "%(n)d exchanges of letters stay with the other cities.",
        threads,
    )
    counted = ((ends, number), (shown, stay), (leaves, said), (letters, threads), (tables, waiting))
    return (words % {"n": n} for words, n in counted if n)
