"""The button by which one keeps a paper, for the pages of the library, which knows nothing of it."""

from typing import Any

from django import template

from cities.sharing.preview import whose_own
from resources.bookmarks.models import Bookmark
from resources.library.models.resource import Resource

register = template.Library()


@register.inclusion_tag("resources/bookmarks/keep.html", takes_context=True)
def keep_button(context: template.Context, resource: Resource) -> dict[str, Any]:
    """Offer to keep a paper, or to let it go, to whoever is signed in; nothing to others.

    While staff see the Forum as a member the button stands there, off.
    """
    seen = getattr(context["request"], "seen", None)
    if seen is not None:
        return {"offered": seen.viewer.is_member, "is_off": True}
    person = whose_own(context["request"])
    if not person.is_authenticated:
        return {"offered": False}
    kept = Bookmark.objects.filter(person=person, resource=resource).exists()
    return {"offered": True, "kept": kept, "resource": resource, "csrf_token": context.get("csrf_token")}
