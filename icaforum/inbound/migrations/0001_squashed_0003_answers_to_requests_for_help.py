"""All tables of this app as they stand after 0003, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

import django.db.models.functions.datetime
import icaforum.words.new_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('inbound', '0001_initial'), ('inbound', '0002_answers_to_questions'), ('inbound', '0003_answers_to_requests_for_help')]

    initial = True

    dependencies = [
    ]

    operations = [
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='Arrival',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64, unique=True)),
                        ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='came on')),
                        ('raw', models.BinaryField(blank=True, null=True)),
                        ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                        ('handled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('became', models.CharField(blank=True, choices=[('bounce', 'a mail that came back'), ('automatic', 'written by a program'), ('declined', 'a place given up in a calendar'), ('calendar', 'an answer of a calendar that changes nothing'), ('passed_on', 'an answer to a letter, passed on'), ('asked', 'an answer to a letter, its writer was asked'), ('question', 'an answer to a question'), ('help', 'an answer to a request for help'), ('refused', 'could not be done'), ('unreadable', 'could not be read'), ('unknown', 'nobody knows what it is about')], max_length=12, verbose_name='what it is')),
                        ('sender', models.CharField(blank=True, max_length=254, verbose_name='from')),
                        ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                        ('text', models.TextField(blank=True, verbose_name='what it says')),
                        ('why', models.TextField(blank=True, verbose_name='why it is here')),
                        ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='dealt with on')),
                    ],
                    options={
                        'verbose_name': 'mail that came in',
                        'verbose_name_plural': 'mails that came in',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('handled_at', None)), fields=['id'], name='inbound_arrival_waiting'), models.Index(condition=models.Q(('became__in', ['refused', 'unreadable', 'unknown']), ('settled_at', None)), fields=['id'], name='inbound_arrival_to_look_at'), models.Index(fields=['received_at'], name='inbound_arrival_old')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('handled_at', None), ('raw__isnull', False)), models.Q(('handled_at__isnull', False), ('raw', None), models.Q(('became', ''), _negated=True)), _connector='OR'), name='inbound_arrival_is_kept_until_handled', violation_error_message='A mail is kept until it is handled, and no longer.')],
                    },
                ),
            ],
        ),
    ]
