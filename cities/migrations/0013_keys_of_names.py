import csv
from pathlib import Path

from django.db import migrations

from icaforum.words.names import name_keys

FILE = Path(__file__).parent.parent / "data" / "other_names.csv"


def fill_in(apps, _schema_editor):
    """Give each entry the other names that we know, and what its names are compared by."""
    with FILE.open(encoding="utf-8", newline="") as file:
        known = {row["name"]: row["other_names"].split("; ") for row in csv.DictReader(file)}
    for city in apps.get_model("cities", "City").objects.filter(keys=[]):
        others = [] if city.kind == "partner" else known.get(city.name, [])
        city.other_names = city.other_names or "\n".join(others)
        names = [city.name, *city.other_names.splitlines()]
        city.keys = list(dict.fromkeys(key for name in names for key in name_keys(name)))
        city.save(update_fields=["other_names", "keys"])


class Migration(migrations.Migration):

    dependencies = [("cities", "0012_other_names")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
