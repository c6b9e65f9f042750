"""The mails of revisions: each is written when it is sent, by what is there then."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from icaforum.outbox.kinds import Content
from pilots.revisions.models import Revision
from pilots.revisions.writers import readers_of


def project_returned(ids: Mapping[str, Any]) -> Content | None:
    """Bring the note of the secretariat; unwanted once it was sent in again or taken back."""
    row = _own(ids, Revision.State.RETURNED)
    return _content("project_returned", row, settings.BASE_URL + row.get_absolute_url()) if row else None


def project_published(ids: Mapping[str, Any]) -> Content | None:
    """Say that what one of its cities changed is published."""
    row = _own(ids, Revision.State.PUBLISHED)
    if row is None:
        return None
    return _content("project_published", row, settings.BASE_URL + row.project.get_absolute_url())


def _own(ids: Mapping[str, Any], state: str) -> Revision | None:
    """Return it in this state, while its reader is one of those who hear of it."""
    row = Revision.objects.select_related("project", "city").filter(pk=ids["revision"], state=state).first()
    readers = {person.pk for person in readers_of(row)} if row else set()
    return row if ids["reader"] in readers else None


def _content(kind: str, row: Revision, url: str) -> Content:
    return Content(f"pilots/emails/{kind}", {"revision": row, "project": row.project, "url": url})
