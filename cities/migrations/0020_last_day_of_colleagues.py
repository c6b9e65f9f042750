"""Who may add colleagues has no last day, so that one of them always stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0019_colleague_terms")]

    operations = [
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(is_superuser=False) | models.Q(staff_until__isnull=True),
                name="user_who_adds_others_has_no_last_day",
                violation_error_message="Who may add colleagues has no last day.",
            ),
        ),
    ]
