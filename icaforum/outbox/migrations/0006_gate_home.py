from django.db import migrations, models


class Migration(migrations.Migration):
    """Know a restored database by the one it was dumped from."""

    dependencies = [("outbox", "0005_message_rebuffed_after")]

    operations = [
        migrations.AddField(
            model_name="gate",
            name="home",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=100),
        ),
    ]
