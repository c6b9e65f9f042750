"""The mails of texts in short: to those who check one, and back to its writer."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.models import User
from cities.sharing.viewers import viewer_of
from icaforum.outbox.kinds import Content
from resources.briefs.models import Brief
from resources.briefs.recipients import checkers


def _seen_by(person: User, brief: int) -> Brief | None:
    """Return the row as its reader may see it now; None in a closed room, or where the text is gone."""
    rows = Brief.objects.visible_to(viewer_of(person)).select_related("city", "author")
    return rows.filter(pk=brief).first()


def brief_waits(ids: Mapping[str, Any]) -> Content | None:
    """Ask somebody of the city that wrote a text to check what it says in short."""
    reader = User.objects.filter(pk=ids["reader"]).first()
    brief = _seen_by(reader, ids["brief"]) if reader else None
    if reader is None or brief is None or not brief.is_waiting:
        return None
    if not checkers(brief).filter(pk=reader.pk).exists():
        return None
    context = {"brief": brief, "url": settings.BASE_URL + brief.get_absolute_url(), "again": ids["again"]}
    return Content("resources/emails/brief_waits", context)


def brief_answered(ids: Mapping[str, Any]) -> Content | None:
    """Tell a writer that the text in short was checked, or why it was declined; or that it waits again."""
    brief = Brief.objects.filter(pk=ids["brief"]).select_related("author").first()
    if brief is None or brief.author is None or not viewer_of(brief.author).is_member:
        return None
    if brief.is_sent_back != ids.get("back", False) or (brief.is_waiting and not brief.is_sent_back):
        return None
    # Of what was declined its writer reads nothing on any page.
    if brief.ended_at is None and _seen_by(brief.author, brief.pk) is None:
        return None
    url = settings.BASE_URL + brief.thing.get_absolute_url()
    return Content("resources/emails/brief_answered", {"brief": brief, "url": url})
