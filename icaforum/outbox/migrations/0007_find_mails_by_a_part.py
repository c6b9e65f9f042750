from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("cities", "0025_forum_plain"), ("outbox", "0006_gate_home")]

    operations = [
        PATIENTLY,AddIndexConcurrently(model_name="message", index=plain_index("address", name="outbox_message_plain")),
        AS_EVER,
    ]
