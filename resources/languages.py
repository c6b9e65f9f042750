"""The languages an edition can be in, each with what PostgreSQL knows of its grammar."""

from dataclasses import dataclass

from icaforum.words.languages import own_name


@dataclass(frozen=True)
class Grammar:
    """How a language is searched: `stemmer` is the text search configuration that knows its inflections.

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


def configurations(code: str) -> tuple[str, ...]:
    """Return the text search configurations of a language; `forum_…` are ours, made by migration 0001."""
    grammar = LANGUAGES[code]
    ours = f"forum_{grammar.stemmer}"
    return (ours, grammar.stemmer) if grammar.accents else (ours,)


# Each once, in the order above: several languages share «simple».
ALL_CONFIGURATIONS = tuple(dict.fromkeys(name for code in LANGUAGES for name in configurations(code)))
