"""The mails of contributions: each is written when it is sent, by what is there then.

None means «no longer wanted».
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.models import City, User
from icaforum.outbox.kinds import Content
from resources.contributions.models import Contribution
from resources.contributions.writers import leads_of, writers_of
from resources.library.models import PaperOrganisation

State = Contribution.State


def contribution_sent_in(ids: Mapping[str, Any]) -> Content | None:
    """Say that it has arrived and what comes next; unwanted once it is decided."""
    row = _own(ids, State.SUBMITTED)
    return _content("contribution_sent_in", row) if row else None


def contribution_returned(ids: Mapping[str, Any]) -> Content | None:
    """Bring the note of the secretariat; unwanted once it was sent in again."""
    row = _own(ids, State.RETURNED)
    return _content("contribution_returned", row) if row else None


def contribution_published(ids: Mapping[str, Any]) -> Content | None:
    """Say that it stands in the library, under which name; unwanted once it was taken back."""
    row = _own(ids, State.PUBLISHED)
    if row is None or row.paper is None or not row.paper.is_published:
        return None
    # An organisation that took part would tell which city is not named.
    table = reverse("cities:table", args=[PaperOrganisation.word, row.paper.pk]) if row.is_named else ""
    return _content(
        "contribution_published",
        row,
        paper_url=settings.BASE_URL + row.paper.get_absolute_url(),
        table_url=table and settings.BASE_URL + table,
    )


def contribution_file_out(ids: Mapping[str, Any]) -> Content | None:
    """Say which earlier file the secretariat took out, and why."""
    row = _own(ids, *State)
    file = row and row.files.filter(pk=ids["file"], taken_out_at__isnull=False).first()
    return _content("contribution_file_out", row, file=file) if row and file else None


def contribution_names_you(ids: Mapping[str, Any]) -> Content | None:
    """Tell a city that another names it as an author beside itself; unwanted once it no longer does."""
    city = City.objects.filter(pk=ids["city"]).first()
    row = _in_state(ids, State.SUBMITTED, State.RETURNED, State.PUBLISHED)
    if city is None or row is None or not row.co_authors.filter(pk=city.pk).exists():
        return None
    if not _is_for(ids, leads_of(city)):
        return None
    return _content("contribution_names_you", row, city=city)


def _in_state(ids: Mapping[str, Any], *states: str) -> Contribution | None:
    """Return it in one of these states."""
    rows = Contribution.objects.select_related("city", "resource", "author", "renews__resource")
    return rows.filter(pk=ids["contribution"], state__in=states).first()


def _own(ids: Mapping[str, Any], *states: str) -> Contribution | None:
    """Return it in one of these states, while its reader is one of those who wrote it."""
    row = _in_state(ids, *states)
    return row if row and _is_for(ids, writers_of(row)) else None


def _is_for(ids: Mapping[str, Any], people: list[User]) -> bool:
    # Rows of an earlier release do not say whose they are.
    return "reader" not in ids or ids["reader"] in {person.pk for person in people}


def _content(kind: str, row: Contribution, **more: Any) -> Content:
    context = {"contribution": row, "url": settings.BASE_URL + row.get_absolute_url()}
    return Content(f"resources/emails/{kind}", context | more)
