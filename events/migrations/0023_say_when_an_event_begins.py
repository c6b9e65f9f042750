"""The filter of the administration calls the moments of an event by their words; the columns stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0022_words_for_a_new_programme")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="ends_at",
            field=models.DateTimeField(editable=False, verbose_name="ends"),
        ),
        migrations.AlterField(
            model_name="event",
            name="starts_at",
            field=models.DateTimeField(editable=False, verbose_name="begins"),
        ),
    ]
