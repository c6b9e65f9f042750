"""What waits for one person, and who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cities.directory.models import CityQuerySet
from cities.directory.viewer import Viewer
from cities.models import City, Officer
from events.models import Registration

# What somebody is asked for at once: the next stands there as soon as one is done.
NEEDS = 3


@dataclass(frozen=True)
class Need:
    """One thing that waits for this person: its title, why it does, and the words and address of the step.

    `sends` is set where the step is a press and no page. `leads_to` is the address on another host to which
    that press leads.
    """

    title: str
    text: str
    action: str
    url: str
    sends: bool = False
    leads_to: str = ""


@dataclass(frozen=True)
class Looking:
    """Who looks, at which time: `places` are their next places and waiting ones, the soonest first."""

    viewer: Viewer
    places: Sequence[Registration]
    now: datetime

    @property
    def asked(self) -> CityQuerySet:
        """Return their cities of which something may be asked: those that do not pause."""
        return City.objects.taking_part().filter(pk__in=self.viewer.city_ids).order_by()

    @property
    def day(self) -> date:
        """Return the day that it is for them."""
        return timezone.localdate(self.now)


def of_reader(viewer: Viewer, column: str) -> Q:
    """Return the condition that the viewer wrote it, or leads the city whose team its writer has left."""
    in_team = Officer.objects.open().filter(city=OuterRef("city"), person=OuterRef(column))
    return Q(**{column: viewer.user_id}) | Q(~Exists(in_team), city__in=viewer.lead_of)
