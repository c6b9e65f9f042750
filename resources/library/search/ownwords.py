"""The Forum's own words, from their file into rows: what themes and kinds are called in every language."""

import csv
from collections import defaultdict
from pathlib import Path

from django.db import transaction

from cities.models import Theme
from resources.library.models.kind import Kind
from resources.library.models.searchwords import SearchWords

FILE = Path(__file__).parent.parent / "data" / "search_words.csv"


@transaction.atomic
def fill_in() -> int:
    """Make a row for each theme and kind that has none, with the words that the file knows; return how many.

    A row that is there stays as it is: the secretariat may have changed it.
    """
    words = read_file()
    there: set[tuple[int | None, str]] = set(SearchWords.objects.values_list("theme_id", "kind"))
    missing = [
        SearchWords(theme=theme, words=words["theme", theme.slug])
        for theme in Theme.objects.all()
        if (theme.pk, "") not in there
    ]
    missing += [
        SearchWords(kind=kind, words=words["kind", kind]) for kind in Kind.values if (None, kind) not in there
    ]
    # Two that begin at once would both make a row; the constraint lets one of them.
    SearchWords.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def read_file() -> dict[tuple[str, str], dict[str, str]]:
    """Return the words of the file by («theme» or «kind», slug), each by language."""
    words: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words[row["about"], row["slug"]][row["language"]] = row["words"]
    return words
