"""What becomes of signatures, comments and drafts of joint calls of a city that leaves, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.advocacy.models import CallComment, JointCall, Signature, Undecided
from cities.directory.models import City


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city has something."""
    signed = Signature.objects.of_texts_that_stand().filter(city=city).order_by()
    counts = signed.aggregate(all=Count("pk"), public=Count("pk", filter=Q(went_public_at__isnull=False)))
    stands = ngettext(
        "%(n)d signature stays under its joint call.",
        "%(n)d signatures stay under their joint calls.",
        number := counts["all"],
    )
    public = ngettext(
        "%(n)d of them stands on the web until the city, or the secretariat in its name, takes it off.",
        "%(n)d of them stand on the web until the city, or the secretariat in its name, takes them off.",
        on_web := counts["public"],
    )
    later = ngettext(
        "%(n)d joint call that it has not decided on reminds it no more.",
        "%(n)d joint calls that it has not decided on remind it no more.",
        undecided := Undecided.objects.filter(city=city, declined_at__isnull=True).count(),
    )
    drafts = ngettext(
        "%(n)d draft of a joint call is the secretariat’s to open or to drop.",
        "%(n)d drafts of joint calls are the secretariat’s to open or to drop.",
        begun := JointCall.objects.drafts().filter(city=city).count(),
    )
    comments = ngettext(
        "%(n)d comment on a joint call stays.",
        "%(n)d comments on joint calls stay.",
        said := CallComment.objects.up().filter(city=city).count(),
    )
    counted = ((stands, number), (public, on_web), (later, undecided), (drafts, begun), (comments, said))
    return (words % {"n": n} for words, n in counted if n)
