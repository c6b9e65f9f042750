"""The principles of the Global Green New Deal, and the pilot projects that serve each, by their themes.

The principles are told in our words after C40's page on the Global Green New Deal. That a project serves one
is read off the themes that it carries, so nothing is said of a city that its project does not say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from pilots.projects.models import PilotProject


@dataclass(frozen=True)
class Principle:
    """A principle in words; `themes` are the words in addresses of the themes that serve it."""

    title: Any
    text: Any
    themes: frozenset[str] = frozenset()


PRINCIPLES = (
    Principle(
        _("The climate emergency is recognised"),
        _("Cities say plainly that the climate crisis is an emergency, and act as one does in an emergency."),
    ),
    Principle(
        _("Heating stays below 1.5 degrees"),
        _("Emissions fall where cities cause most of them: in transport, buildings, waste and industry."),
        frozenset({"clean-heating-air", "equitable-buildings", "mobility-justice", "inclusive-waste"}),
    ),
    Principle(
        _("Inclusive climate action stands at the centre of decisions"),
        _("Whoever is hit first gains first: thriving, fair communities, and a just transition for workers."),
        frozenset(
            {
                *("just-transition", "good-green-jobs", "green-skills", "informal-workers", "energy-poverty"),
                *("inclusive-engagement", "inclusive-planning", "equity-indicators", "frontline-resilience"),
                *("extreme-heat", "urban-loss-and-damage", "climate-migration", "gender", "youth"),
                *("food-equity", "urban-nature-equity", "fair-finance", "governance-mainstreaming"),
            }
        ),
    ),
    Principle(
        _("Others are invited to join"),
        _(
            "Labour unions, young people, civil society, businesses, investors, and the communities that the"
            " crisis and poverty hit hardest."
        ),
        frozenset({"social-dialogue", "coalition-building", "inclusive-engagement"}),
    ),
)


@dataclass(frozen=True)
class Served:
    """A principle with the projects that serve it, each with the themes by which it does."""

    principle: Principle
    projects: list[tuple[PilotProject, list[Theme]]]


def served_by(projects: Iterable[PilotProject]) -> list[Served]:
    """Return each principle with its projects; `projects` carry their themes, as those of `for_list` do."""
    rows = [(project, list(project.themes.all())) for project in projects]
    return [
        Served(
            principle,
            [
                (project, serving)
                for project, themes in rows
                if (serving := [theme for theme in themes if theme.slug in principle.themes])
            ],
        )
        for principle in PRINCIPLES
    ]
