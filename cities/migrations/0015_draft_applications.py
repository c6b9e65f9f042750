"""What is typed into an application before it is sent."""

import django.db.models.deletion
import django.db.models.functions.datetime
import icaforum.words.mail_fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0014_list_colleagues'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApplicationDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('c40', 'C40 member city'), ('other', 'City outside C40'), ('partner', 'Partner')], max_length=10)),
                ('answers', models.JSONField(default=dict)),
                ('email', icaforum.words.mail_fields.MailAddressField(blank=True, max_length=254)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts', to='cities.application')),
            ],
            options={
                'verbose_name': 'draft of an application',
                'verbose_name_plural': 'drafts of applications',
                'indexes': [models.Index(fields=['changed_at'], name='draft_by_age')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'partner')), fields=('application',), name='draft_one_a_partner', violation_error_message='This partner has begun its application already.')],
            },
        ),
    ]
