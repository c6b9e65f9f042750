"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("resources", "0005_keep_what_texts_said")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO resources_editionwords (body, summary, title, what_did_not_work, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT body, summary, title, what_did_not_work, now(), 'insert', id FROM resources_edition AS stands
            WHERE NOT EXISTS (SELECT FROM resources_editionwords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
