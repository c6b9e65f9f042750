from django.db import migrations, models


class Migration(migrations.Migration):
    """Give each new calendar entry a UID of its own; those from before keep that of their event."""

    dependencies = [("events", "0015_survey")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="uid",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=200),
        ),
    ]
