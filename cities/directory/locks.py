"""The lock under which a city is looked for by its names and then entered: there may be no row to lock."""

from django.db import connection

from icaforum.audit.locks import locking

# Any number that nothing else in this database locks.
NAMES_OF_CITIES = 4_736_001


def lock_names() -> None:
    """Let everybody else who enters a city, or applies for one, wait until the end of this transaction.

    One lock for all: a city has up to a hundred names, and one comes in a few times a day. It is taken before
    the row of a city, never after. Raises as `locking`.
    """
    with locking(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMES_OF_CITIES])
