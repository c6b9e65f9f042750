"""Keep what stands in for an application."""

import django.db.models.deletion
from django.db import migrations, models


def text(words):
    return models.TextField(blank=True, max_length=4000, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [("cities", "0030_objections")]

    operations = [
        migrations.CreateModel(
            name="Grounds",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("interest", text("why the city wants to take part")),
                ("commitment", text("what the city will put into it")),
                ("evidence", text("leadership in inclusion and equity")),
                ("need", text("need of member cities that it answers")),
                (
                    "backed_by",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="cities.city", verbose_name="backed by"
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grounds",
                        to="cities.membership",
                        verbose_name="membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "grounds of a membership",
                "verbose_name_plural": "grounds of memberships",
            },
        ),
    ]
