"""The languages an edition can be in, each with its own name and what PostgreSQL knows of its grammar."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language by its own name; `stemmer` is the text search configuration that knows its inflections.

    `accents` says that the stemmer needs the accents («participação»): such texts are indexed twice, as they
    stand and without accents, because people search both ways.
    """

    name: str
    stemmer: str = "simple"
    accents: bool = False


LANGUAGES: dict[str, Language] = {
    "en": Language("English", "english"),
    "ar": Language("العربية", "arabic"),
    "bn": Language("বাংলা"),
    "ca": Language("Català", "catalan", accents=True),
    "da": Language("Dansk", "danish"),
    "de": Language("Deutsch", "german"),
    "el": Language("Ελληνικά", "greek", accents=True),
    "es": Language("Español", "spanish", accents=True),
    "fi": Language("Suomi", "finnish", accents=True),
    "fr": Language("Français", "french", accents=True),
    "he": Language("עברית"),
    "hi": Language("हिन्दी", "hindi"),
    "id": Language("Bahasa Indonesia", "indonesian"),
    "it": Language("Italiano", "italian", accents=True),
    "ja": Language("日本語"),
    "ko": Language("한국어"),
    "nl": Language("Nederlands", "dutch"),
    "no": Language("Norsk", "norwegian"),
    "pl": Language("Polski"),
    "pt": Language("Português", "portuguese", accents=True),
    "ru": Language("Русский", "russian"),
    "sv": Language("Svenska", "swedish"),
    "sw": Language("Kiswahili"),
    "ta": Language("தமிழ்", "tamil"),
    "th": Language("ไทย"),
    "tr": Language("Türkçe", "turkish", accents=True),
    "ur": Language("اردو"),
    "vi": Language("Tiếng Việt"),
    "zh": Language("中文"),
}

CHOICES = [(code, language.name) for code, language in LANGUAGES.items()]


def configurations(code: str) -> tuple[str, ...]:
    """The text search configurations of a language; `forum_…` are ours, made by migration 0001."""
    language = LANGUAGES[code]
    ours = f"forum_{language.stemmer}"
    return (ours, language.stemmer) if language.accents else (ours,)


ALL_CONFIGURATIONS = tuple(dict.fromkeys(name for code in LANGUAGES for name in configurations(code)))


def name_of(code: str) -> str:
    return LANGUAGES[code].name
