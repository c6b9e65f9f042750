"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pilots", "0005_keep_words_of_meetings")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO pilots_exchangewords (title, people, said, next, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT title, people, said, next, now(), 'insert', id FROM pilots_exchange AS stands
            WHERE NOT EXISTS (SELECT FROM pilots_exchangewords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
