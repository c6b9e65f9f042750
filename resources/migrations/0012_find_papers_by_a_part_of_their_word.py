from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("resources", "0011_find_titles_by_a_part")]

    operations = [
        PATIENTLY,AddIndexConcurrently(model_name="resource", index=plain_index("slug", name="resource_slug_plain")),
        AS_EVER,
    ]
