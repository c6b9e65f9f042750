from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("cities", "0042_letteranswer")]

    operations = [
        PATIENTLY,
        AddIndexConcurrently(
            model_name="application",
            index=plain_index("city_name", "person_name", "email", name="application_plain"),
        ),
        AS_EVER,
    ]
