"""Names of cities and people: how they sort, and what may not stand in one."""

import re
import unicodedata
from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from icaforum.words.addresses import INVISIBLE

# Letters that no accent makes, so that taking accents away leaves them as they are.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


SORT_KEY_LENGTH = 140
"""What a column of such keys holds; a name grows where a sign is taken apart, as «㎞» into «km»."""


def sort_key(name: str) -> str:
    """The name without accents, case and spaces around it, cut to what its column holds.

    The wheel builds of PostgreSQL know no ICU collation, so names sort and are found by this.
    """
    # NFKD takes signs apart: «é» becomes «e» and an accent, which combines and is left out.
    plain = unicodedata.normalize("NFKD", name.strip())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.casefold().translate(_PLAIN)[:SORT_KEY_LENGTH]


def plain_words(text: str) -> str:
    """Return a text as names and headings are compared: without accents and case, and signs as spaces."""
    return " ".join(re.sub(r"[\W_]+", " ", sort_key(text)).split())


# The words with which offices write themselves before the name of their city, and behind it.
_OFFICE = re.compile(
    r"^(?:(?:ville|mairie) d'|(?:the )?(?:city of|city and county of|(?:metropolitan )?municipality of"
    r"|ville de|mairie de|ciudad de|municipio de|municipalidad de|municipalidad metropolitana de"
    r"|(?:ilustre )?ayuntamiento de|alcaldia (?:mayor )?de|gobierno de la ciudad de|distrito metropolitano de"
    r"|cidade de|prefeitura (?:municipal )?(?:de|do|da)|camara municipal d[eoa]"
    r"|comune di|citta (?:metropolitana )?di|ajuntament de|gemeente|miasto|urzad miasta"
    r"|(?:landeshaupt|bundes|hanse|(?:freie und |freie )hanse|kreisfreie )?stadt) )(?=\S)"
)
_COUNCIL = re.compile(
    r"(?<=\S) (?:(?:city|county|municipal) council|city (?:county|administration|government)"
    r"|(?:metropolitan )?(?:municipality|assembly|government)|kommune|(?:buyuksehir )?belediyesi)$"
)
# «Paris, France», «Milan (Italy)», «Oslo - Norway».
_WITH_COUNTRY = re.compile(r"(?P<city>.*\S)\s*(?:,\s*|\(|\s[-\u2013/]\s)(?P<country>[^,()]+?)\s*\)?")
# What Unicode's list does not call them.
_ALSO_COUNTRIES = """uk, england, scotland, wales, northern ireland, great britain, usa, us, u.s., u.s.a., uae
turkey, czech republic, holland, korea, republic of korea, ivory coast, viet nam, russian federation"""


def name_keys(name: str) -> list[str]:
    """Return what a city is compared by: letters and digits of its name, also without office and country.

    So «Washington DC» is «Washington, D.C.», «City of Cape Town» is Cape Town, and «Paris, France» is Paris.
    Empty for a name without letters and digits.
    """
    plain = sort_key(clean_name(name)).replace("\u2019", "'")
    parted = _WITH_COUNTRY.fullmatch(plain)
    city = parted["city"] if parted and parted["country"] in _countries() else plain
    bare = ["".join(filter(str.isalnum, it)) for it in (plain, city, _COUNCIL.sub("", _OFFICE.sub("", city)))]
    return [key for key in dict.fromkeys(bare) if key]


@cache
def _countries() -> frozenset[str]:
    """Return what countries are called in languages of many, as `sort_key` makes it."""
    locales = [Locale.parse(code) for code in ("en", "es", "fr", "pt", "de", "it")]
    called = {name for locale in locales for code, name in locale.territories.items() if len(code) == 2}
    # «Columbus, Georgia» and «Columbus» are two cities.
    return frozenset([*map(sort_key, called), *re.split(r",\s*|\n", _ALSO_COUNTRIES)]) - {"georgia"}


NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f<>@]|://|www\.", re.IGNORECASE)
# Persian and Indian names need these two between their letters; anywhere else nobody sees them.
_JOINERS = "\u200c\u200d"


def clean_name(text: str) -> str:
    """Return a name without signs that nobody sees or that turn the direction of others, with single spaces.

    One with U+202E in it would write the rest of a sentence backwards; two that differ by such a sign alone
    look the same. Raises nothing: what is no name then is refused by `validate_name`.
    """
    visible = INVISIBLE.sub("", text)
    kept = "".join(it for it in visible if unicodedata.category(it) != "Cf" or it in _JOINERS)
    joined = "".join(
        sign for at, sign in enumerate(kept) if sign not in _JOINERS or _stands_between_letters(kept, at)
    )
    # Last, so that what such a sign kept apart is put together too, and a second cleaning changes nothing.
    return " ".join(unicodedata.normalize("NFC", joined).split())


def _stands_between_letters(text: str, at: int) -> bool:
    around = (text[at - 1 : at], text[at + 1 : at + 2])
    return all(sign and unicodedata.category(sign)[0] in "LM" for sign in around)


def refuse_signs(value: str) -> None:
    """Raise ValidationError for a name that holds an address, or a sign of one or of another line."""
    if NOT_IN_A_NAME.search(value) or NOT_IN_A_NAME.search(unicodedata.normalize("NFKC", value)):
        raise ValidationError(_("Please write the name alone, without addresses or signs."), code="name")


# What programs for mail make a link of, though nobody wrote one.
_DOMAIN = re.compile(
    r"\w\.(?:com|net|org|info|biz|io|ly|co|me|eu|ru|cn|xyz|top|site|online|shop|app|dev|link|click|example)(?!\w)"
    r"|\w\.\w+[/\u2044\u2215]\w",
    re.IGNORECASE,
)
# More accents on one letter than any language writes.
_MOST_MARKS = 4


def refuse_domains(value: str) -> None:
    """Raise ValidationError for a person's name with the address of a website in it."""
    if _DOMAIN.search(unicodedata.normalize("NFKC", value)):
        raise ValidationError(_("Please write the name alone, without addresses or signs."), code="name")


def validate_name(value: str) -> None:
    """Raise ValidationError for a name that holds an address or a sign of one, or no letter at all.

    Names stand in mails to other people, and our mails carry nobody's advertisements.
    """
    refuse_signs(value)
    kinds = "".join(unicodedata.category(it)[0] for it in clean_name(value))
    if "L" not in kinds or "M" * (_MOST_MARKS + 1) in kinds:
        raise ValidationError(_("Please write the name in letters."), code="letters")
