"""What comes after an event: its recording and slides go into the library, and who wanted them is told."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.sharing.actions import grant
from cities.sharing.models import GRANT_IN_FORCE
from events.planning.recipients import keys_after
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from resources.library.actions.edition import add_edition
from resources.library.actions.resource import add_resource, publish
from resources.library.uploads import Upload
from resources.models import Kind, Resource

name_verbs({"recording added": gettext_lazy("added the recording or the slides")})


@transaction.atomic
def add_recording(
    event: Event, *, by: User, recording: str = "", slides_link: str = "", slides: Upload | None = None
) -> Event:
    """Put recording and slides of an event that is over into the library, for those who see the event.

    With the recording everybody who wanted it is mailed, once for ever. Each may be added later than the
    other. Returns the event. Raises NotOver, NothingToAdd, AddedAlready, what the library refuses, and Busy
    when the lock does not come.
    """
    event, now = lock_event(event)
    if not event.is_published or not event.has_ended(now):
        raise refusals.NotOver(_("This event is not over, so there is nothing to add yet."))
    if not (recording or slides_link or slides):
        raise refusals.NothingToAdd(_("Give the link of the recording, or the slides."))
    if (recording and event.recording_id) or ((slides or slides_link) and event.slides_id):
        raise refusals.AddedAlready(_("It is in the library already. Change it there."))
    if recording:
        event.recording = _in_library(event, Kind.WEBINAR_RECORDING, by=by, link=recording)
    if slides or slides_link:
        event.slides = _in_library(event, Kind.PRESENTATION, by=by, link=slides_link, upload=slides)
    event.save(update_fields=["recording", "slides"])
    record("recording added", event, by=by)
    if recording:
        _tell(event)
    return event


def _tell(event: Event) -> None:
    rows = list(event.registrations.wanting_the_recording().select_related("person").order_by("pk"))
    keys = keys_after(event, rows)
    queue_mails(
        NewMail("event_recording", to=row.person, key=keys[row.pk], ids={"registration": row.pk})
        for row in rows
        if row.pk in keys
    )


def _in_library(
    event: Event, kind: str, *, by: User, link: str = "", upload: Upload | None = None
) -> Resource:
    """Publish a paper of the library for those who see the event, exceptions included; return it."""
    language = event.languages[0] if event.languages else "en"
    with translation.override(language):
        words = _("Recording: %(title)s") if kind == Kind.WEBINAR_RECORDING else _("Slides: %(title)s")
    resource = add_resource(
        kind=kind,
        by=by,
        slug=f"{event.slug}-{kind}",
        level=event.level,
        open_to_partners=event.open_to_partners,
        themes=list(event.themes.all()),
        is_sample=event.is_sample,
    )
    for circle in event.circle_grants.filter(GRANT_IN_FORCE).select_related("group"):
        grant(resource, to=circle.group, by=by, reason=circle.reason, until=circle.until)
    for person in event.person_grants.filter(GRANT_IN_FORCE).select_related("user"):
        grant(resource, to=person.user, by=by, reason=person.reason, until=person.until)
    add_edition(
        resource,
        language=language,
        title=(words % {"title": event.title})[:200],
        summary=event.summary or event.title,
        by=by,
        link=link,
        upload=upload,
    )
    return publish(resource, by=by)
