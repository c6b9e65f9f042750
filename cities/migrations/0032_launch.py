"""The sheets of a launch import, and their rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model, **facts):
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=model, **facts
    )


class Migration(migrations.Migration):
    dependencies = [("cities", "0031_grounds")]

    operations = [
        migrations.CreateModel(
            name="LaunchSheet",
            fields=[
                ("id", KEY),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("notes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_default=Now(), verbose_name="chosen on")),
                ("day_first", models.BooleanField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("checked_version", models.PositiveIntegerField(default=0)),
                ("summary", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(null=True, verbose_name="import asked for on")),
                ("stopped", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True, verbose_name="imported on")),
                ("note", models.TextField(blank=True)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="deleted on")),
                ("asked_by", to(settings.AUTH_USER_MODEL, verbose_name="imported by")),
                ("made_by", to(settings.AUTH_USER_MODEL, verbose_name="chosen by")),
            ],
            options={
                "verbose_name": "launch import",
                "verbose_name_plural": "launch import",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LaunchRow",
            fields=[
                ("id", KEY.clone()),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("cells", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("settled", models.JSONField(default=list)),
                ("left_out", models.BooleanField(default=False)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fix", "To fix"),
                            ("look", "To look at"),
                            ("new", "New"),
                            ("same", "Here already"),
                            ("out", "Left out"),
                        ],
                        max_length=4,
                        verbose_name="verdict",
                    ),
                ),
                ("found", models.JSONField(default=list)),
                ("does", models.JSONField(default=list)),
                ("city", to("cities.city")),
                ("invitation", to("cities.invitation")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cities.launchsheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a launch import",
                "verbose_name_plural": "rows of launch imports",
                "ordering": ["number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(verdict__in=["fix", "look"]),
                        fields=["sheet", "number"],
                        name="launch_row_to_answer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["sheet", "number"],
                        name="launch_row_once_a_sheet",
                        violation_error_message="This row is here already.",
                    )
                ],
            },
        ),
    ]
