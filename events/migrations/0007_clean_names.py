"""Clean the names of speakers that were stored before their column did it."""

from django.db import migrations

from icaforum.words.name_fields import clean_stored_names


def clean(apps, _schema_editor):
    """Clean them in batches."""
    clean_stored_names(apps.get_model("events", "Speaker"), "name")


class Migration(migrations.Migration):
    # Each row is a transaction of its own, so that nobody who saves a name waits for the whole table.
    atomic = False

    dependencies = [("events", "0006_event_recording")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
