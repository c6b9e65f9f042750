"""Names of cities and people: how they sort, and what may not stand in one."""

import re
import unicodedata

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


# The words with which offices write themselves before the name of their city.
_OFFICE = re.compile(
    r"^(?:the )?(?:city of|city and county of|municipality of|ville de|mairie de|ciudad de|municipio de"
    r"|cidade de|prefeitura de|comune di|citta di|stadt|gemeente|ajuntament de|ayuntamiento de) (?=\S)"
)


def name_keys(name: str) -> list[str]:
    """Return what a city's name is compared by: its letters and digits alone, with and without its office.

    So «Washington DC» is «Washington, D.C.», and «City of Cape Town» is Cape Town. Empty for a name without
    letters and digits.
    """
    plain = sort_key(clean_name(name))
    bare = ["".join(it for it in text if it.isalnum()) for text in (plain, _OFFICE.sub("", plain))]
    return [key for key in dict.fromkeys(bare) if key]


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
    if NOT_IN_A_NAME.search(value):
        raise ValidationError(_("Please write the name alone, without addresses or signs."), code="name")


def validate_name(value: str) -> None:
    """Raise ValidationError for a name that holds an address or a sign of one, or no letter at all.

    Names stand in mails to other people, and our mails carry nobody's advertisements.
    """
    refuse_signs(value)
    if not any(unicodedata.category(it)[0] == "L" for it in clean_name(value)):
        raise ValidationError(_("Please write the name in letters."), code="letters")
