from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # CONCURRENTLY, so that mails can be queued meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("outbox", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(fields=["address", "-id"], name="outbox_message_address"),
        )
    ]
