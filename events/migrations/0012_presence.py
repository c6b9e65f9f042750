from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep whether somebody was there, since when that is known, and when they opened the room."""

    dependencies = [('events', '0011_told_at')]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='came',
            field=models.BooleanField(blank=True, editable=False, null=True, verbose_name='came'),
        ),
        migrations.AddField(
            model_name='registration',
            name='came_from',
            field=models.CharField(choices=[('report', 'A report'), ('room', 'Who opened the room'), ('hand', 'By hand')], db_default='', default='', editable=False, max_length=6, verbose_name='presence known from'),
        ),
        migrations.AddField(
            model_name='registration',
            name='came_said_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='presence known since'),
        ),
        migrations.AddField(
            model_name='registration',
            name='minutes',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='minutes there'),
        ),
        migrations.AddField(
            model_name='registration',
            name='opened_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opened the room on'),
        ),
    ]
