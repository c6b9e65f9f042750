"""`manage.py migrate`, followed by what is kept in step with the code: the rights of the presets."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from cities.people.presets import write_presets


class Command(migrate.Command):
    """As Django's. Not by the signal after a migration: the rights of all apps must be there already."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; then, unless this was a step back or only a plan, write the presets."""
        super().handle(*args, **options)
        executor = MigrationExecutor(connections[options["database"]])
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            write_presets()
