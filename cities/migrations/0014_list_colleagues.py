"""Colleagues as a kind of their own in the admin; no column changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cities", "0013_keys_of_names")]

    operations = [
        migrations.CreateModel(
            name="Colleague",
            fields=[],
            options={
                "verbose_name": "colleague",
                "verbose_name_plural": "colleagues",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("cities.user",),
        ),
    ]
