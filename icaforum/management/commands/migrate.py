"""`manage.py migrate`, followed by what is kept in step with the code and the schema."""

import gc
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from cities.people.presets import write_presets

# What the role of the running portal may: read and write rows. It owns nothing, so it can neither switch the
# trigger of the history off nor change the schema; and of the history it may add lines alone.
RIGHTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON audit_entry FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""


class Command(migrate.Command):
    """As Django's. Not by the signal after a migration: the rights of all apps must be there already."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; then, unless this was a step back or only a plan, write presets and the role's rights."""
        # Each step makes all models anew and drops those before; without this, looking for what was dropped
        # goes through everything the process has loaded, again and again: a fifth of a first start.
        gc.collect()
        gc.freeze()
        super().handle(*args, **options)
        database = options["database"]
        executor = MigrationExecutor(connections[database])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        write_presets()
        if settings.DATABASE_ROLE:
            write_role(settings.DATABASE_ROLE, settings.DATABASE_ROLE_PASSWORD, database=database)


def write_role(name: str, password: str, *, database: str = "default") -> None:
    """Make the role of the running portal where it is missing, with this password and the rights above."""
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER ROLE" if cursor.fetchone() else "CREATE ROLE")
        role = sql.Identifier(name)
        words = "{verb} {role} LOGIN PASSWORD {password} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
        login = sql.SQL(words).format(verb=verb, role=role, password=sql.Literal(password))
        # Composed, since the name and the password of a role cannot be parameters of a statement.
        cursor.execute(login.as_string(cursor.connection))
        cursor.execute(sql.SQL(RIGHTS).format(role=role).as_string(cursor.connection))
