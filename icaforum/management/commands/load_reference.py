"""Load the real input: cities, pledge, themes, projects, words for the search. May be run again."""

from typing import Any

from django.core.management.base import BaseCommand

from cities.directory.reference import load_cities, load_pledge, load_themes
from pilots.projects.reference import load_projects
from resources.library.reference import load_search_words


class Command(BaseCommand):
    """`manage.py load_reference`: what stands already is changed where it differs, and nothing is deleted."""

    help = "Load the directory, the pledge list, the themes, the pilot projects and the words for the search."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load each table and print how many rows were created, changed and unchanged."""
        # The order matters: the pledge is signed by cities, and projects name cities and themes.
        steps = {
            "themes": load_themes,
            "cities": load_cities,
            "pledge": load_pledge,
            "pilot projects": load_projects,
            "words for the search": load_search_words,
        }
        for name, load in steps.items():
            tally = load()
            words = ", ".join(f"{tally[word]} {word}" for word in ("created", "changed", "unchanged"))
            self.stdout.write(f"{name}: {words}")
