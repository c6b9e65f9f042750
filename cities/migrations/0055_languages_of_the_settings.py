"""The languages that people choose from are asked of the settings: one more needs no migration."""

from django.db import migrations, models

import icaforum.words.fields


class Migration(migrations.Migration):
    dependencies = [("cities", "0054_languages_that_people_read")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=icaforum.words.fields.offered_languages,
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
