"""How people write and type: a table of what a paper says, what is typed, and whether it is found."""

from pathlib import Path

import pytest

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from resources.library.models.resource import Resource
from resources.library.search.question import Question, matching
from tests.factories import make_resource

# A sign for the end of a line, since a line of the table is a case.
PAIRS = [
    line.replace("⏎", "\n").split("\t")
    for line in Path(__file__).with_name("search_pairs.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def papers(lasting_rows):
    """A paper for each text of the table, by language and text."""
    return {
        (language, text): make_resource(
            editions=[{"language": language, "title": "–", "summary": text, "body": "–"}]
        )
        for language, text in dict.fromkeys((it[0], it[1]) for it in PAIRS)
    }


def test_the_table_holds_what_was_asked_for():
    assert len(PAIRS) >= 150
    assert len({it[0] for it in PAIRS}) >= 15


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "text", "typed", "found"), PAIRS, ids=range(len(PAIRS)))
def test_what_is_typed_finds_what_is_written(papers, language, text, typed, found):
    rows = matching(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Question.of(typed))

    assert rows.filter(pk=papers[language, text].pk).exists() == (found == "yes")
