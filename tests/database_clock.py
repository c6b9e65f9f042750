"""The clock of the database, which a test can set: what follows from it needs no waiting.

The database is asked as ever: functions of ours stand in front of its own two for the rest of the test.
"""

from datetime import datetime, timedelta

from django.db import connection

from icaforum.words.times import database_now

ASKED = ("clock_timestamp", "statement_timestamp")  # by `database_now` and by `Now()`


class DatabaseClock:
    """Shows the real time until it is set; then it stands, until it is set again."""

    def __init__(self) -> None:
        self.is_set = False

    def move_to(self, moment: datetime | str) -> None:
        """Let the clock stand at a moment."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        with connection.cursor() as cursor:
            if not self.is_set:
                cursor.execute("CREATE SCHEMA set_clock")
                cursor.execute("SET search_path TO set_clock, pg_catalog, public")
            for name in ASKED:
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION set_clock.{name}() RETURNS timestamptz"
                    f" LANGUAGE sql STABLE AS $$ SELECT timestamptz '{moment.isoformat()}' $$"
                )
        self.is_set = True

    def reset(self) -> None:
        """Show the real time again; where the whole test is one transaction, that takes the clock back."""
        if self.is_set and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA set_clock CASCADE; SET search_path TO DEFAULT")

    def shift(self, by: timedelta) -> None:
        """Move the clock on from what it shows."""
        self.move_to(database_now() + by)
