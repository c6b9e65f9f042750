from django.db import migrations, models


class Migration(migrations.Migration):
    """Give the calendar entry of each new guest a UID of its own; those from before keep that of their event."""

    dependencies = [("events", "0019_programme")]

    operations = [
        migrations.AddField(
            model_name="guest",
            name="uid",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=200),
        ),
    ]
