"""«Question» will be Ask the Forum's: what staff ask an applicant is a clarification.

The table keeps its name, so that old processes go on while new ones start.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0002_say_what_is_wrong'),
    ]

    operations = [
        migrations.AlterModelTable(name='question', table='cities_question'),
        migrations.RenameModel(old_name='Question', new_name='Clarification'),
        migrations.AlterField(
            model_name='clarification',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clarifications', to='cities.application'),
        ),
    ]
