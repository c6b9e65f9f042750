"""Load the five real pilot projects and the nine pilot cities that deliver them.

The facts are from the public pages that each project names in `sources`. Only `capacity` is ours: a number to
begin with, for the secretariat to set.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from cities.directory.tiers import Level
from cities.models import City, Theme
from icaforum.audit.record import record
from icaforum.words.times import database_now
from pilots.projects.models import PilotProject, ProjectText

DATA = Path(__file__).parent.parent / "data" / "pilot_projects.json"


@transaction.atomic
def load_projects() -> Counter[str]:
    """Create the projects that are missing, and return how many were created and unchanged.

    Raises LookupError when a pilot city is not in the directory; then nothing is loaded.
    """
    tally: Counter[str] = Counter()
    for facts in json.loads(DATA.read_text(encoding="utf-8")):
        # An existing project is left alone: the secretariat may have edited it since.
        if PilotProject.objects.filter(slug=facts["slug"]).exists():
            tally["unchanged"] += 1
            continue
        _create(facts)
        tally["created"] += 1
    return tally


def _create(facts: dict[str, Any]) -> None:
    # Checked before the first write, and named in the error: a misspelt name in the file would else load a
    # project with a host too few.
    hosts = [City.objects.named(name, kind=City.Kind.C40) for name in facts["hosts"]]
    if None in hosts:
        raise LookupError(f"Load the cities first: {facts['hosts']} are not all in the directory.")
    project = PilotProject.objects.create(
        slug=facts["slug"],
        # All of it stands on public pages already.
        level=Level.PUBLIC,
        capacity=facts["capacity"],
        languages=facts["languages"],
        starts_on=date.fromisoformat(facts["starts_on"]) if "starts_on" in facts else None,
        sources=facts["sources"],
        published_at=database_now(),
    )
    project.hosts.set(cast("list[City]", hosts))
    project.themes.set(Theme.objects.filter(slug__in=facts["themes"]))
    for language, texts in facts["texts"].items():
        ProjectText.objects.create(project=project, language=language, **texts)
    # None: it is entered by a command at the start, not by a person.
    record("added", project, by=None)
