"""The rules of the library, without a look at the database."""

from datetime import datetime

from resources.library.models.resource import Resource


def may_be_out_since(moment: datetime, now: datetime) -> bool:
    """Whether a resource may be published as of `moment`: now, or before where an older library moves in."""
    return moment <= now


def can_be_published(resource: Resource) -> bool:
    """Whether it is a draft or was pulled back."""
    return resource.state != Resource.State.PUBLISHED


def can_be_withdrawn(resource: Resource) -> bool:
    """Whether it is out now."""
    return resource.state == Resource.State.PUBLISHED
