"""All uses of a paper or measure that a reader may see: in one order, with their answers, and counted."""

from dataclasses import dataclass

from django.db.models import Prefetch

from cities.directory.viewer import Viewer
from cities.models import Measure
from resources.library.models import Resource
from resources.uses.asked import about
from resources.uses.models import FollowUp, Use, UseQuerySet
from resources.uses.timeline import in_a_sentence


@dataclass(frozen=True)
class Counted:
    """How many cities use a thing, and that in a sentence."""

    number: int
    sentence: str


def uses_of(thing: Resource | Measure, viewer: Viewer) -> UseQuerySet:
    """Return the uses of a thing that count, for this reader; the latest word first."""
    rows: UseQuerySet = Use.objects.visible_to(viewer).standing().filter(**about(thing))
    return with_answers(rows).latest_first()


def with_answers(rows: UseQuerySet) -> UseQuerySet:
    """Carry the city of each row and, as `came`, what it was asked and said."""
    answers = Prefetch("follow_ups", FollowUp.objects.order_by("station"), to_attr="came")
    return rows.select_related("city").prefetch_related(answers)


def counted(rows: UseQuerySet) -> Counted:
    """Return how many these are, and what they say together; one statement."""
    found = rows.prefetch_related(None).select_related(None).order_by()
    facts = [
        (is_named, region if is_named else "", stopped is not None)
        for is_named, region, stopped in found.values_list("is_named", "city__region", "stopped_at")
    ]
    return Counted(len(facts), in_a_sentence(facts))
