from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing is said of presence without the moment since which it is known."""

    dependencies = [('events', '0012_presence')]

    operations = [
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('came__isnull', False), ('came_from__in', ['report', 'room', 'hand']), ('came_said_at__isnull', False)), models.Q(('came__isnull', True), ('came_from', ''), ('came_said_at__isnull', True), ('minutes__isnull', True)), _connector='OR'), name='registration_presence_has_its_moment', violation_error_message='Who was there is known since a moment.'),
        ),
    ]
