"""The words that stand in place of the name of a city that is not named."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import Region


class Band(models.TextChoices):
    """The size of a city, as it may be said of one that is not named."""

    SMALL = "under-1", gettext_lazy("under 1 million")
    MIDDLE = "1-to-3", gettext_lazy("1 to 3 million")
    LARGE = "3-to-10", gettext_lazy("3 to 10 million")
    HUGE = "over-10", gettext_lazy("over 10 million")


def described(band: Band | None, region: str) -> str:
    """Return the words, such as «A city of 1 to 3 million in Europe» or «A member city»."""
    if not region:
        return _("A member city")
    where = Region(region).label
    if band is None:
        return _("A city in %(region)s") % {"region": where}
    if band == Band.SMALL:
        return _("A city of under 1 million in %(region)s") % {"region": where}
    if band == Band.MIDDLE:
        return _("A city of 1 to 3 million in %(region)s") % {"region": where}
    if band == Band.LARGE:
        return _("A city of 3 to 10 million in %(region)s") % {"region": where}
    return _("A city of over 10 million in %(region)s") % {"region": where}
