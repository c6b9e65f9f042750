"""Until when the invitation of a colleague is open, and until when the rights last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0018_fill_keys_of_applications")]

    operations = [
        migrations.AddField(
            "user",
            "staff_invited_at",
            models.DateTimeField("invited on", null=True, blank=True, editable=False),
        ),
        migrations.AddField(
            "user",
            "staff_invitation_ends_at",
            models.DateTimeField("invitation open until", null=True, blank=True, editable=False),
        ),
        migrations.AddField(
            "user", "staff_until", models.DateField("until", null=True, blank=True, editable=False)
        ),
    ]
