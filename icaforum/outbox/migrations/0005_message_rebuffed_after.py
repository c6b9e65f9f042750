from django.db import migrations, models


class Migration(migrations.Migration):
    """Tell whether others passed since the mail server took nothing from us at this mail."""

    dependencies = [("outbox", "0004_find_what_did_not_leave")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="rebuffed_after",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
    ]
