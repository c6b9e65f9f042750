from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of a mail that it could not be put into words."""

    dependencies = [("outbox", "0002_find_mails_by_address")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="unwritten_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="could not be written on"),
        ),
    ]
