"""When a declined application was taken up again, beside the day on which its address was confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0036_erased_is_nobody")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="taken_up_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken up again on"),
        ),
    ]
