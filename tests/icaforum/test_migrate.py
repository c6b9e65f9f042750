"""After the migrations: the presets have their groups, and the running portal's role its rights to rows."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.management.commands.migrate import write_role
from tests.factories import make_city, make_staff

pytestmark = pytest.mark.django_db

ROLE = "portal_of_a_test"
WORDS = "with 'quotes' and %s"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def may(statement):
    """Whether the statement is allowed; nothing of it stays."""
    try:
        with transaction.atomic():
            run(statement)
    except ProgrammingError as error:
        return not re.search("permission denied|must be owner", str(error))
    return True


@pytest.fixture
def as_the_portal():
    """The rest of this test's transaction is done by the role, made as the migrations make it."""
    write_role(ROLE, WORDS)
    write_role(ROLE, WORDS)  # at each update again
    make_city()
    record("changed", make_staff(), by=None)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"SET LOCAL ROLE {ROLE}")


def test_the_portal_reads_and_writes_rows(as_the_portal):
    make_city(name="Lagos")
    record("changed", make_staff(), by=None)

    assert Entry.objects.count() == 2
    assert may("DELETE FROM django_session")
    assert may("SELECT count(*) FROM django_migrations")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "SET session_replication_role = replica",
        "UPDATE audit_entry SET verb = 'nothing'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DROP TABLE cities_city",
        "ALTER TABLE cities_city ADD COLUMN more text",
        "CREATE TABLE more (id int)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('cities', 'x', now())",
        "CREATE ROLE another SUPERUSER",
    ],
)
def test_the_portal_owns_nothing(as_the_portal, statement):
    assert may(statement) is False
    run("RESET ROLE")
    # The owner of the schema may do most of it; so it is the role that forbids it.
    assert Entry.objects.exists()


def test_migrating_writes_the_presets():
    Group.objects.all().delete()

    call_command("migrate", verbosity=0, interactive=False)

    assert set(Group.objects.values_list("name", flat=True)) == {
        *("Secretariat", "Reviewer", "Events and library"),
    }
