"""What happens at an event, by day."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import icaforum.words.plain_search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0025_forum_plain'),
        ('events', '0018_guest'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(14)], verbose_name='day')),
                ('begins', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(blank=True, null=True, verbose_name='to')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('what', models.TextField(blank=True, max_length=1000, verbose_name='what happens')),
                ('room', models.CharField(blank=True, max_length=120, verbose_name='room or meeting point')),
                ('who', models.CharField(blank=True, max_length=200, verbose_name='who speaks or leads')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='events.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'item of a programme',
                'verbose_name_plural': 'items of programmes',
                'ordering': ['day', 'begins', 'ends', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('title'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('what'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('room'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('who'), name='gin_trgm_ops'), name='agendaitem_plain')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('begins')), _connector='OR'), name='agendaitem_ends_after_it_begins', violation_error_message='It ends before it begins.'), models.CheckConstraint(condition=models.Q(('day__lte', 14)), name='agendaitem_day_is_of_two_weeks', violation_error_message='An event lasts two weeks at most.')],
            },
        ),
    ]
