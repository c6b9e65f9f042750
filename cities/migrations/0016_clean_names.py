"""Clean the names that were stored before their columns did it: of invisible and of turning signs."""

from django.db import migrations

from icaforum.words.name_fields import clean_stored_names

NAMES = [
    ("User", "name"),
    ("User", "greeting"),
    ("Invitation", "name"),
    ("AccessRequest", "name"),
    ("Application", "person_name"),
]


def clean(apps, _schema_editor):
    """Clean each column in batches of its own."""
    for model, column in NAMES:
        clean_stored_names(apps.get_model("cities", model), column)


class Migration(migrations.Migration):
    # Each row is a transaction of its own, so that nobody who saves a name waits for the whole table.
    atomic = False

    dependencies = [("cities", "0015_draft_applications")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
