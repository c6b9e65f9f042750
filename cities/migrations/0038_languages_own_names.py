"""Languages to choose from are called by their own names; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0037_taken_up_again")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("de", "Deutsch")],
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
