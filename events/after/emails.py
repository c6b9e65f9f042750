"""The one mail that somebody gets after an event: for who was there, was not, or wants the recording."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from events.after.models import Survey
from events.after.recipients import ASIDE, PRESENT, group_of
from events.places.emails import Ids, content_of, registration_of
from events.places.models import Registration
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.times import database_now
from resources.models import Resource

SURVEY = "survey"
"""The purpose of the links to a survey."""


def event_recording(ids: Ids) -> Content | None:
    """Write to somebody after an event, with what there is in the library for them.

    To those who wanted the recording it is unwanted where that was pulled back or is closed to them; to the
    others, where they may no longer see the event. Whether somebody was there is asked anew; where that is
    not known any more, it is what was known when the mail was queued.
    """
    registration = registration_of(ids)
    if registration is None:
        return None
    group = group_of(registration) if registration.came is not None else ids.get("group", ASIDE)
    if not group:
        return None
    papers = _papers_of(registration)
    may_see = registration.person.has_perm("events.view_event", registration.event)
    if not (papers["recording_page"] if group == ASIDE else may_see):
        return None
    asked = _survey_of(registration) if group == PRESENT else {}
    return content_of("event_recording", registration, group=group, **papers, **asked)


def survey_link(survey: Survey, registration: Registration) -> str:
    """Return the address of a survey for somebody, by which it opens without a sign-in."""
    token = sign(SURVEY, registration.pk, expires_at=survey.ends_at)
    return settings.BASE_URL + reverse("events:survey_by_link", args=[token])


def _survey_of(registration: Registration) -> dict[str, Any]:
    """Return what the mail says of the survey: nothing where there is none, or none any more."""
    survey = Survey.objects.filter(event=registration.event_id).select_related("event").first()
    if survey is None or not survey.takes_answers(database_now()):
        return {}
    return {"survey_url": survey_link(survey, registration), "survey": survey}


def _papers_of(registration: Registration) -> dict[str, Any]:
    """Return the addresses of the recording and the slides, where the person may open them."""
    event, person = registration.event, registration.person

    def page(paper: Resource | None) -> str:
        may_open = paper is not None and person.has_perm("resources.view_resource", paper)
        return settings.BASE_URL + paper.get_absolute_url() if paper and may_open else ""

    return {"recording_page": page(event.recording), "slides_page": page(event.slides)}
