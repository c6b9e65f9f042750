import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Ask those who were there, and keep their answers."""

    dependencies = [('events', '0014_attendance_report')]

    operations = [
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
            },
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.UniqueConstraint(fields=('survey', 'position'), name='survey_question_has_its_place', violation_error_message='Two questions stand in the same place.'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['choice', 'words'])), name='survey_question_kind_is_known', violation_error_message='Choose one of the two.'),
        ),
        migrations.AddConstraint(
            model_name='surveyanswer',
            constraint=models.UniqueConstraint(fields=('question', 'registration'), name='survey_answer_once_a_person', violation_error_message='This question has been answered already.'),
        ),
    ]
