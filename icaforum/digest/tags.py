"""The buttons by which one follows something, for the pages of stories that know nothing of it."""

from collections.abc import Iterable
from typing import Any

from django import template

from cities.models import City, Theme
from cities.sharing.preview import whose_own
from icaforum.digest.news import Followed
from icaforum.digest.sections import kind_choices

register = template.Library()

# A list that is narrowed to more than so many themes and kinds offers the first ones.
OFFERED = 3


@register.inclusion_tag("icaforum/digest/follow.html", takes_context=True)
def follow_buttons(
    context: template.Context, city: City | None = None, themes: Iterable[str] = (), kinds: Iterable[str] = ()
) -> dict[str, Any]:
    """Offer a member to follow a city, themes by their words in addresses, and kinds; nothing to others."""
    request = context["request"]
    themes, kinds = list(themes)[:OFFERED], list(kinds)[:OFFERED]
    offered: list[tuple[str, str, str, bool]] = []
    if not request.viewer.is_member or not (city or themes or kinds):
        return {"offered": offered}
    followed = Followed.by(whose_own(request))
    if city:
        offered.append(("city", city.slug, city.local_name, city.pk in followed.cities))
    if themes:
        rows = Theme.objects.filter(slug__in=themes)
        offered += [("theme", row.slug, row.name, row.pk in followed.themes) for row in rows]
    names = dict(kind_choices())
    offered += [("kind", kind, str(names[kind]), kind in followed.kinds) for kind in kinds if kind in names]
    return {"offered": offered[:OFFERED], "next": request.get_full_path()}
