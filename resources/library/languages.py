"""The languages an edition can be in, each with what PostgreSQL knows of its grammar."""

from dataclasses import dataclass

from icaforum.words.languages import own_name


@dataclass(frozen=True)
class Grammar:
    """How a language is searched: `stemmer` is PostgreSQL's configuration that knows its inflections.

    `accents` says that the stemmer needs the accents («participação»): such texts are indexed twice, as they
    stand and without accents, because people search both ways.
    """

    stemmer: str = "simple"
    accents: bool = False


# «simple» is for languages that PostgreSQL has no stemmer for: words are found as they stand. The list
# follows the constraint of the table; one more needs a migration, and its configuration where it is new.
LANGUAGES: dict[str, Grammar] = {
    "en": Grammar("english"),
    "ar": Grammar("arabic"),
    "bn": Grammar(),
    "ca": Grammar("catalan", accents=True),
    "da": Grammar("danish"),
    "de": Grammar("german"),
    "el": Grammar("greek", accents=True),
    "es": Grammar("spanish", accents=True),
    "fi": Grammar("finnish", accents=True),
    "fr": Grammar("french", accents=True),
    "he": Grammar(),
    "hi": Grammar("hindi"),
    "id": Grammar("indonesian"),
    "it": Grammar("italian", accents=True),
    "ja": Grammar(),
    "ko": Grammar(),
    "nl": Grammar("dutch"),
    "no": Grammar("norwegian"),
    "pl": Grammar(),
    "pt": Grammar("portuguese", accents=True),
    "ru": Grammar("russian"),
    "sv": Grammar("swedish"),
    "sw": Grammar(),
    "ta": Grammar("tamil"),
    "th": Grammar(),
    "tr": Grammar("turkish", accents=True),
    "ur": Grammar(),
    "vi": Grammar(),
    "zh": Grammar(),
}

# Each by its own name, as people look for their language.
CHOICES = [(code, own_name(code)) for code in LANGUAGES]

SIMPLE = "words_simple"
"""The configuration for names, which bend in no language."""


def stemmer(code: str) -> str:
    """Return PostgreSQL's own configuration of a language."""
    return LANGUAGES.get(code, Grammar()).stemmer


def configurations(code: str) -> tuple[str, ...]:
    """Return the text search configurations of a language; `words_…` are ours, made by a migration.

    Unlike PostgreSQL's own they keep every word: «just» is no filler in «just transition». Of a language in
    which there are questions and no papers, such as Amharic, words are found as they stand.
    """
    grammar = LANGUAGES.get(code, Grammar())
    ours = f"words_{grammar.stemmer}"
    return (ours, f"{ours}_accents") if grammar.accents else (ours,)


# Each once, in the order above, with PostgreSQL's own, which knows the language's fillers: several languages
# share «simple», and that one knows none.
ALL_CONFIGURATIONS = {name: LANGUAGES[code].stemmer for code in LANGUAGES for name in configurations(code)}

KEPT = frozenset(
    [
        *("all", "against", "few", "just", "no", "not", "own", "same", "under", "who"),  # English
        *("été", "étés", "contra", "estado", "estados", "nada", "todos"),  # French, Spanish, Portuguese
        *("alle", "gegen", "ohne", "geen", "tegen"),  # German, Dutch
    ]
)
"""Fillers to PostgreSQL, but not to us: «just transition», «for all», «été»."""
