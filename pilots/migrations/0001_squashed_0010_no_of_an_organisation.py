"""All tables of this app as they stand after 0010, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import icaforum.words.mail_fields
import icaforum.words.names
import icaforum.words.new_tables
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('pilots', '0001_initial'), ('pilots', '0002_say_what_is_wrong'), ('pilots', '0003_keep_what_texts_said'), ('pilots', '0004_keep_what_stands'), ('pilots', '0005_keep_words_of_meetings'), ('pilots', '0006_keep_what_meetings_say'), ('pilots', '0007_stage_of_projects'), ('pilots', '0008_revisions'), ('pilots', '0009_organisations_at_the_table'), ('pilots', '0010_no_of_an_organisation')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cities', '0001_squashed_0058_measures'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='PilotProject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everyone on the web'), (1, 'All members'), (2, 'Peer and pilot cities'), (3, 'Pilot cities'), (9, 'Only those I choose')], db_index=True, default=1, verbose_name='who can see this')),
                        ('open_to_partners', models.BooleanField(default=False, verbose_name='also partners')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='word in addresses')),
                        ('capacity', models.PositiveSmallIntegerField(default=0, verbose_name='room for peer cities')),
                        ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='languages to work in')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('sources', models.TextField(blank=True, help_text='Public pages, one a line.', verbose_name='sources')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published on')),
                        ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                        ('hosts', models.ManyToManyField(related_name='pilot_projects', to='cities.city', verbose_name='pilot cities')),
                        ('themes', models.ManyToManyField(blank=True, related_name='pilot_projects', to='cities.theme', verbose_name='themes')),
                        ('stage', models.CharField(blank=True, choices=[('planned', 'Planned'), ('running', 'Running'), ('finished', 'Finished'), ('ended-early', 'Ended early')], db_default='', default='', max_length=12, verbose_name='stage')),
                    ],
                    options={
                        'verbose_name': 'pilot project',
                        'verbose_name_plural': 'pilot projects',
                        'ordering': ['slug'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_dates_in_order', violation_error_message='The last day is before the first.')],
                    },
                ),
                migrations.CreateModel(
                    name='Pairing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('scope', models.CharField(max_length=300, verbose_name='scope in a sentence')),
                        ('reason', models.TextField(max_length=2000, verbose_name='why these two cities')),
                        ('state', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Active'), ('paused', 'Paused'), ('completed', 'Completed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10, verbose_name='state')),
                        ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='proposed on')),
                        ('active_since', models.DateTimeField(blank=True, null=True, verbose_name='active since')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='planned until')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended on')),
                        ('end_note', models.TextField(blank=True, max_length=2000, verbose_name='why it was paused or ended')),
                        ('circle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pairing', to='cities.circle')),
                        ('peer_city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings_as_peer', to='cities.city', verbose_name='peer city')),
                        ('pilot_city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings_as_pilot', to='cities.city', verbose_name='pilot city')),
                        ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.theme', verbose_name='theme')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='pilots.pilotproject', verbose_name='pilot project')),
                    ],
                    options={
                        'verbose_name': 'pairing',
                        'verbose_name_plural': 'pairings',
                        'ordering': ['-proposed_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('pilot_city', models.F('peer_city')), _negated=True), name='pairing_joins_two_cities', violation_error_message='A city cannot be paired with itself.'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'active', 'paused'])), fields=('project', 'pilot_city', 'peer_city'), name='pairing_one_live_a_pair', violation_error_message='These two cities are paired in this project already.')],
                    },
                ),
                migrations.CreateModel(
                    name='PilotProjectCircleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_grants', to='pilots.pilotproject')),
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
                    name='PilotProjectPersonGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_grants', to='pilots.pilotproject')),
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
                    name='ProjectText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('problem', models.TextField(blank=True, max_length=4000, verbose_name='the problem')),
                        ('approach', models.TextField(blank=True, max_length=4000, verbose_name='the approach')),
                        ('took_part', models.TextField(blank=True, max_length=2000, verbose_name='who took part')),
                        ('benefits', models.TextField(blank=True, max_length=2000, verbose_name='who benefits')),
                        ('offers', models.TextField(blank=True, max_length=2000, verbose_name='what it offers peers')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='pilots.pilotproject')),
                    ],
                    options={
                        'verbose_name': 'text',
                        'verbose_name_plural': 'texts',
                        'ordering': ['language'],
                        'constraints': [models.UniqueConstraint(fields=('project', 'language'), name='project_text_once_a_language', violation_error_message='There is a text in this language already.')],
                    },
                ),
                migrations.CreateModel(
                    name='PilotProjectWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('sources', models.TextField(blank=True, help_text='Public pages, one a line.', verbose_name='sources')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='pilots.pilotproject')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Revision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='language')),
                        ('changes', models.JSONField(default=dict, verbose_name='changes')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Sent in'), ('returned', 'Returned with a note'), ('published', 'Published'), ('withdrawn', 'Taken back')], default='draft', max_length=10, verbose_name='state')),
                        ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed on')),
                        ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='sent in on')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided on')),
                        ('note', models.TextField(blank=True, max_length=2000, verbose_name='note to the city')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='pilots.pilotproject', verbose_name='pilot project')),
                    ],
                    options={
                        'verbose_name': 'new version of a project',
                        'verbose_name_plural': 'new versions of projects',
                        'ordering': ['-submitted_at', '-pk'],
                        'indexes': [models.Index(condition=models.Q(('state', 'submitted')), fields=['submitted_at'], name='revision_waits')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned'])), fields=('project', 'language'), name='revision_open_once', violation_error_message='There is one in this language already.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='revision_sent_has_its_moment', violation_error_message='What was sent in has its moment.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='revision_returned_says_why', violation_error_message='Say what is to be changed.')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectOrganisation',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_table', to='pilots.pilotproject', verbose_name='pilot project')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                        ('objection', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cities.objection')),
                    ],
                    options={
                        'verbose_name': 'organisation at the table of a project',
                        'verbose_name_plural': 'organisations at the table of projects',
                        'ordering': ['pk'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_seal', ''), ('state', 'agreed'), _negated=True), models.Q(('state', 'agreed'), ('agreed_seal', ''), _connector='OR')), name='projectorganisation_agreed_to_words', violation_error_message='What it agreed to is known exactly while it agrees.'), models.CheckConstraint(condition=models.Q(('state', 'agreed'), models.Q(('nothing_so_far', False), ('they_say', '')), _connector='OR'), name='projectorganisation_speaks_while_it_agrees', violation_error_message='Its own words stand there only while it agrees.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'taken-back']), _negated=True), ('email', ''), _connector='OR'), name='projectorganisation_keeps_no_address_after_a_no', violation_error_message='After a no its address is deleted.')],
                    },
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=160, verbose_name='step')),
                        ('due_on', models.DateField(verbose_name='due on')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='whose step')),
                        ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='pilots.pairing')),
                    ],
                    options={
                        'verbose_name': 'step',
                        'verbose_name_plural': 'steps',
                        'ordering': ['due_on', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Exchange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('meeting', 'Meeting'), ('visit', 'Visit')], default='meeting', max_length=10, verbose_name='kind')),
                        ('title', models.CharField(max_length=160, verbose_name='in a few words')),
                        ('starts_on', models.DateField(verbose_name='date')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('people', models.CharField(blank=True, max_length=500, verbose_name='who was there')),
                        ('said', models.TextField(blank=True, max_length=4000, verbose_name='what was said')),
                        ('next', models.TextField(blank=True, max_length=2000, verbose_name='what comes next')),
                        ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='in which city')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exchanges', to='pilots.pairing')),
                    ],
                    options={
                        'verbose_name': 'meeting or visit',
                        'verbose_name_plural': 'meetings and visits',
                        'ordering': ['starts_on', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='exchange_dates_in_order', violation_error_message='The last day is before the first.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'visit'), _negated=True), ('host__isnull', False), _connector='OR'), name='exchange_visit_has_a_host', violation_error_message='Say which of the two cities hosted the visit.')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='on')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='pilots.pairing')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('pairing', 'city'), name='consent_once_a_city', violation_error_message='This city has answered already.')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectTextWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('problem', models.TextField(blank=True, max_length=4000, verbose_name='the problem')),
                        ('approach', models.TextField(blank=True, max_length=4000, verbose_name='the approach')),
                        ('took_part', models.TextField(blank=True, max_length=2000, verbose_name='who took part')),
                        ('benefits', models.TextField(blank=True, max_length=2000, verbose_name='who benefits')),
                        ('offers', models.TextField(blank=True, max_length=2000, verbose_name='what it offers peers')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='pilots.projecttext')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='MilestoneWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=160, verbose_name='step')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='pilots.milestone')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ExchangeWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=160, verbose_name='in a few words')),
                        ('people', models.CharField(blank=True, max_length=500, verbose_name='who was there')),
                        ('said', models.TextField(blank=True, max_length=4000, verbose_name='what was said')),
                        ('next', models.TextField(blank=True, max_length=2000, verbose_name='what comes next')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='pilots.exchange')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='milestone',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pilots_milestonewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title"); RETURN NULL;', hash='9cec781cb56e20c8c5ccd1ca1b258f1218d4d15e', operation='INSERT', pgid='pgtrigger_insert_insert_c4f4a', table='pilots_milestone', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='milestone',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "pilots_milestonewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title"); RETURN NULL;', hash='851853e17ff299dc67a5f12585118f112525064c', operation='UPDATE', pgid='pgtrigger_update_update_4ac60', table='pilots_milestone', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='pilotproject',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pilots_pilotprojectwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sources"); RETURN NULL;', hash='87dbc819a7a56995b699f6ea65c3727388666a74', operation='INSERT', pgid='pgtrigger_insert_insert_41eed', table='pilots_pilotproject', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='pilotproject',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."sources" IS DISTINCT FROM (NEW."sources"))', func='INSERT INTO "pilots_pilotprojectwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sources"); RETURN NULL;', hash='91b3d119fa8879beba354218178495729dab1a45', operation='UPDATE', pgid='pgtrigger_update_update_d7a0a', table='pilots_pilotproject', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='projecttext',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pilots_projecttextwords" ("approach", "benefits", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "title", "took_part") VALUES (NEW."approach", NEW."benefits", NEW."offers", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."title", NEW."took_part"); RETURN NULL;', hash='5424752d9b9e38d2d3a88a51533ea2792c9492e3', operation='INSERT', pgid='pgtrigger_insert_insert_9326f', table='pilots_projecttext', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='projecttext',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approach" IS DISTINCT FROM (NEW."approach") OR OLD."benefits" IS DISTINCT FROM (NEW."benefits") OR OLD."offers" IS DISTINCT FROM (NEW."offers") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."took_part" IS DISTINCT FROM (NEW."took_part"))', func='INSERT INTO "pilots_projecttextwords" ("approach", "benefits", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "title", "took_part") VALUES (NEW."approach", NEW."benefits", NEW."offers", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."title", NEW."took_part"); RETURN NULL;', hash='f3a029ff3ca15f8d68ce22b17010319507ca4fca', operation='UPDATE', pgid='pgtrigger_update_update_274d1', table='pilots_projecttext', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='exchange',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pilots_exchangewords" ("next", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "title") VALUES (NEW."next", NEW."people", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."said", NEW."title"); RETURN NULL;', hash='3227ee65daf1a8cb0ad02f9a5ff3d7e13b94f87f', operation='INSERT', pgid='pgtrigger_insert_insert_13442', table='pilots_exchange', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='exchange',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."next" IS DISTINCT FROM (NEW."next") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."said" IS DISTINCT FROM (NEW."said") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "pilots_exchangewords" ("next", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "title") VALUES (NEW."next", NEW."people", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said", NEW."title"); RETURN NULL;', hash='f936867831d2c1d839428a6938388fd75c32c398', operation='UPDATE', pgid='pgtrigger_update_update_d828c', table='pilots_exchange', when='AFTER')),
                ),
            ],
        ),
    ]
