"""The languages cities work in, each in its own name, as one says which one speaks."""

from typing import Any

from django.utils.translation import get_language

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


def language_names(codes: list[str]) -> str:
    """«Català, Español, English», in the order the city chose."""
    return ", ".join(NAMES.get(code, code) for code in codes)


def in_language(texts: dict[str, Any]) -> str:
    """The text in the reader's language, or in English."""
    return texts.get((get_language() or "en").split("-")[0]) or texts.get("en", "")
