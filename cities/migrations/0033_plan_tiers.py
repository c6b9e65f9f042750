"""A change of tier that was decided, and counts from a day to come."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0032_launch")]

    operations = [
        migrations.CreateModel(
            name='TierPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.PositiveSmallIntegerField(choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], verbose_name='tier')),
                ('counts_from', models.DateTimeField(verbose_name='counts from')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('planned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='planned on')),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='cities.membership', verbose_name='membership')),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='planned by')),
            ],
            options={
                'verbose_name': 'planned change of tier',
                'verbose_name_plural': 'planned changes of tier',
                'ordering': ['counts_from', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('tier__in', [1, 2, 3])), name='tier_plan_tier_is_known', violation_error_message='Choose one of the three tiers.')],
            },
        ),
    ]
