from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [
        # And allauth's table, which stands since 0001: named here, it would go in a circle with what replaces this.
        ("cities", "0027_find_invitations_by_a_part"),
    ]

    # By SQL, since the table is allauth's.
    operations = [
        PATIENTLY,
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS emailaddress_plain ON account_emailaddress"
            " USING gin (forum_plain(email) gin_trgm_ops)",
            "DROP INDEX IF EXISTS emailaddress_plain",
        ),
        AS_EVER,
    ]
