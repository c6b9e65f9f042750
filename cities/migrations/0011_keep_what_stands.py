"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cities", "0010_keep_what_texts_said")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO cities_citywords (about, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT about, now(), 'insert', id FROM cities_city AS stands
            WHERE NOT EXISTS (SELECT FROM cities_citywords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
