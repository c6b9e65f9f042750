"""One draft a beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0021_draft_begun_on")]

    operations = [
        migrations.AddConstraint(
            "applicationdraft",
            models.UniqueConstraint(
                fields=["begun_on"],
                condition=~models.Q(begun_on=""),
                name="draft_one_a_beginning",
                violation_error_message="This browser has just begun an application.",
            ),
        ),
    ]
