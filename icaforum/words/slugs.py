"""Words for addresses."""

from collections.abc import Sequence
from itertools import chain, count

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(text: str, *, taken: QuerySet, fallback: str, longest: int, endings: Sequence[str] = ()) -> str:
    """Make of a text a word that no row of `taken` has in its `slug`: «title», then «title-2», «title-3» …

    `fallback` is the word for a text without a letter that addresses can hold; `longest` counts the letters
    before any ending. `endings` are tried before numbers: with «ca» it is «london», «london-ca»,
    «london-ca-2».
    """
    stem = slugify(text)[:longest].strip("-") or fallback
    words = [stem, *(f"{stem}-{ending}" for ending in endings)]
    numbered = (f"{words[-1]}-{number}" for number in count(2))
    used = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(word for word in chain(words, numbered) if word not in used)
