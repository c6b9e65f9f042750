from django.db import migrations, models


class Migration(migrations.Migration):
    """Find all that did not leave by an index: also suppressed, unwritten and too late."""

    dependencies = [("outbox", "0003_message_unwritten_at")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["dead", "uncertain", "suppressed"]),
                    ("unwritten_at__isnull", False),
                    _connector="OR",
                ),
                fields=["id"],
                name="outbox_message_to_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "expired")), fields=["expires_at"], name="outbox_message_too_late"
            ),
        ),
        migrations.RemoveIndex(model_name="message", name="outbox_message_failed"),
    ]
