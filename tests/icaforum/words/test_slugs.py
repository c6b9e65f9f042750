"""Words for addresses: free, readable, and short enough for their column."""

import pytest

from cities.models import City
from icaforum.words.slugs import free_slug
from tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("taken", "text", "endings", "free"),
    [
        ([], "Cool rooms!", [], "cool-rooms"),
        (["cool-rooms"], "Cool rooms", [], "cool-rooms-2"),
        (["cool-rooms", "cool-rooms-3"], "Cool rooms", [], "cool-rooms-2"),
        (["cool-rooms-for-all"], "Cool rooms", [], "cool-rooms"),
        (["london"], "London", ["ca"], "london-ca"),
        (["london", "london-ca"], "London", ["ca"], "london-ca-2"),
        ([], "気候", [], "entry"),
        (["entry"], "", [], "entry-2"),
        ([], "a" * 14 + " b", [], "a" * 14),
    ],
)
def test_a_word_is_free(taken, text, endings, free):
    for slug in taken:
        make_city(slug=slug)

    assert free_slug(text, taken=City.objects.all(), fallback="entry", longest=15, endings=endings) == free
