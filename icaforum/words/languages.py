"""The languages of the portal and of what is written in it: the one table of their names."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

NAMES = {
    "am": "አማርኛ",
    "ar": "العربية",
    "bn": "বাংলা",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fil": "Filipino",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "mr": "मराठी",
    "ms": "Bahasa Melayu",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "st": "Sesotho",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "tr": "Türkçe",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "wo": "Wolof",
    "xh": "isiXhosa",
    "yo": "Yorùbá",
    "zh": "中文",
    "zu": "isiZulu",
}
"""Each language's own name, as people say which one they speak."""

# Papers come in Russian, but no city works in it so far.
LANGUAGE_CHOICES = [(code, name) for code, name in NAMES.items() if code != "ru"]
"""The languages that a city, an event or a project can choose."""

# Those for which Django has no name, or none in German.
_NOT_IN_DJANGO = {
    "am": _("Amharic"),
    "fil": _("Filipino"),
    "no": _("Norwegian"),
    "st": _("Sesotho"),
    "wo": _("Wolof"),
    "xh": _("isiXhosa"),
    "yo": _("Yoruba"),
    "zh": _("Chinese"),
    "zu": _("isiZulu"),
}


def own_name(code: str) -> str:
    """Return what the language calls itself: «Català»; a code that is not in the table stays itself."""
    return NAMES.get(code, code)


def translated_name(code: str) -> str:
    """Return what the reader's language calls it: «Catalan»; a code that is not in the table stays itself."""
    if code in _NOT_IN_DJANGO:
        return str(_NOT_IN_DJANGO[code])
    # Some languages write these small; in our lists each begins like a sentence.
    return capfirst(str(get_language_info(code)["name_translated"])) if code in NAMES else code


def translated_names(codes: Iterable[str]) -> str:
    """Return «Catalan, Spanish, English» in the reader's language, in the order of the codes."""
    return ", ".join(translated_name(code) for code in codes)


def reader_language() -> str:
    """Return the code of the language that the page or mail is written in, without its region."""
    # `get_language` gives None where translations are deactivated, as in some management commands.
    return (get_language() or "en").split("-")[0]


def in_language(texts: dict[str, Any]) -> str:
    """Return the text in the reader's language, else in English, else an empty one; `texts` is by code."""
    return texts.get(reader_language()) or texts.get("en", "")


_ALSO_READ: ContextVar[tuple[str, ...]] = ContextVar("also_read", default=())


@contextmanager
def also_reading(codes: Iterable[str]) -> Iterator[None]:
    """Within this block the reader of the page or mail reads these languages too, the best first."""
    before = _ALSO_READ.set(tuple(code for code in codes if code in NAMES))
    try:
        yield
    finally:
        _ALSO_READ.reset(before)


def reading_languages() -> tuple[str, ...]:
    """Return what the reader reads: the language of the page or mail first, then the others, each once."""
    return tuple(dict.fromkeys((reader_language(), *_ALSO_READ.get())))
