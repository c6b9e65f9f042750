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

# Said to an organisation in its language, of a mail and a page that are not in it.
IN_ENGLISH = {
    "ca": "Aquest missatge és en anglès, perquè el Fòrum encara no escriu en català. El que es diu de la "
    "vostra organització és en català, i podeu respondre en català.",
    "es": "Este mensaje está en inglés, porque el Foro aún no escribe en español. Lo que se dice de su "
    "organización está en español, y puede responder en español.",
    "fr": "Ce message est en anglais, car le Forum n’écrit pas encore en français. Ce qui est dit de votre "
    "organisation est en français, et vous pouvez répondre en français.",
    "it": "Questo messaggio è in inglese, perché il Forum non scrive ancora in italiano. Ciò che si dice "
    "della vostra organizzazione è in italiano, e potete rispondere in italiano.",
    "nl": "Dit bericht is in het Engels, omdat het Forum nog niet in het Nederlands schrijft. Wat er over uw "
    "organisatie staat, is in het Nederlands, en u kunt in het Nederlands antwoorden.",
    "pt": "Esta mensagem está em inglês, porque o Fórum ainda não escreve em português. O que se diz da sua "
    "organização está em português, e pode responder em português.",
}


def language_of_reader() -> str:
    """Return the language in which this page is shown, which is that of the reader's profile."""
    return (get_language() or "en").partition("-")[0]


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
