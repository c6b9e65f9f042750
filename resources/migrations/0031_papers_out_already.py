from django.db import migrations
from django.db.models import F


def mark_told(apps, schema_editor):
    """Papers that came out before cities were told of them bring no mail now."""
    lessons = apps.get_model("resources", "Lesson").objects
    out = lessons.filter(told_at=None, resource__published_at__isnull=False)
    out.update(told_at=F("in_library_at"))


class Migration(migrations.Migration):

    dependencies = [("resources", "0030_cities_told_of_papers")]

    operations = [migrations.RunPython(mark_told, migrations.RunPython.noop, elidable=True)]
