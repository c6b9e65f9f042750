from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("cities", "0026_find_people_by_a_part")]

    operations = [
        PATIENTLY,AddIndexConcurrently(model_name="invitation", index=plain_index("email", "name", name="invitation_plain")),
        AS_EVER,
    ]
