"""The verbs of a revision: its pilot cities write it, send it in, take it back; the secretariat decides."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.partners.actions.anew import ask_anew_if_another
from icaforum.audit.as_read import changed_since, refuse_unread
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.projects.models import PilotProject, ProjectText
from pilots.revisions.models import Revision
from pilots.revisions.refusals import DatesInDisorder, NothingChanged, NotNow, NotYours, TextIsGone
from pilots.revisions.rules import NAMES, OF_TEXT, changes_of, gone_in_words, is_whole, stands, stored
from pilots.revisions.writers import tell

name_verbs(
    {
        "project rewritten": gettext_lazy("changed the new version of a project"),
        "project version sent in": gettext_lazy("sent in a new version of a project"),
        "project looked at": gettext_lazy("looked at a project, of which nothing has changed"),
        "project version withdrawn": gettext_lazy("took back the new version of a project"),
        "project version returned": gettext_lazy("returned the new version of a project"),
        "project version published": gettext_lazy("published the new version of a project"),
    }
)
belongs(Revision, "project", to=PilotProject)
belongs(Revision, "city", to=City)
belongs(Revision, "author", to=User)

State = Revision.State


@transaction.atomic
def write_revision(
    project: PilotProject, *, language: str, by: User, wanted: Mapping[str, Any], send: bool = True
) -> Revision:
    """Keep what the pilot cities want to say of their project in one language, and send it in; return it.

    `wanted` holds all that is to stand, by the names of `rules.NAMES`; what stands already is no change. With
    `send` off it stays where it is: a draft, or with its cities. Raises NotYours, NothingChanged, NotThere.
    """
    # The row of the project, as in publishing: whoever holds it decides what stands.
    project = locked(PilotProject.objects.select_for_update(), project.pk)
    city = _city_of(project, by)
    now = stands(project, project.texts.filter(language=language).first())
    changes = {
        name: [stored(now[name]), stored(value)]
        for name, value in wanted.items()
        if name in NAMES and value != now[name]
    }
    found = project.revisions.open().filter(language=language).first()
    # As it is once it is locked: what was decided or taken back meanwhile stays so.
    row = Revision.objects.locked(found.pk) if found else None
    row = row if row and row.is_open else None
    if not changes and (send or row is None):
        raise NothingChanged(_("Nothing is changed yet. Change something first."))
    row = row or Revision(project=project, language=language)
    fields = [name for name in {*changes, *row.changes} if changes.get(name) != row.changes.get(name)]
    row.city, row.author, row.changes, row.changed_at = city, by, changes, database_now()
    goes_in = send and row.state != State.SUBMITTED
    if goes_in:
        row.state, row.submitted_at = State.SUBMITTED, row.changed_at
    row.save()
    _note_word(project)
    record(
        "project version sent in" if goes_in else "project rewritten", row, by=by, fields=_labelled(fields)
    )
    return row


@transaction.atomic
def take_back(revision: Revision, *, by: User, read: str = "") -> Revision:
    """Drop what is not published; the project stays as it is. `read` is the mark of what the person has read.

    Raises NotYours, NotNow, NotThere, and ChangedMeanwhile where a colleague has written since.
    """
    row = Revision.objects.locked(revision.pk)
    _city_of(row.project, by)
    if not row.is_open:
        raise NotNow(_("It is decided already."))
    refuse_unread(read, row.mark, changed_since())
    row.state, row.decided_at = State.WITHDRAWN, database_now()
    row.save(update_fields=["state", "decided_at"])
    record("project version withdrawn", row, by=by)
    return row


@transaction.atomic
def send_back(revision: Revision, *, note: str, by: User) -> Revision:
    """Return it to its cities with a note of what to change. Raises NotNow where it does not wait."""
    row = _waiting(revision)
    row.state, row.note, row.decided_at = State.RETURNED, note.strip(), database_now()
    row.save(update_fields=["state", "note", "decided_at"])
    record("project version returned", row, by=by)
    tell("project_returned", row)
    return row


@transaction.atomic
def publish(revision: Revision, *, by: User) -> Revision:
    """Put what its cities changed into the project, and nothing else; return the revision.

    What the secretariat changed in another field stays, and in the same text where the two go together.
    In a language without a text it becomes the first one. Raises TextIsGone where the text that it changes
    was deleted, NotNow where it does not wait, DatesInDisorder, NotThere.
    """
    project = locked(PilotProject.objects.select_for_update(), revision.project_id)
    row = _waiting(revision)
    found = project.texts.filter(language=row.language).first()
    if not is_whole(row, found):
        raise TextIsGone(gone_in_words(row))
    text = found or ProjectText(project=project, language=row.language)
    was = text.title
    changes = list(changes_of(row, stands(project, text)))
    for change in changes:
        setattr(text if change.name in OF_TEXT else project, change.name, change.result)
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise DatesInDisorder(_("The last day would be before the first. Return it with a note."))
    of_project = [change.name for change in changes if change.name not in OF_TEXT]
    project.save(update_fields=of_project)
    # Written whole where it is new.
    if text.pk is None or len(of_project) < len(changes):
        text.save()
    row.state, row.decided_at = State.PUBLISHED, database_now()
    row.save(update_fields=["state", "decided_at"])
    record("project version published", row, by=by, fields=_labelled(change.name for change in changes))
    if was:
        ask_anew_if_another(project, was={row.language: was}, now={row.language: text.title}, by=by)
    tell("project_published", row)
    return row


@transaction.atomic
def look_again(project: PilotProject, *, by: User) -> PilotProject:
    """Say that its cities have looked at a project, and that all of it still stands. Raises NotYours."""
    project = locked(PilotProject.objects.select_for_update(), project.pk)
    _city_of(project, by)
    _note_word(project)
    record("project looked at", project, by=by)
    return project


def _note_word(project: PilotProject) -> None:
    project.looked_at = database_now()
    project.save(update_fields=["looked_at"])


def _city_of(project: PilotProject, by: User) -> City:
    """Return the pilot city of the project for which this person writes; raises NotYours."""
    hosts = project.hosts.order_by()
    seat = (
        by.seats.standing().filter(city__in=hosts).select_related("city").order_by("city__sort_name").first()
    )
    if seat is None:
        raise NotYours(_("Only contacts of its pilot cities change a project."))
    return seat.city


def _waiting(revision: Revision) -> Revision:
    row = Revision.objects.locked(revision.pk)
    if not row.is_waiting:
        raise NotNow(_("It does not wait for a decision any more."))
    return row


def _labelled(names: Iterable[str]) -> list[str]:
    """Return fields with the models that have their words, for the history: «pilots.projecttext.approach»."""
    return sorted(f"pilots.{'projecttext' if name in OF_TEXT else 'pilotproject'}.{name}" for name in names)
