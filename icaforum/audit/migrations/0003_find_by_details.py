from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Find the lines that name a thing in their details."""

    # CONCURRENTLY, so that entries are written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("audit", "0002_mishap")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=GinIndex(fields=["details"], name="audit_entry_details", opclasses=["jsonb_path_ops"]),
        )
    ]
