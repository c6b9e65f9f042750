from django.contrib.postgres.functions import TransactionNow
from django.db import migrations, models


class Migration(migrations.Migration):
    """Give an entry the moment of its transaction, which the versions of texts have too."""

    dependencies = [("audit", "0004_find_by_day")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="at",
            field=models.DateTimeField(verbose_name="when", db_default=TransactionNow()),
        )
    ]
