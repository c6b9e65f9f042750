"""The mails of lessons-learned drafts: to the cities quoted, and to whoever made the draft.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted».
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.models import User
from cities.sharing.viewers import viewer_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import Content
from resources.lessons.models import Lesson, Quote
from resources.lessons.recipients import asked_people, makers, told_of_paper
from resources.library.models import Resource


def quote_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask a city whether it may be quoted in these words; unwanted once they are others, or it answered."""
    if not the_forum().has_open(Room.QUESTIONS):
        return None
    rows = Quote.objects.waiting().select_related("lesson__question__city", "city", "answer")
    quote = rows.filter(pk=ids["quote"]).first()
    if (
        quote is None
        or quote.seal != ids["seal"]
        or not asked_people(quote).filter(pk=ids["reader"]).exists()
    ):
        return None
    context = {
        "quote": quote,
        "lesson": quote.lesson,
        "question": quote.lesson.question,
        "url": settings.BASE_URL + quote.get_absolute_url(),
        "again": ids.get("again", False),
    }
    return Content("resources/emails/quote_asked", context)


def quote_taken_out(ids: Mapping[str, Any]) -> Content | None:
    """Tell whoever made a paper, or the city itself, that its words are no longer in it."""
    if not the_forum().has_open(Room.QUESTIONS):
        return None
    rows = Quote.objects.select_related("lesson__question", "lesson__resource", "city")
    quote = rows.filter(pk=ids["quote"], state=Quote.State.TAKEN_OUT).first()
    if quote is None:
        return None
    lesson, reader = quote.lesson, ids["reader"]
    is_own = asked_people(quote).filter(pk=reader).exists()
    if not is_own and not makers(lesson).filter(pk=reader).exists():
        return None
    page = quote if is_own else lesson
    context = {
        "quote": quote,
        "lesson": lesson,
        "is_own": is_own,
        "has_left": bool(
            lesson.resource and not lesson.resource.is_published and lesson.resource.published_at
        ),
        "url": settings.BASE_URL + page.get_absolute_url(),
    }
    return Content("resources/emails/quote_taken_out", context)


def lesson_published(ids: Mapping[str, Any]) -> Content | None:
    """Tell a city of a paper with its words, or made of its question; unwanted where its reader sees none.

    It names no city but the reader's own.
    """
    if not the_forum().has_open(Room.QUESTIONS):
        return None
    rows = Lesson.objects.select_related("question__city", "resource")
    lesson = rows.filter(pk=ids["lesson"], resource__isnull=False).first()
    if lesson is None or not told_of_paper(lesson).filter(pk=ids["reader"]).exists():
        return None
    reader = User.objects.get(pk=ids["reader"])
    viewer = viewer_of(reader)
    paper = Resource.objects.visible_to(viewer).published().filter(lesson=lesson).first()
    if paper is None:
        return None
    quotes = list(lesson.quotes.agreed().filter(city__in=viewer.city_ids).select_related("city"))
    context = {
        "lesson": lesson,
        "question": lesson.question,
        "asked": lesson.question.is_of(viewer),
        "quotes": [(it, settings.BASE_URL + it.get_absolute_url()) for it in quotes],
        "url": settings.BASE_URL + paper.get_absolute_url(),
    }
    return Content("resources/emails/lesson_published", context)


def quotes_answered(ids: Mapping[str, Any]) -> Content | None:
    """Tell whose draft it is that all cities quoted have answered; unwanted once one is asked again."""
    if not the_forum().has_open(Room.QUESTIONS):
        return None
    lesson = Lesson.objects.open().select_related("question").filter(pk=ids["lesson"]).first()
    if lesson is None or lesson.quotes.seem_asked().exists():
        return None
    # Rows of an earlier release went to whoever made it.
    if not makers(lesson).filter(pk=ids.get("reader", lesson.made_by_id)).exists():
        return None
    others = lesson.quotes.exclude(city=lesson.question.city_id)
    context = {
        "lesson": lesson,
        "url": settings.BASE_URL + lesson.get_absolute_url(),
        "agreed": others.agreed().count(),
        "declined": others.filter(state=Quote.State.DECLINED).count(),
    }
    return Content("resources/emails/quotes_answered", context)
