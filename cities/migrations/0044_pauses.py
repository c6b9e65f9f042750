"""A city may pause: it stays in the Forum, and nothing is asked of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0043_find_applications_by_a_part")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused since"),
        ),
        migrations.AddField(
            model_name="membership",
            name="pause_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="reason of the pause"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_at__isnull", True), ("until__isnull", True), _connector="OR"),
                name="membership_that_ended_does_not_pause",
                violation_error_message="Only a city in the Forum can pause.",
            ),
        ),
    ]
