from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from icaforum.words.plain_search import AS_EVER, PATIENTLY


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("events", "0020_guest_uid")]

    operations = [
        PATIENTLY,
        AddIndexConcurrently(
            model_name="guest",
            index=models.Index(condition=~models.Q(uid=""), fields=["uid"], name="guest_uid"),
        ),
        AS_EVER,
    ]
