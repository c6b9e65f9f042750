"""When a membership was written, which is later than its first day where a list was brought in."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0039_recommendations")]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='entered_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered on'),
        ),
    ]
