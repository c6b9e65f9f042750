import csv
from pathlib import Path

from resources.library.models.kind import Kind

LIST = Path(__file__).parents[3] / "resources/library/data" / "resource_kinds.csv"


def test_the_kinds_of_resources_are_those_of_the_list():
    rows = csv.DictReader(LIST.read_text(encoding="utf-8").splitlines())

    assert {str(kind.value): str(kind.label) for kind in Kind} == {r["slug"]: r["name"] for r in rows}
