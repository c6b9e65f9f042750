"""What the secretariat notes of a city, for itself."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0033_plan_tiers")]

    operations = [
        migrations.CreateModel(
            name='CityNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='note')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cities.city', verbose_name='city')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'note about a city',
                'verbose_name_plural': 'notes about cities',
                'ordering': ['-written_at', '-pk'],
            },
        ),
    ]
