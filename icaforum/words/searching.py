"""One way to read words for every search: what is indexed and what is typed go through here first.

People write one word in many ways: «COVID-19» and «covid 19», «CO₂» and «CO2», a word that a PDF breaks at
the end of a line. `read` takes a text apart into words of small letters and digits, the same for all of
these, so that nothing is left for the database to guess. A word with something inside it (a hyphen, an
apostrophe, a digit after a letter) becomes its parts, and beside them, in `whole`, what they are together.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

# Signs ----------------------------------------------------------------------------------------------------

# Below this all signs are looked at; what lies above, letters of old scripts and rare Chinese, needs nothing.
_LAST = 0x1FFFF
# Chinese characters and Korean syllables: tens of thousands, and none of them a mark.
_SKIPPED = [*range(0x3400, 0xA000), *range(0xAC00, 0xD800), *range(0xD800, 0xF900)]


def _class(signs: Iterable[int]) -> str:
    """Return the inside of a character class of these signs, as ranges."""
    ranges: list[list[int]] = []
    for sign in signs:
        if ranges and sign == ranges[-1][1] + 1:
            ranges[-1][1] = sign
        else:
            ranges.append([sign, sign])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_SCANNED = sorted(set(range(0x80, _LAST)) - set(_SKIPPED))
# Accents, vowels above and below: Python's \w has none of them.
_MARKS = _class(it for it in _SCANNED if unicodedata.category(chr(it))[0] == "M")
# Without width: soft hyphens, joiners, marks of direction. They stand in words and mean nothing there.
_UNSEEN = _class(it for it in _SCANNED if unicodedata.category(chr(it)) == "Cf")
# «℃», «№», «㎡»: signs that are letters written small.
_SMALL = _class(
    it
    for it in _SCANNED
    if not chr(it).isalnum() and any(part.isalnum() for part in unicodedata.normalize("NFKC", chr(it)))
)
# Thai, Lao, Burmese, Khmer without their digits, Chinese, Japanese, Korean. Korean sets spaces, but not
# always the same.
_UNSPACED = (
    r"\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u108f\u109a-\u109f\u1780-\u17df\u17ea-\u17ff"
    r"\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    r"\u303b\u3041-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    r"\uff66-\uff9f\U00020000-\U000323af"
)

HYPHENS = "\\-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d\u058a\u05be"
_APOSTROPHES = "'\u2019\u2018\u02bc\u02b9\u00b4\u0060\uff07\u05f3\u05f4"
_BLANK = "\u00a0\u202f\u2009\\ "
_DIGIT = "\\d\u2080-\u2089\u2070-\u2079\u00b2\u00b3\u00b9"

_LETTER = rf"(?:(?![_{_UNSPACED}])[\w{_MARKS}{_SMALL}])"
_INSIDE = rf"""(?:
    [{HYPHENS}\u00ad][^\S\n]*+\n\s*+(?=[^\W\d_])     # the end of a line
  | [{HYPHENS}]
  | [{_APOSTROPHES}]
  | (?<=[\u0590-\u05ff])"(?=[\u0590-\u05ff])  # Hebrew abbreviations
  | (?<=[lL])[\u00b7\u2022\u2027](?=[lL])      # Catalan «col·lectiu»
  | (?<=[{_DIGIT}])[.,](?=[{_DIGIT}])
  | (?<=\d)[{_BLANK}](?=\d\d\d(?!\d))          # «10 000»
  | (?<=\b[^\W\d_])\.(?=[^\W\d_](?:\.|\b))     # «U.S.»
  | (?<=\b(?i:EE|JJ|RR|CC|DD|FF))\.\ ?(?=(?i:UU|OO|HH|AA|SS|NN)\b)  # «EE.UU.», Spanish plurals
)"""
_PART = rf"{_LETTER}(?:[{_UNSEEN}]*{_LETTER})*"
_COMPOUND = rf"(?P<word>{_PART}(?:[{_UNSEEN}]*{_INSIDE}[{_UNSEEN}]*{_PART})*)"
# In these scripts a blank or the end of a line may stand anywhere and part nothing.
# The first way is Korean as Macs take it apart; the last two marks are Japanese ones of half width.
_SIGN = (
    rf"(?:[\u1100-\u115f]+[\u1160-\u11a7]*[\u11a8-\u11ff]*|[{_UNSPACED}])"
    rf"(?:[{_MARKS}\uff9e\uff9f]|[{_UNSEEN}])*"
)
_SIGNS = rf"(?P<signs>{_SIGN}(?:[\s\u30fb\uff65\u00b7]*{_SIGN})*)"
_WORDS = re.compile(f"{_SIGNS}|{_COMPOUND}", re.VERBOSE)
_ONE_SIGN = re.compile(_SIGN, re.VERBOSE)
_PARTS = re.compile(rf"({_INSIDE})", re.VERBOSE)
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_NOTHING = re.compile(f"[{_UNSEEN}\u00ad]")
_LINE_END = re.compile(r"\n")
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013")
# «Low- and middle-income», «low-, middle- and high-income».
_SHARED_END = re.compile(
    rf"[{HYPHENS}](?:,\s+{_PART}[{HYPHENS}]){{0,4}}+,?\s+[^\W\d_]++\s+{_PART}[{HYPHENS}](?P<end>{_PART})"
)
_SPELT = frozenset('·•‧."״׳')
_DIGITS_AND_LETTERS = re.compile(r"[0-9]+(?:\.[0-9]+)*|[^0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,\u00a0\u202f\u2009 '\u2019])[0-9]{3})(?:\1[0-9]{3})*")

# Points of vowels in Arabic and Hebrew, the stroke that stretches Arabic words: most leave them out.
_LEFT_OUT = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u093c\u0307]")
# One letter for those that keyboards and habits interchange.
_ONE_LETTER = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ۃ": "ه",
        "ھ": "ه", "ۀ": "ه", "ے": "ي", "ۓ": "ي", "ँ": "ं", "ঁ": "ং", "ς": "σ", "ё": "е",
    }
)  # fmt: skip
# Many end Arabic words of «ة» with «ه»; the grammar of the database knows the first only.
_ARABIC_END = re.compile(r"(?<=[\u0620-\u064a]{2})ه$")
# «and» and «so» are written with the word that follows; the grammar of the database does not part them from
# its article.
_ARABIC_AND = re.compile(r"^[وف](?=ال[\u0620-\u064a]{3})")
# In Hindi a nasal before a sound of its own place may be a point above: «हिन्दी» is «हिंदी».
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
# A line a sign: as it is written in Taiwan or Hong Kong, and as on the mainland. By OpenCC, Apache 2.0
# (TSCharacters.txt of the package opencc-python-reimplemented 0.1.7, the first of several).
_TRADITIONAL = Path(__file__).with_name("traditional.txt")


@cache
def _letters() -> dict[int, str]:
    """Return the one letter for each that is interchanged with it; read once a process."""
    lines = _TRADITIONAL.read_text(encoding="utf-8").splitlines()
    return _ONE_LETTER | {ord(line[0]): line[1] for line in lines}


# Words ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands there, its parts, and in `whole` other ways to write it."""

    start: int
    end: int
    parts: tuple[str, ...]
    whole: tuple[str, ...] = ()


def read(text: str) -> Iterator[Word]:
    """Yield the words of a text; in scripts without spaces each pair of signs, and the last sign alone."""
    for found in _WORDS.finditer(text):
        if found.lastgroup == "signs":
            yield from _pairs(found.group(), found.start())
        else:
            parts, whole = _compound(found.group())
            if parts:
                yield Word(found.start(), found.end(), parts, (*whole, *_completed(text, found.end(), parts)))


def indexed(text: str) -> tuple[str, str]:
    """Return what to index of a text: its words in their order, and apart from them the other ways."""
    words = list(read(text))
    return (
        " ".join(part for word in words for part in word.parts),
        " ".join(dict.fromkeys(other for word in words for other in word.whole)),
    )


def is_unspaced(word: str) -> bool:
    """Whether this is a pair of signs, or one, of a script that sets no blanks between words."""
    return bool(_UNSPACED_START.match(word))


def _pairs(run: str, start: int) -> Iterator[Word]:
    """Yield each pair of neighbouring signs, and the last sign alone, so that any one sign begins a word."""
    signs = [(it.start() + start, it.end() + start, plain(it.group())) for it in _ONE_SIGN.finditer(run)]
    signs = [it for it in signs if it[2]]
    for number, (first, end, sign) in enumerate(signs):
        if number + 1 < len(signs):
            yield Word(first, signs[number + 1][1], (sign + signs[number + 1][2],))
        else:
            yield Word(first, end, (sign,))


def _completed(text: str, at: int, parts: tuple[str, ...]) -> Iterator[str]:
    """Yield what a word is with the end that it shares with a later one: the «lowincome» of «low- and …»."""
    if text[at : at + 1] in _HYPHENS and (rest := _SHARED_END.match(text, at)):
        yield "".join((*parts, *_split(rest["end"])))


@lru_cache(maxsize=50_000)
def _compound(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parts of a word, and the other ways in which it may be written."""
    if written.isascii() and written.isalpha():
        return (written.lower(),), ()
    pieces = _PARTS.split(_NOTHING.sub("", written) if "\n" not in written else written)
    if _THOUSANDS.fullmatch(digits := _digits(written)):
        # «10000» of «10,000», «10.000», «10 000» and «10'000».
        return (re.sub(r"\D", "", digits),), ()
    if len(pieces) > 1 and any(_LINE_END.search(it) for it in pieces[1::2]):
        return _over_a_line_end(pieces)
    spelt = len(pieces) > 1 and all(it in _SPELT for it in pieces[1::2]) and not pieces[0][-1].isdigit()
    if spelt and not (pieces[1] == "." and len(pieces[0]) > 1):
        # «col·lectiu», «U.S.»: what stands between the letters is part of how they are spelt.
        return tuple(_split("".join(pieces[::2]))), ()
    if len(pieces) > 1 and pieces[-2] in _APOSTROPHES and pieces[-1] in {"s", "S"}:
        # «the city's» is the city.
        pieces = pieces[:-2]
    parts = [part for piece in _numbers_joined(pieces) for part in _split(piece)]
    whole = "".join(parts)
    # Of numbers alone, as «2020-2030», nobody writes one.
    return tuple(parts), (whole,) if len(parts) > 1 and not whole.replace(".", "").isdigit() else ()


def _numbers_joined(pieces: list[str]) -> list[str]:
    """Return the parts between what stands inside a word, with decimals put together again: «1,5» is «1.5».

    A second point makes a day or a version of it, whose numbers stand for themselves.
    """
    joined = [pieces[0]]
    single = sum(between in {".", ","} for between in pieces[1::2]) == 1
    for between, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if single and between in {".", ","} and piece[0].isdigit():
            joined[-1] += f".{piece}"
        else:
            joined.append(piece)
    return joined


def _over_a_line_end(pieces: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a word that a line end breaks as one; beside it its parts, in case the hyphen was its own."""
    one, apart = pieces[0], [pieces[0]]
    for between, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        one += piece if _LINE_END.search(between) else f"-{piece}"
        apart.append(piece)
    parts, whole = _compound(_NOTHING.sub("", one))
    others = [part for piece in apart for part in _split(_NOTHING.sub("", piece))]
    return parts, (*whole, *others)


def _split(piece: str) -> list[str]:
    """Return the piece in plain letters, parted where digits begin or end: «co», «2»."""
    return [it for it in _DIGITS_AND_LETTERS.findall(plain(piece)) if it.strip(".")]


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return letters and digits in the one form in which they are compared: small, composed, unpointed."""
    # Folded before and after: NFKC makes capitals of some signs, and folding takes some letters apart.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _NOTHING.sub("", text)).casefold())
    folded = unicodedata.normalize("NFC", _LEFT_OUT.sub("", unicodedata.normalize("NFD", folded)))
    kept = "".join(it for it in folded if it.isalnum() or it == "." or unicodedata.category(it)[0] == "M")
    return kept if kept.isascii() else _as_most_write(_digits(kept).translate(_letters()))


def _as_most_write(text: str) -> str:
    """Return a word without what some write differently in its script."""
    return _NASAL.sub("ं", _ARABIC_AND.sub("", _ARABIC_END.sub("ة", text)))


def _digits(text: str) -> str:
    """Return the text with the digits of all scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(it)) if it.isdecimal() else it for it in text)
