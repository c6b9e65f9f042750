"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("resources", "0009_keep_words_of_the_search")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO resources_searchwordswords (words, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT words, now(), 'insert', id FROM resources_searchwords AS stands
            WHERE NOT EXISTS (SELECT FROM resources_searchwordswords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
