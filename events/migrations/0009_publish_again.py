from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a notice say that a cancelled event is published again."""

    dependencies = [("events", "0008_calendar_feed")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "New time"),
                    ("changed", "New title or place"),
                    ("postponed", "Postponed"),
                    ("cancelled", "Cancelled"),
                    ("resumed", "Published again"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        )
    ]
