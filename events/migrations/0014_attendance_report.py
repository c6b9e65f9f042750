import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the rows of the attendance reports of Zoom and Teams for a while."""

    dependencies = [('events', '0013_presence_has_its_moment'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
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
            },
        ),
        migrations.AddConstraint(
            model_name='attendancereport',
            constraint=models.UniqueConstraint(fields=('event', 'digest'), name='attendance_report_once_an_event', violation_error_message='This report has been read already.'),
        ),
        migrations.AddConstraint(
            model_name='attendancereport',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['zoom', 'teams'])), name='attendance_report_source_is_known', violation_error_message='Choose one of the two.'),
        ),
        migrations.AddConstraint(
            model_name='attendancerow',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='attendance_row_once_a_report', violation_error_message='This row is here already.'),
        ),
    ]
