"""The question of each year to each city, and its answer."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0040_entered_memberships")]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked on')),
                ('mails', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='mails')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='last mail on')),
                ('staff_since', models.DateTimeField(null=True, verbose_name='for the secretariat since')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered on')),
                ('takes_part', models.BooleanField(null=True, verbose_name='takes part')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='cities.city', verbose_name='city')),
            ],
            options={
                'verbose_name': 'yearly confirmation',
                'verbose_name_plural': 'yearly confirmations',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('city', 'year'), name='confirmation_one_a_year', violation_error_message='This city was asked this year already.'),
                    models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('city',), name='confirmation_one_unanswered', violation_error_message='This city has a question without an answer.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('takes_part__isnull', True)), models.Q(('answered_at__isnull', False), ('takes_part__isnull', False)), _connector='OR'), name='confirmation_answer_is_whole', violation_error_message='An answer has its moment, and says yes or no.'),
                ],
            },
        ),
    ]
