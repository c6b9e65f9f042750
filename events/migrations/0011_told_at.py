from django.db import migrations, models


class Migration(migrations.Migration):
    """Remember when all who can see an event were told of it."""

    dependencies = [("events", "0010_circular")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="told_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="readers told on"
            ),
        )
    ]
