"""The texts that stood before their versions were kept: the first version of each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0004_keep_what_texts_said")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO events_eventwords (description, place, recording_note, summary, take_home, title, pgh_created_at, pgh_label, pgh_obj_id)
            SELECT description, place, recording_note, summary, take_home, title, now(), 'insert', id FROM events_event AS stands
            WHERE NOT EXISTS (SELECT FROM events_eventwords AS kept WHERE kept.pgh_obj_id = stands.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
