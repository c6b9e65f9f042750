"""All tables of this app as they stand after 0009, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import icaforum.words.new_tables
import icaforum.words.plain_search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('outbox', '0001_initial'), ('outbox', '0002_find_mails_by_address'), ('outbox', '0003_message_unwritten_at'), ('outbox', '0004_find_what_did_not_leave'), ('outbox', '0005_message_rebuffed_after'), ('outbox', '0006_gate_home'), ('outbox', '0007_find_mails_by_a_part'), ('outbox', '0008_returned'), ('outbox', '0009_own_words')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='Suppression',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address_hash', models.CharField(max_length=64, unique=True)),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='since')),
                    ],
                    options={
                        'verbose_name': 'address we stopped mailing',
                        'verbose_name_plural': 'addresses we stopped mailing',
                    },
                ),
                migrations.CreateModel(
                    name='Gate',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='on hold since')),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('shut_until', models.DateTimeField(blank=True, null=True, verbose_name='next try')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                        ('last_error', models.TextField(blank=True, verbose_name='what the mail server said')),
                        ('home', models.CharField(blank=True, db_default='', editable=False, max_length=100)),
                    ],
                    options={
                        'verbose_name': 'sending of mails',
                        'verbose_name_plural': 'sending of mails',
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='outbox_gate_is_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(editable=False, unique=True)),
                        ('dedupe_key', models.CharField(max_length=200, unique=True, verbose_name='key')),
                        ('kind', models.CharField(max_length=60, verbose_name='kind')),
                        ('address', models.EmailField(max_length=254, verbose_name='address')),
                        ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                        ('ids', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='what it is about')),
                        ('message_id', models.CharField(max_length=300, unique=True, verbose_name='Message-ID')),
                        ('sensitive', models.BooleanField(default=False, verbose_name='confidential')),
                        ('priority', models.PositiveSmallIntegerField(default=5, verbose_name='priority')),
                        ('subject', models.TextField(blank=True, verbose_name='subject')),
                        ('text', models.TextField(blank=True, verbose_name='text')),
                        ('html', models.TextField(blank=True)),
                        ('calendar', models.TextField(blank=True, verbose_name='calendar entry')),
                        ('reply_to', models.CharField(blank=True, max_length=320, verbose_name='answers go to')),
                        ('sender_name', models.CharField(blank=True, max_length=200, verbose_name='in the name of')),
                        ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='written on')),
                        ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('claimed', 'being written'), ('sending', 'being sent'), ('sent', 'sent'), ('cancelled', 'no longer wanted'), ('suppressed', 'we stopped mailing this address'), ('expired', 'too late to send'), ('dead', 'could not be delivered'), ('uncertain', 'may not have arrived'), ('held', 'on hold')], default='pending', max_length=12, verbose_name='state')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='caused on')),
                        ('wanted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='wanted from')),
                        ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='next try')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='pointless from')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                        ('fence', models.PositiveIntegerField(default=0, help_text='Rises with each claim.')),
                        ('owner', models.CharField(blank=True, max_length=100, verbose_name='sender')),
                        ('lease_until', models.DateTimeField(blank=True, null=True)),
                        ('last_code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last answer')),
                        ('last_error', models.TextField(blank=True, verbose_name='reason')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='sent on')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('unwritten_at', models.DateTimeField(blank=True, null=True, verbose_name='could not be written on')),
                        ('rebuffed_after', models.BigIntegerField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'mail',
                        'verbose_name_plural': 'mails',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['priority', 'due_at', 'id'], name='outbox_message_due'), models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['lease_until'], name='outbox_message_leased'), models.Index(fields=['address', '-id'], name='outbox_message_address'), models.Index(condition=models.Q(('state__in', ['dead', 'uncertain', 'suppressed']), ('unwritten_at__isnull', False), _connector='OR'), fields=['id'], name='outbox_message_to_look_at'), models.Index(condition=models.Q(('state', 'expired')), fields=['expires_at'], name='outbox_message_too_late'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('address'), name='gin_trgm_ops'), name='outbox_message_plain')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'claimed', 'sending', 'sent', 'cancelled', 'suppressed', 'expired', 'dead', 'uncertain', 'held'])), name='outbox_message_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state__in', ['claimed', 'sending'])), models.Q(models.Q(('state__in', ['claimed', 'sending']), _negated=True), ('lease_until', None)), _connector='OR'), name='outbox_message_lease_only_in_hand'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('accepted_at', None)), _connector='OR'), name='outbox_message_sent_has_its_moment'), models.CheckConstraint(condition=models.Q(('sensitive', False), models.Q(('calendar', ''), ('html', ''), ('subject', ''), ('text', '')), _connector='OR'), name='outbox_message_keeps_no_secret')],
                    },
                ),
                migrations.CreateModel(
                    name='Optout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60, verbose_name='kind')),
                        ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='since')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'mail switched off',
                        'verbose_name_plural': 'mails switched off',
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='outbox_optout_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OwnWords',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=1000, verbose_name='your note')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('writer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                    ],
                    options={
                        'verbose_name': 'note in a mail',
                        'verbose_name_plural': 'notes in mails',
                    },
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('worker', models.CharField(blank=True, max_length=100, verbose_name='sender')),
                        ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                        ('outcome', models.CharField(choices=[('accepted', 'accepted'), ('deferred', 'put off'), ('refused', 'refused'), ('broken', 'broken off, nobody knows'), ('unwritten', 'could not be written')], max_length=12, verbose_name='outcome')),
                        ('code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                        ('detail', models.TextField(blank=True, verbose_name="in the mail server's words")),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='outbox.message', verbose_name='mail')),
                    ],
                    options={
                        'verbose_name': 'try',
                        'verbose_name_plural': 'tries',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Returned',
                    fields=[
                        ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='returned', serialize=False, to='outbox.message', verbose_name='mail')),
                        ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                        ('words', models.TextField(blank=True, verbose_name="in the mail server's words")),
                        ('over_at', models.DateTimeField(blank=True, null=True, verbose_name='works again since')),
                    ],
                    options={
                        'verbose_name': 'mail that came back',
                        'verbose_name_plural': 'mails that came back',
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO outbox_gate (id, reason, failures, last_error) VALUES (1, '', 0, '')",
            migrations.RunSQL.noop,
        ),
    ]
