"""The demo's own pilot projects, of cities that do not exist: one in each stage that others learn from.

The five real projects are loaded with the directory, and nothing is added to them.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cities.directory.states import Stage
from cities.directory.tiers import Level
from cities.models import City, Theme, User
from icaforum.audit.record import record
from icaforum.demo.cast import RIVERPORT, SALTMARSH
from pilots.models import PilotProject, ProjectText
from pilots.projects.actions import publish_project
from pilots.revisions.actions import send_back, write_revision
from pilots.revisions.rules import stands

SHELTERS, SORTERS, BUSES = "riverport-cool-rooms", "saltmarsh-sorters", "riverport-night-buses"


def load(by: User, people: dict[str, User]) -> None:
    """Add three projects; of one a new version waits for the secretariat, of another one came back."""
    shelters = _project(
        by,
        SHELTERS,
        RIVERPORT,
        ("frontline-resilience", "extreme-heat"),
        stage=Stage.RUNNING,
        capacity=4,
        starts_in=-500,
        title="Cool rooms close to home (Sample)",
        problem="In the three hottest quarters one home in nine can be cooled. Many there live alone.",
        approach="Eight rooms, chosen on walks with residents. Two hosts from the street keep each one open.",
        took_part="The housing office, two tenants’ groups, the libraries.",
        benefits="Older people who live alone, and whoever works at night.",
        milestones="- Done: walks with residents in three quarters\n- Done: eight rooms, two hosts each\n"
        "- Next summer: one room open at night",
        offers="A visit on a hot evening. The list that we choose rooms by.",
    )
    sorters = _project(
        by,
        SORTERS,
        SALTMARSH,
        ("informal-workers", "inclusive-waste"),
        stage=Stage.RUNNING,
        capacity=3,
        starts_in=-300,
        title="Those who sort our waste, at the table (Sample)",
        problem="People sort waste without a contract, and the new plant was planned without them.",
        approach="A table each month, with its agenda from the associations. Then prices in the open.",
        took_part="Two associations of sorters, the waste office.",
        benefits="Families that live from sorting.",
        offers="The minutes of the first year.",
    )
    _ended(by)
    _rewrite(
        sorters, people["saltmarsh"], approach="A table each month. It now pays those who come for the day."
    )
    came_back = _rewrite(
        shelters, people["pilot"], offers="A visit on a hot evening, and an hour with our hosts."
    )
    send_back(came_back, note="Sample: thank you. Please say in which months you take visits.", by=by)


def _ended(by: User) -> None:
    _project(
        by,
        BUSES,
        RIVERPORT,
        ("mobility-justice",),
        stage=Stage.ENDED_EARLY,
        capacity=0,
        starts_in=-900,
        title="Night buses to the port (Sample)",
        problem="Shifts at the port begin when no bus goes.",
        approach="Two lines at night for a year. They drove half empty: the shifts had changed.",
        took_part="The port, its works council, the bus company.",
        offers="What we would ask before drawing a timetable.",
    )


def _project(
    by: User, slug: str, host: str, themes: tuple[str, ...], *, starts_in: int, **facts: Any
) -> PilotProject:
    of_project = {name: facts.pop(name) for name in ("stage", "capacity")}
    project = PilotProject.objects.create(
        slug=slug,
        level=Level.GENERAL,
        languages=["en"],
        starts_on=timezone.localdate() + timedelta(days=starts_in),
        is_sample=True,
        **of_project,
    )
    project.hosts.set(City.objects.filter(name=host, is_sample=True))
    project.themes.set(Theme.objects.filter(slug__in=themes))
    ProjectText.objects.create(project=project, language="en", **facts)
    record("added", project, by=by)
    return publish_project(project, by=by)


def _rewrite(project: PilotProject, by: User, **words: str) -> Any:
    wanted = stands(project, project.texts.get(language="en")) | words
    return write_revision(project, language="en", by=by, wanted=wanted)
