from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0021_find_guests_by_uid")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "New time"),
                    ("changed", "New title, place or programme"),
                    ("postponed", "Postponed"),
                    ("cancelled", "Cancelled"),
                    ("resumed", "Published again"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
