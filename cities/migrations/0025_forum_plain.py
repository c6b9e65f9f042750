from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# «unaccent» may follow other rules one day, so PostgreSQL makes no index with it; with a name of ours in front
# it does. Should the rules change, an upgrade of PostgreSQL says so, and these indexes are made anew (REINDEX).
FORUM_PLAIN = """
CREATE OR REPLACE FUNCTION public.forum_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT upper(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""


class Migration(migrations.Migration):
    dependencies = [("cities", "0024_keep_what_themes_say")]

    operations = [
        # Both are there already where resources were migrated first.
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(FORUM_PLAIN, "DROP FUNCTION IF EXISTS public.forum_plain(text)"),
    ]
