from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the lines of a week."""

    # CONCURRENTLY, so that entries are written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("audit", "0003_find_by_details")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(fields=["-at"], name="audit_entry_at"),
        )
    ]
