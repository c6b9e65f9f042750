"""The words of the reader's city in a paper, for the pages of the library, which knows nothing of quotes."""

from typing import Any

from django import template

from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from resources.lessons.models import Quote
from resources.library.models import Resource

register = template.Library()


@register.inclusion_tag("resources/lessons/own_words.html", takes_context=True)
def own_words(context: template.Context, paper: Resource) -> dict[str, Any]:
    """Lead people of a city that is quoted in a paper to its words, where it can take them out."""
    viewer = context["request"].viewer
    if not paper.quotes_by_consent or not viewer.city_ids or not the_forum().has_open(Room.QUESTIONS):
        return {"quotes": []}
    rows = Quote.objects.filter(lesson__resource=paper, city__in=viewer.city_ids)
    return {"quotes": list(rows.filter(state=Quote.State.AGREED))}
