"""What 0007 and 0028 do to allauth's table of addresses, for a new database, whose tables are made at once.

Apart from those, since allauth's tables need that of the people, which 0058 has made by then. Where the
steps were taken, it is all there.
"""

from django.db import migrations

CLEAN = '^[!-@\\[-~]*$'


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("cities", "0058_measures"),
    ]

    operations = [
        # Only a proved address opens an account. One that waits for its proof may be any.
        migrations.RunSQL(
            f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'proved_address_is_clean') THEN
                    ALTER TABLE account_emailaddress ADD CONSTRAINT proved_address_is_clean
                        CHECK (NOT verified OR email ~ '{CLEAN}');
                END IF;
            END $$
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS emailaddress_plain ON account_emailaddress"
            " USING gin (forum_plain(email) gin_trgm_ops)",
            migrations.RunSQL.noop,
        ),
    ]
