"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pilots", "0003_keep_what_texts_said")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO pilots_milestonewords (title, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT title, now(), 'insert', id FROM pilots_milestone AS stands
            WHERE NOT EXISTS (SELECT FROM pilots_milestonewords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            INSERT INTO pilots_pilotprojectwords (sources, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT sources, now(), 'insert', id FROM pilots_pilotproject AS stands
            WHERE NOT EXISTS (SELECT FROM pilots_pilotprojectwords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            INSERT INTO pilots_projecttextwords 
                (approach, benefits, offers, problem, title, took_part, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT approach, benefits, offers, problem, title, took_part, now(), 'insert', id
            FROM pilots_projecttext AS stands
            WHERE NOT EXISTS (SELECT FROM pilots_projecttextwords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
