import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let an event name its recording and its slides in the library."""

    dependencies = [("events", "0005_keep_what_stands"), ("resources", "0002_say_what_is_wrong")]

    operations = [
        migrations.AddField(
            model_name="event",
            name=name,
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="resources.resource",
            ),
        )
        for name in ("recording", "slides")
    ]
