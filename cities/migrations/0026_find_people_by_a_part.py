from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("cities", "0025_forum_plain")]

    operations = [
        PATIENTLY,AddIndexConcurrently(model_name="user", index=plain_index("name", "email", name="user_plain")),
        AS_EVER,
    ]
