"""Names of cities and people: how they sort, and what may not stand in one."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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


NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f<>@]|://|www\.", re.IGNORECASE)


def validate_name(value: str) -> None:
    """Raise ValidationError for a name that holds an address or a sign of one.

    Names stand in mails to other people, and our mails carry nobody's advertisements.
    """
    if NOT_IN_A_NAME.search(value):
        raise ValidationError(_("Please write the name alone, without addresses or signs."), code="name")
