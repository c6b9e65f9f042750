"""Remember, by a digest, who wants no invitation."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("cities", "0029_hold_invitations")]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("said_at", models.DateTimeField(db_default=Now(), verbose_name="said on")),
            ],
            options={"verbose_name": "objection", "verbose_name_plural": "objections"},
        ),
    ]
