"""The earlier versions of a paper, for the pages of the library, which knows nothing of what was sent in."""

from typing import Any

from django import template
from django.db.models import Prefetch, prefetch_related_objects

from resources.contributions.models import Contribution, ContributionFile
from resources.library.models.resource import Resource

register = template.Library()


def earlier_versions_of(paper: Resource) -> list[tuple[Contribution, ContributionFile | None]]:
    """Return the versions that stood there before with their files, the newest first.

    Of those for fewer readers than the paper has now none: their city agreed to those alone.
    """
    files = Prefetch("files", ContributionFile.objects.filter(is_current=True), to_attr="standing")
    rows: list[Any] = Contribution.objects.gone_of(paper)
    prefetch_related_objects(rows, files)
    return [
        (row, next(iter(row.standing), None))
        for row in rows
        if row.level <= paper.level and row.open_to_partners >= paper.open_to_partners
    ]


@register.inclusion_tag("resources/contributions/earlier.html", takes_context=True)
def earlier_versions(context: template.Context, paper: Resource) -> dict[str, Any]:
    """List what stood there before with its files, and lead its own city to sending in a new version.

    Where one waits already, it is led to that one.
    """
    viewer = context["request"].viewer
    first = Contribution.objects.filter(resource=paper, city__in=viewer.city_ids).first()
    return {
        "paper": paper,
        "versions": earlier_versions_of(paper),
        "own": first if first and first.is_renewable else None,
        "waits": first.waiting_renewal if first and first.is_renewable else None,
    }
