"""What becomes of questions and answers of a city that leaves, counted before."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import ngettext

from cities.models import City
from resources.questions.models import Answer, Question


def what_becomes(city: City) -> Iterator[str]:
    """Yield a sentence with a count for each kind of which the city has something."""
    rows = Question.objects.listed().filter(city=city, closed_at__isnull=True).order_by()
    counts = rows.aggregate(
        named=Count("pk", filter=Q(is_named=True)), unnamed=Count("pk", filter=Q(is_named=False))
    )
    closes = ngettext(
        "%(n)d open question is closed within the hour, and stays to read.",
        "%(n)d open questions are closed within the hour, and stay to read.",
        number := counts["named"],
    )
    goes_on = ngettext(
        "%(n)d question without its name stays open: that it closes now would tell who asked.",
        "%(n)d questions without its name stay open: that they close now would tell who asked.",
        unnamed := counts["unnamed"],
    )
    answers = ngettext(
        "%(n)d answer stays.", "%(n)d answers stay.", given := Answer.objects.up().filter(city=city).count()
    )
    counted = ((closes, number), (goes_on, unnamed), (answers, given))
    return (words % {"n": n} for words, n in counted if n)
