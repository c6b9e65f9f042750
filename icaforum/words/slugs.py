"""Slugs: the words by which rows stand in addresses."""

from collections.abc import Sequence
from itertools import chain, count

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(text: str, *, taken: QuerySet, fallback: str, longest: int, endings: Sequence[str] = ()) -> str:
    """Return a slug for a text that no row of `taken` has: «title», then «title-2», «title-3» …

    `fallback` is the word for a text without a letter that addresses can hold; `longest` counts the letters
    before any ending. `endings` are tried before numbers: with «ca» it is «london», «london-ca»,
    «london-ca-2».
    """
    # Cut after it is made into a slug, which may be longer or shorter; a cut may leave a hyphen at the end.
    stem = slugify(text)[:longest].strip("-") or fallback
    words = [stem, *(f"{stem}-{ending}" for ending in endings)]
    numbered = (f"{words[-1]}-{number}" for number in count(2))
    # One query for all candidates. Two who ask at once get the same word: the column's UNIQUE tells them.
    used = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(word for word in chain(words, numbered) if word not in used)
