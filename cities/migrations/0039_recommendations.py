"""What colleagues recommend about an application."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0038_languages_own_names")]

    operations = [
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(choices=[('admit', 'Admit'), ('ask', 'Ask first'), ('decline', 'Decline')], max_length=10, verbose_name='recommends')),
                ('because', models.TextField(max_length=2000, verbose_name='because')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='cities.application')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
                'ordering': ['written_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('application', 'person'), name='recommendation_one_a_person', violation_error_message='You have recommended something already. You can change it.')],
            },
        ),
    ]
