"""Let invitations wait until somebody sends them, and say where their addresses are from."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("cities", "0028_find_addresses_by_a_part")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="along_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="companions",
                to="cities.invitation",
                verbose_name="goes with",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="entered_at",
            field=models.DateTimeField(db_default=Now(), verbose_name="entered on"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="origin",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="where the address is from"
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="valid until"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, db_default=Now(), null=True, verbose_name="sent on"),
        ),
        # Every row of before has both.
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(expires_at__isnull=True, sent_at__isnull=True)
                | models.Q(expires_at__isnull=False, sent_at__isnull=False),
                name="invitation_term_begins_with_its_mail",
                violation_error_message="What was sent has a last day, and what was not sent has none.",
            ),
        ),
    ]
