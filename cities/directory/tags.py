"""How templates name cities that may have left meanwhile; in templates `{% load directory %}`."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.directory.standing import left_at, tier_of_that_day
from icaforum.words.times import day_in_words

register = template.Library()
register.filter(left_at)
register.filter(tier_of_that_day)


@register.simple_tag
def day_of(text: Any, moment: datetime) -> str:
    """Return the day on which something was done to a text; of a city that is not named, the day in UTC.

    On the reader's own clock a change of zone would tell between which hours it was, and so where.
    """
    return day_in_words(moment, None if text.is_named else "UTC")


# Tags and no templates: a line break at the end of an included file would part a name from its comma.
@register.simple_tag
def was_member(thing: Any) -> str:
    """Return until when a city, or the one that says something, was a member, to stand behind its name.

    Empty while it is one, and for a text that does not name its city.
    """
    if not (left := left_at(thing)):
        return ""
    words = _("was a member until %(day)s") % {"day": day_in_words(left)}
    return format_html(' <span class="soft until">({})</span>', words)


@register.simple_tag
def city_link(city: City) -> str:
    """Return a city's name: with a way to its page while it is in the Forum, else with until when it was."""
    if left_at(city):
        return format_html("{}{}", city, was_member(city))
    return format_html('<a href="{}">{}</a>', city.get_absolute_url(), city)
