"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cities", "0023_keep_words_of_themes")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO cities_themewords (names, descriptions, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT names, descriptions, now(), 'insert', id FROM cities_theme AS stands
            WHERE NOT EXISTS (SELECT FROM cities_themewords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
        # The newest version of each city was written without them.
        migrations.RunSQL(
            """
            UPDATE cities_citywords AS kept SET other_names = stands.other_names FROM cities_city AS stands
            WHERE kept.other_names = '' AND stands.other_names <> '' AND kept.pgh_id = (
                SELECT max(pgh_id) FROM cities_citywords WHERE pgh_obj_id = stands.id
            )
            """,
            migrations.RunSQL.noop,
        ),
    ]
