"""Which browser began a draft just now, so that two first answers at once are one draft."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0020_last_day_of_colleagues")]

    operations = [
        migrations.AddField(
            "applicationdraft",
            "begun_on",
            models.CharField(max_length=40, blank=True, default="", db_default=""),
        ),
    ]
