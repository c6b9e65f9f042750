import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a theme know its words for the search; nothing changes in the database."""

    dependencies = [("resources", "0012_find_papers_by_a_part_of_their_word")]

    operations = [
        migrations.AlterField(
            model_name="searchwords",
            name="theme",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="search_words",
                to="cities.theme",
                verbose_name="theme",
            ),
        ),
    ]
