"""Real input: the five pilot projects and the nine pilot cities that deliver them.

Facts are from the public pages each project names; nothing is invented. `capacity` is our start, for the
secretariat to set.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from cities.models import City, Theme
from cities.tiers import Level
from icaforum.audit.record import record
from pilots.projects.models import PilotProject, ProjectText

DATA = Path(__file__).parent.parent / "data" / "pilot_projects.json"


@transaction.atomic
def load_projects() -> Counter[str]:
    """Enter the projects that are not there; what the secretariat has edited since stays as it is."""
    tally: Counter[str] = Counter()
    for facts in json.loads(DATA.read_text(encoding="utf-8")):
        if PilotProject.objects.filter(slug=facts["slug"]).exists():
            tally["unchanged"] += 1
            continue
        _create(facts)
        tally["created"] += 1
    return tally


def _create(facts: dict[str, Any]) -> None:
    hosts = list(City.objects.filter(name__in=facts["hosts"]))
    if len(hosts) != len(facts["hosts"]):
        raise LookupError(f"Load the cities first: {facts['hosts']} are not all in the directory.")
    project = PilotProject.objects.create(
        slug=facts["slug"],
        level=Level.PUBLIC,
        capacity=facts["capacity"],
        languages=facts["languages"],
        starts_on=date.fromisoformat(facts["starts_on"]) if "starts_on" in facts else None,
        sources=facts["sources"],
        published_at=timezone.now(),
    )
    project.hosts.set(hosts)
    project.themes.set(Theme.objects.filter(slug__in=facts["themes"]))
    for language, texts in facts["texts"].items():
        ProjectText.objects.create(project=project, language=language, **texts)
    record("added", project, by=None)
