"""All tables of this app as they stand after 0025, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import icaforum.words.mail_fields
import icaforum.words.name_fields
import icaforum.words.names
import icaforum.words.new_tables
import icaforum.words.plain_search
import icaforum.words.zones
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('events', '0001_initial'), ('events', '0002_say_what_is_wrong'), ('events', '0003_names'), ('events', '0004_keep_what_texts_said'), ('events', '0005_keep_what_stands'), ('events', '0006_event_recording'), ('events', '0007_clean_names'), ('events', '0008_calendar_feed'), ('events', '0009_publish_again'), ('events', '0010_circular'), ('events', '0011_told_at'), ('events', '0012_presence'), ('events', '0013_presence_has_its_moment'), ('events', '0014_attendance_report'), ('events', '0015_survey'), ('events', '0016_registration_uid'), ('events', '0017_find_places_by_uid'), ('events', '0018_guest'), ('events', '0019_programme'), ('events', '0020_guest_uid'), ('events', '0021_find_guests_by_uid'), ('events', '0022_words_for_a_new_programme'), ('events', '0023_say_when_an_event_begins'), ('events', '0024_organisations_at_the_table'), ('events', '0025_no_of_an_organisation')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cities', '0001_squashed_0058_measures'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('resources', '0001_squashed_0028_words_taken_out_of_papers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everyone on the web'), (1, 'All members'), (2, 'Peer and pilot cities'), (3, 'Pilot cities'), (9, 'Only those I choose')], db_index=True, default=1, verbose_name='who can see this')),
                        ('open_to_partners', models.BooleanField(default=False, verbose_name='also partners')),
                        ('kind', models.CharField(choices=[('webinar', 'Webinar'), ('academy', 'Academy')], default='webinar', max_length=10, verbose_name='kind')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                        ('slug', models.SlugField(max_length=100, unique=True, verbose_name='word in addresses')),
                        ('uid', models.CharField(editable=False, max_length=300, unique=True)),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                        ('description', models.TextField(blank=True, max_length=5000, verbose_name='description')),
                        ('take_home', models.TextField(blank=True, help_text='One thing a line.', max_length=1000, verbose_name='what people will take home')),
                        ('local_date', models.DateField(verbose_name='day')),
                        ('local_time', models.TimeField(verbose_name='start')),
                        ('time_zone', models.CharField(default='UTC', max_length=60, validators=[icaforum.words.zones.validate_time_zone], verbose_name='time zone')),
                        ('duration', models.PositiveSmallIntegerField(default=75, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(20160)], verbose_name='length in minutes')),
                        ('starts_at', models.DateTimeField(editable=False, verbose_name='begins')),
                        ('ends_at', models.DateTimeField(editable=False, verbose_name='ends')),
                        ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                        ('schedule_version', models.PositiveIntegerField(default=0, editable=False)),
                        ('capacity', models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='places')),
                        ('join_url', models.URLField(blank=True, max_length=1000, verbose_name='joining link')),
                        ('passcode', models.CharField(blank=True, max_length=60, verbose_name='passcode')),
                        ('dial_in', models.CharField(blank=True, max_length=200, verbose_name='dial-in by phone')),
                        ('place', models.CharField(blank=True, help_text='Where an academy meets: house, street, city.', max_length=200, verbose_name='venue')),
                        ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='languages')),
                        ('interpretation', models.CharField(blank=True, max_length=120, verbose_name='interpretation')),
                        ('recording_note', models.CharField(blank=True, max_length=200, verbose_name='recording')),
                        ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published on')),
                        ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                        ('host_cities', models.ManyToManyField(blank=True, related_name='events', to='cities.city', verbose_name='host cities')),
                        ('themes', models.ManyToManyField(blank=True, related_name='events', to='cities.theme', verbose_name='themes')),
                        ('recording', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='resources.resource')),
                        ('slides', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='resources.resource')),
                        ('told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='readers told on')),
                    ],
                    options={
                        'verbose_name': 'event',
                        'verbose_name_plural': 'events',
                        'ordering': ['-starts_at', '-pk'],
                        'indexes': [models.Index(fields=['state', 'starts_at', 'id'], name='event_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'postponed', 'cancelled'])), name='event_state_is_known', violation_error_message='Choose one of the states.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_starts', violation_error_message='It ends before it begins.'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), ('state', 'cancelled'), _connector='OR'), name='event_announced_has_its_moment', violation_error_message='What is announced has its moment.'), models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='event_has_places_or_no_limit', violation_error_message='Leave the places empty for no limit, or give one place at least.')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarFeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.BigIntegerField(editable=False)),
                        ('scope', models.CharField(choices=[('places', 'Events at which I have a place, or wait for one'), ('visible', 'All events that I can see')], default='places', max_length=10, verbose_name='which events')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made on')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('themes', models.ManyToManyField(blank=True, to='cities.theme', verbose_name='only these themes')),
                    ],
                    options={
                        'verbose_name': 'calendar feed',
                        'verbose_name_plural': 'calendar feeds',
                        'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['places', 'visible'])), name='calendar_feed_scope_is_known', violation_error_message='Choose one of the two.')],
                    },
                ),
                migrations.CreateModel(
                    name='EventCircleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_grants', to='events.event')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('group', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='EventPersonGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_grants', to='events.event')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('moved', 'New time'), ('changed', 'New title, place or programme'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled'), ('resumed', 'Published again')], max_length=10, verbose_name='kind')),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('before', models.JSONField(default=dict, help_text='What people knew: day, time, zone, length, version, state; or title, place.')),
                        ('was_starts_at', models.DateTimeField(null=True)),
                        ('was_ends_at', models.DateTimeField(null=True)),
                        ('why', models.TextField(blank=True, max_length=1000, verbose_name='why')),
                        ('made_at', models.DateTimeField(verbose_name='on')),
                        ('told_at', models.DateTimeField(verbose_name='people are told on')),
                        ('undone_at', models.DateTimeField(null=True)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='events.event')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'notice',
                        'verbose_name_plural': 'notices',
                        'ordering': ['-pk'],
                        'get_latest_by': 'pk',
                    },
                ),
                migrations.CreateModel(
                    name='Registration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('answer', models.CharField(choices=[('going', 'Has a place'), ('waiting', 'Waits for a place'), ('recording', 'Recording only'), ('gave_up', 'Gave the place up')], max_length=10, verbose_name='answer')),
                        ('turn', models.PositiveIntegerField(default=0, editable=False)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='since')),
                        ('answered_at', models.DateTimeField(verbose_name='answered on')),
                        ('queued_at', models.DateTimeField(blank=True, help_text='What decides who is next.', null=True, verbose_name='in the queue since')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='cities.city', verbose_name='city')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.event', verbose_name='event')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('came', models.BooleanField(blank=True, editable=False, null=True, verbose_name='came')),
                        ('came_from', models.CharField(choices=[('report', 'A report'), ('room', 'Who opened the room'), ('hand', 'By hand')], db_default='', default='', editable=False, max_length=6, verbose_name='presence known from')),
                        ('came_said_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='presence known since')),
                        ('minutes', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='minutes there')),
                        ('opened_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opened the room on')),
                        ('uid', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200)),
                    ],
                    options={
                        'verbose_name': 'place',
                        'verbose_name_plural': 'places',
                        'ordering': ['queued_at', 'pk'],
                        'indexes': [models.Index(fields=['event', 'answer', 'queued_at', 'id'], name='registration_queue'), models.Index(condition=models.Q(('uid', ''), _negated=True), fields=['uid'], name='registration_uid')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='registration_once_a_person', violation_error_message='This person has answered for this event already.'), models.CheckConstraint(condition=models.Q(('answer__in', ['going', 'waiting', 'recording', 'gave_up'])), name='registration_answer_is_known', violation_error_message='Choose one of the answers.'), models.CheckConstraint(condition=models.Q(('answer__in', ['recording', 'gave_up']), ('queued_at__isnull', False), _connector='OR'), name='registration_queue_has_an_order', violation_error_message='Whoever comes or waits has a moment from which on.'), models.CheckConstraint(condition=models.Q(models.Q(('came__isnull', False), ('came_from__in', ['report', 'room', 'hand']), ('came_said_at__isnull', False)), models.Q(('came__isnull', True), ('came_from', ''), ('came_said_at__isnull', True), ('minutes__isnull', True)), _connector='OR'), name='registration_presence_has_its_moment', violation_error_message='Who was there is known since a moment.')],
                    },
                ),
                migrations.CreateModel(
                    name='Speaker',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', icaforum.words.name_fields.NameField(max_length=120, verbose_name='name')),
                        ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                        ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cities.city', verbose_name='city')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.event')),
                    ],
                    options={
                        'verbose_name': 'speaker',
                        'verbose_name_plural': 'speakers',
                        'ordering': ['position', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='EventWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                        ('description', models.TextField(blank=True, max_length=5000, verbose_name='description')),
                        ('take_home', models.TextField(blank=True, help_text='One thing a line.', max_length=1000, verbose_name='what people will take home')),
                        ('place', models.CharField(blank=True, help_text='Where an academy meets: house, street, city.', max_length=200, verbose_name='venue')),
                        ('recording_note', models.CharField(blank=True, max_length=200, verbose_name='recording')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='events.event')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Circular',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=150, verbose_name='subject')),
                        ('text', models.TextField(max_length=4000, verbose_name='your words')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circulars', to='events.event', verbose_name='event')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                    ],
                    options={
                        'verbose_name': 'mail to the people of an event',
                        'verbose_name_plural': 'mails to the people of events',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='AttendanceReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('zoom', 'Zoom'), ('teams', 'Microsoft Teams')], max_length=10, verbose_name='from')),
                        ('file_name', models.CharField(max_length=200, verbose_name='file')),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('notes', models.JSONField(default=list)),
                        ('read_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='read on')),
                        ('written_at', models.DateTimeField(null=True, verbose_name='written down on')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance_reports', to='events.event', verbose_name='event')),
                        ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='read by')),
                    ],
                    options={
                        'verbose_name': 'attendance report',
                        'verbose_name_plural': 'attendance reports',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('event', 'digest'), name='attendance_report_once_an_event', violation_error_message='This report has been read already.'), models.CheckConstraint(condition=models.Q(('source__in', ['zoom', 'teams'])), name='attendance_report_source_is_known', violation_error_message='Choose one of the two.')],
                    },
                ),
                migrations.CreateModel(
                    name='Survey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='open until')),
                        ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='survey', to='events.event', verbose_name='event')),
                    ],
                    options={
                        'verbose_name': 'survey',
                        'verbose_name_plural': 'surveys',
                    },
                ),
                migrations.CreateModel(
                    name='Guest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', icaforum.words.name_fields.NameField(max_length=120, verbose_name='name')),
                        ('email', icaforum.words.mail_fields.MailAddressField(max_length=254, verbose_name='e-mail address')),
                        ('language', models.CharField(default='en', max_length=10, verbose_name='language of the mail')),
                        ('part', models.CharField(choices=[('guest', 'Guest'), ('speaker', 'Speaker')], default='guest', max_length=10, verbose_name='comes as')),
                        ('answer', models.CharField(choices=[('invited', 'Invited'), ('declined', 'Does not come'), ('taken-back', 'Taken back')], default='invited', max_length=10, verbose_name='answer')),
                        ('link_version', models.PositiveIntegerField(default=1, editable=False)),
                        ('turn', models.PositiveIntegerField(default=0, editable=False)),
                        ('invited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='invited on')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='events.event', verbose_name='event')),
                        ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('uid', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200)),
                    ],
                    options={
                        'verbose_name': 'guest',
                        'verbose_name_plural': 'guests',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('uid', ''), _negated=True), fields=['uid'], name='guest_uid')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['invited', 'declined', 'taken-back'])), name='guest_answer_is_known', violation_error_message='A guest is invited, does not come, or was taken back.'), models.CheckConstraint(condition=models.Q(('part__in', ['guest', 'speaker'])), name='guest_part_is_known', violation_error_message='Choose one of the two.'), models.UniqueConstraint(condition=models.Q(('answer', 'taken-back'), _negated=True), fields=('event', 'email'), name='guest_once_at_an_event', violation_error_message='Somebody with this address is invited to the event already.')],
                    },
                ),
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
                migrations.CreateModel(
                    name='EventOrganisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('name', models.CharField(blank=True, max_length=120, validators=[icaforum.words.names.validate_name], verbose_name='name')),
                        ('kind', models.CharField(choices=[('tenants', 'a tenants’ union'), ('residents', 'a residents’ group'), ('labour', 'a labour union'), ('informal', 'an organisation of informal workers'), ('women', 'a women’s group'), ('youth', 'a youth group'), ('migrants', 'an organisation of migrants'), ('indigenous', 'an Indigenous organisation'), ('disabled', 'an organisation of people with disabilities'), ('faith', 'a faith group'), ('cooperative', 'a cooperative'), ('employers', 'an association of employers or owners'), ('other', 'a community organisation')], max_length=12, verbose_name='kind')),
                        ('place', models.CharField(blank=True, max_length=100, verbose_name='where it is')),
                        ('took_part', models.TextField(blank=True, max_length=300, verbose_name='how it took part')),
                        ('changed', models.TextField(blank=True, max_length=600, verbose_name='what changed because of it')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='its language')),
                        ('email', icaforum.words.mail_fields.MailAddressField(blank=True, max_length=254, verbose_name='address to ask')),
                        ('link_version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('state', models.CharField(choices=[('not-asked', 'Not asked'), ('asked', 'Asked, has not answered'), ('agreed', 'Agreed, named'), ('declined', 'Said no'), ('taken-back', 'Took its name back')], default='not-asked', max_length=10, verbose_name='what it says')),
                        ('agreed_seal', models.CharField(blank=True, db_default='', default='', editable=False, max_length=16)),
                        ('nothing_so_far', models.BooleanField(db_default=False, default=False, verbose_name='says that nothing has changed so far')),
                        ('they_say', models.TextField(blank=True, db_default='', default='', max_length=600, verbose_name='they say')),
                        ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked on')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='asked again on')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered on')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden on')),
                        ('hidden_because', models.CharField(blank=True, db_default='', default='', max_length=500, verbose_name='why it is hidden')),
                        ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='written for')),
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_table', to='events.event', verbose_name='event')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                        ('objection', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cities.objection')),
                    ],
                    options={
                        'verbose_name': 'organisation at the table of an event',
                        'verbose_name_plural': 'organisations at the table of events',
                        'ordering': ['pk'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_seal', ''), ('state', 'agreed'), _negated=True), models.Q(('state', 'agreed'), ('agreed_seal', ''), _connector='OR')), name='eventorganisation_agreed_to_words', violation_error_message='What it agreed to is known exactly while it agrees.'), models.CheckConstraint(condition=models.Q(('state', 'agreed'), models.Q(('nothing_so_far', False), ('they_say', '')), _connector='OR'), name='eventorganisation_speaks_while_it_agrees', violation_error_message='Its own words stand there only while it agrees.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'taken-back']), _negated=True), ('email', ''), _connector='OR'), name='eventorganisation_keeps_no_address_after_a_no', violation_error_message='After a no its address is deleted.')],
                    },
                ),
                migrations.CreateModel(
                    name='AttendanceRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='row')),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=254, verbose_name='address')),
                        ('parts', models.JSONField(default=list)),
                        ('verdict', models.CharField(choices=[('address', 'Known by the address'), ('name', 'Known by the full name'), ('guest', 'Guest'), ('unclear', 'To look at')], max_length=10, verbose_name='verdict')),
                        ('offers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                        ('answer', models.CharField(blank=True, choices=[('person', 'It is this person'), ('out', 'Left out')], max_length=10, verbose_name='answer')),
                        ('chosen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.registration')),
                        ('found', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.registration')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='events.attendancereport')),
                    ],
                    options={
                        'verbose_name': 'row of an attendance report',
                        'verbose_name_plural': 'rows of attendance reports',
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='attendance_row_once_a_report', violation_error_message='This row is here already.')],
                    },
                ),
                migrations.CreateModel(
                    name='SurveyQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                        ('standard', models.CharField(blank=True, editable=False, max_length=20)),
                        ('kind', models.CharField(choices=[('choice', 'One of these answers'), ('words', 'In own words')], default='choice', max_length=10, verbose_name='kind')),
                        ('text', models.CharField(blank=True, max_length=200, verbose_name='question')),
                        ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='answers')),
                        ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.survey')),
                    ],
                    options={
                        'verbose_name': 'question of a survey',
                        'verbose_name_plural': 'questions of surveys',
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('survey', 'position'), name='survey_question_has_its_place', violation_error_message='Two questions stand in the same place.'), models.CheckConstraint(condition=models.Q(('kind__in', ['choice', 'words'])), name='survey_question_kind_is_known', violation_error_message='Choose one of the two.')],
                    },
                ),
                migrations.CreateModel(
                    name='SurveyAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('choice', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                        ('words', models.TextField(blank=True, max_length=2000, verbose_name='own words')),
                        ('answered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='answered on')),
                        ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_answers', to='events.registration', verbose_name='place')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='events.surveyquestion')),
                    ],
                    options={
                        'verbose_name': 'answer to a survey',
                        'verbose_name_plural': 'answers to surveys',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('question', 'registration'), name='survey_answer_once_a_person', violation_error_message='This question has been answered already.')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='event',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "events_eventwords" ("description", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recording_note", "summary", "take_home", "title") VALUES (NEW."description", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."recording_note", NEW."summary", NEW."take_home", NEW."title"); RETURN NULL;', hash='f2746d548f9d4e4672dfbba82491d7ec420c70c3', operation='INSERT', pgid='pgtrigger_insert_insert_82b94', table='events_event', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='event',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."recording_note" IS DISTINCT FROM (NEW."recording_note") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."take_home" IS DISTINCT FROM (NEW."take_home") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "events_eventwords" ("description", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recording_note", "summary", "take_home", "title") VALUES (NEW."description", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."recording_note", NEW."summary", NEW."take_home", NEW."title"); RETURN NULL;', hash='138c768ae074c22a94838a91f8f579693dd6f88d', operation='UPDATE', pgid='pgtrigger_update_update_73f59', table='events_event', when='AFTER')),
                ),
            ],
        ),
    ]
