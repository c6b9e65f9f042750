import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Note what the portal failed to do by itself."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Mishap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planner", models.CharField(max_length=100, verbose_name="what was to be done")),
                ("target_type", models.CharField(blank=True, max_length=60, verbose_name="kind of thing")),
                ("target_id", models.CharField(blank=True, max_length=200, verbose_name="its key")),
                ("error", models.TextField(verbose_name="error")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
                (
                    "first_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="first"
                    ),
                ),
                (
                    "last_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="last"
                    ),
                ),
            ],
            options={
                "verbose_name": "failure",
                "verbose_name_plural": "failures",
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("planner", "target_type", "target_id"), name="audit_mishap_one_a_row"
                    )
                ],
            },
        ),
    ]
