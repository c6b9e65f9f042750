"""What a paper says after the words of a city were taken out of it."""

from django.utils import translation

from cities.models import User
from resources.lessons.models import Quote
from resources.lessons.rules import composed, left_of
from resources.library.actions.edition import rewrite_agreed
from resources.library.actions.resource import withdraw


def leave_out_of_paper(quote: Quote, *, by: User | None) -> None:
    """Rewrite the paper without these words; it leaves the library where none of another city are left.

    `by` is None for a restore.
    """
    lesson = quote.lesson
    edition = lesson.resource.editions.first() if lesson.resource else None
    if lesson.resource is None or edition is None:
        return
    quotes = list(lesson.quotes.filter(state=Quote.State.AGREED).select_related("city"))
    rest = [it for it in quotes if it != quote]
    body = left_of(edition.body, [it.words for it in quotes], quotes.index(quote))
    if body is None:
        # Not as it was composed: nobody is described closer than anybody could be.
        for it in rest:
            it.band, it.region = 0, ""
        with translation.override(
            lesson.language if translation.check_for_language(lesson.language) else "en"
        ):
            body = composed(rest)
    if lesson.resource.is_published and all(it.city_id == lesson.question.city_id for it in rest):
        withdraw(lesson.resource, by=by)
    named_still = any(it.is_named and it.city_id == quote.city_id for it in rest)
    gone = [quote.city] if quote.is_named and not named_still else []
    rewrite_agreed(edition, body=body, without=gone, by=by)
