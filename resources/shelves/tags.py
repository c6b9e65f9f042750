"""The shelves on pages of the library, which knows nothing of them."""

from typing import Any

from django import template

from resources.library.models.resource import Resource
from resources.shelves.models import Shelf

register = template.Library()

# More than so many make a wall of the front page; the others are found by their papers.
SHOWN = 6


@register.inclusion_tag("resources/shelves/front.html", takes_context=True)
def shelves_on_front(context: template.Context) -> dict[str, Any]:
    """Show the shelves that stand on the front page of the library and hold something for its reader."""
    visible = Resource.objects.visible_to(context["request"].viewer)
    return {"shelves": list(Shelf.objects.filter(on_front=True).with_papers(visible)[:SHOWN])}


@register.inclusion_tag("resources/shelves/of_paper.html")
def shelves_of(resource: Resource) -> dict[str, Any]:
    """Name the shelves on which a paper stands."""
    if not resource.is_published:
        return {"shelves": []}
    # Whoever sees the paper finds something on each of them.
    return {"shelves": list(Shelf.objects.filter(is_published=True, places__resource=resource)[:SHOWN])}
