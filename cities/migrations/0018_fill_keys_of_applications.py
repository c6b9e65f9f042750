"""Give the applications that stand already what their names are compared by."""

from django.db import migrations

from icaforum.words.name_fields import fill_name_keys


def fill_in(apps, _schema_editor):
    """Fill in the keys, in batches."""
    fill_name_keys(apps.get_model("cities", "Application"), "name_keys", of="city_name")


class Migration(migrations.Migration):
    # Each row is a transaction of its own, so that nobody who sends an application waits for the whole table.
    atomic = False

    dependencies = [("cities", "0017_keys_of_applications")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
