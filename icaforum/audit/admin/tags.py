"""The template library `administration`: what Django's templates of the admin cannot know of a reader."""

import re
from html import unescape
from urllib.parse import urlsplit

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from icaforum.words.zones import validate_time_zone, zone_label

register = template.Library()

_LINK = re.compile(r'<a href="([^"]*)"')


def may_open(request: HttpRequest, url: str) -> bool:
    """Return whether a page of the admin's lists is open to the reader; any other address is."""
    try:
        view = resolve(urlsplit(url).path).func
    except Resolver404:
        return True
    page = getattr(view, "model_admin", None)
    return page is None or page.has_view_or_change_permission(request)


@register.simple_tag(takes_context=True)
def opens(context: template.Context, url: str) -> bool:
    """Return whether the reader may go to an address; as `may_open`."""
    return may_open(context["request"], url)


@register.simple_tag(takes_context=True)
def contents_of(context: template.Context, field: AdminReadonlyField) -> str:
    """Return what stands in a field that is only shown; the words alone where its link would be refused.

    Django links every relation, and so do columns of ours that know no request. Where it draws a sign for yes
    and no, and shows the code of a time zone, words stand.
    """
    worded = _in_words(field)
    if worded is not None:
        return worded
    said = field.contents()
    links = [unescape(found) for found in _LINK.findall(said)]
    # `said` keeps its mark of escaped HTML; the bare words have none, and are escaped by the template.
    return said if all(may_open(context["request"], link) for link in links) else unescape(strip_tags(said))


def _in_words(field: AdminReadonlyField) -> str | None:
    """Return what a column says whose value is no words; None for every other."""
    name, row = field.field["field"], field.form.instance
    if not isinstance(name, str):
        return None
    try:
        column = row._meta.get_field(name)
    except FieldDoesNotExist:
        return None  # a method, which says what it says
    if isinstance(column, models.BooleanField):
        return _("Yes") if getattr(row, name) else _("No")
    if validate_time_zone in getattr(column, "validators", ()) and getattr(row, name):
        return zone_label(getattr(row, name))
    return None
