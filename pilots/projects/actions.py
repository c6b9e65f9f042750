"""The verbs of a pilot project: publish it, pull it back."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.projects.models import PilotProject, ProjectText
from pilots.projects.refusals import NotNow

name_verbs({"pulled back": gettext_lazy("pulled back")})
belongs(PilotProject, "hosts", to=City)
belongs(ProjectText, "project", to=PilotProject, within=True)


@transaction.atomic
def publish_project(project: PilotProject, *, by: User) -> PilotProject:
    """Publish a project: it appears in the catalogue for all whom its level admits.

    Returns the project as stored. Raises NotNow when it is published already, or when it has no text or no
    pilot city. Nobody is mailed.
    """
    # Read again under the lock: two people may press at once, and the second has to see the first one's
    # change.
    project = locked(PilotProject.objects.select_for_update(), project.pk)
    if project.published_at:
        raise NotNow(_("This project is published already."))
    # Neither can be a constraint: texts and hosts are rows of other tables, saved after the project's own.
    if not project.texts.exists() or not project.hosts.exists():
        raise NotNow(_("Give the project a title and at least one pilot city first."))
    project.published_at = project.looked_at = database_now()
    project.save(update_fields=["published_at", "looked_at"])
    record("published", project, by=by, level=project.level)
    return project


@transaction.atomic
def pull_back_project(project: PilotProject, *, by: User) -> PilotProject:
    """Take a project out of the catalogue; its pairings go on.

    Returns the project as stored. Raises NotNow when it is not published.
    """
    project = locked(PilotProject.objects.select_for_update(), project.pk)
    if not project.published_at:
        raise NotNow(_("This project is not published."))
    project.published_at = None
    project.save(update_fields=["published_at"])
    record("pulled back", project, by=by)
    return project
