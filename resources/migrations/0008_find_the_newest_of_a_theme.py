from django.db import migrations

# Django's own index of a link holds its key alone, so the newest of a theme were found by sorting all of them.
INDEXES = {
    "resource_newest_of_theme": "resources_resource_themes (theme_id, resource_id)",
    "resource_newest_of_city": "resources_resource_cities (city_id, resource_id)",
}


class Migration(migrations.Migration):
    # CONCURRENTLY, so that papers can be saved meanwhile; PostgreSQL allows it outside a transaction only.
    atomic = False

    dependencies = [("resources", "0007_reading")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}", f"DROP INDEX IF EXISTS {name}"
        )
        for name, columns in INDEXES.items()
    ]
