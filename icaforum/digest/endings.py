"""What ends for somebody before their next weekly mail: what was shared for a time, and what is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.viewer import Viewer
from cities.models import User
from cities.sharing.models import Shared, exceptions_of
from events.after.models import SURVEY_OPEN, Survey
from events.models import Event
from pilots.models import PilotProject
from resources.models import Resource


@dataclass(frozen=True)
class Ending:
    """One thing that ends at a moment: in words what ends, and the path of its page."""

    thing: Any
    what: str
    path: str
    at: datetime
    # The zone of a last day that is the same for all; None for a moment, which each reads on their own clock.
    zone: tzinfo | None = None


def endings_of(person: User, viewer: Viewer, *, now: datetime, before: datetime) -> list[Ending]:
    """Return what ends for this person between two moments, the first to end first."""
    found = [*_shared(viewer, now, before), *_surveys(person, viewer, now, before)]
    return sorted(found, key=lambda ending: ending.at)


def _shared(viewer: Viewer, now: datetime, before: datetime) -> Iterator[Ending]:
    """Yield what this viewer sees by exceptions alone, the last of which ends."""
    for model in (Resource, PilotProject):
        ends = ends_of(viewer, model, now, before)
        rows = model.objects.visible_to(viewer).filter(pk__in=ends, level__gt=viewer.level)
        if viewer.is_partner:
            rows = rows.filter(open_to_partners=False)
        own = model.objects.filter(model.objects.all().own_of(viewer)).values("pk")
        for row in rows.exclude(pk__in=own) if ends else ():
            yield Ending(row, _("You can see it for some days more"), row.get_absolute_url(), ends[row.pk])


def ends_of(viewer: Viewer, model: type[Shared], now: datetime, before: datetime) -> Mapping[int, datetime]:
    """Return by key when the last exception ends by which this viewer sees a row, between two moments."""
    exceptions = exceptions_of(viewer, model).items()
    return {key: until for key, (_since, until) in exceptions if until and now < until < before}


def _surveys(person: User, viewer: Viewer, now: datetime, before: datetime) -> Iterator[Ending]:
    """Yield the surveys of events at which the person was, that they may still see and have not answered."""
    seen = Event.objects.visible_to(viewer).published().order_by().values("pk")
    here = Q(event__registrations__person=person, event__registrations__came=True)
    closing = Survey.objects.annotate(at=Coalesce("closes_at", F("event__ends_at") + SURVEY_OPEN))
    asked = closing.filter(here, at__gt=now, at__lt=before, event__ends_at__lte=now, event__in=seen)
    answered = Survey.objects.filter(questions__answers__registration__person=person).values("pk")
    for survey in (
        asked.filter(questions__isnull=False).exclude(pk__in=answered).distinct().select_related("event")
    ):
        path = reverse("events:survey", args=[survey.event.slug])
        yield Ending(survey.event, _("Survey: say how it was"), path, survey.at, survey.event.zone)
