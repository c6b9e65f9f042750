from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from icaforum.words.plain_search import AS_EVER, PATIENTLY, plain_index


class Migration(migrations.Migration):
    # CONCURRENTLY, so that rows can be written meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("cities", "0025_forum_plain"), ("resources", "0010_keep_what_words_say")]

    operations = [
        PATIENTLY,AddIndexConcurrently(model_name="edition", index=plain_index("title", name="edition_title_plain")),
        AS_EVER,
    ]
