"""Numbers as people type them, read without a guess: what can be two numbers is asked about."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

MOST_DECIMALS, MOST_DIGITS = 6, 15
"""Digits after the sign of decimals, and before it."""

# Between groups of digits: spaces of any width, and apostrophes as in Switzerland.
_APART = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009'\u2019](?=\d)")
_BODY = re.compile(r"([+-]?)([\d.,_]+)")


class NotANumber(ValueError):  # noqa: N818 -- no error of the program: what somebody typed
    """A text that is no number, or can be two; its message is a sentence."""


def read_number(text: str, *, mark: str = "") -> Decimal:
    """Return the number that a text says: «33», «33,5», «1 180», «1.180,50», «−4», «33 %».

    `mark` is the sign of decimals where it is known, «.» or «,»: then «1,180» is no longer two numbers.
    Raises NotANumber.
    """
    sign, whole, decimals = _parts(text, mark)
    if len(whole.lstrip("0")) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        words = _("“%(value)s” is too long: at most %(before)d digits, and %(after)d after the decimal sign.")
        raise NotANumber(words % {"value": text, "before": MOST_DIGITS, "after": MOST_DECIMALS})
    return Decimal(f"{sign}{whole or '0'}.{decimals or '0'}") if decimals else Decimal(f"{sign}{whole}")


def mark_in(text: str) -> str:
    """Return the sign of decimals that a text shows without doubt; empty for none."""
    try:
        body = _body(text)[1]
        _sign, _whole, decimals = _parts(text, "")
    except NotANumber:
        return ""
    if decimals:
        return max(".,", key=body.rfind)
    # Of one that divides thousands, the other one is left.
    signs = set(body) & set(".,")
    return {".": ",", ",": "."}[signs.pop()] if len(signs) == 1 else ""


def _body(text: str) -> tuple[str, str]:
    """Return the sign and the digits, with signs between them; «_» stands for a space or an apostrophe."""
    plain = _APART.sub("_", text.strip().replace("\u2212", "-")).removesuffix("%").strip()
    found = _BODY.fullmatch(plain)
    if found is None or "_" in text or not any(sign.isdigit() for sign in plain) or not plain.isascii():
        raise NotANumber(_("“%(value)s” is not a number.") % {"value": text})
    return found[1], found[2]


def _parts(text: str, mark: str) -> tuple[str, str, str]:
    """Return the sign, the digits before the sign of decimals and those after it."""
    sign, body = _body(text)
    point = _decimal_sign(text, body, mark)
    before, _point, after = body.rpartition(point) if point else (body, "", "")
    groups = re.split(r"[.,_]", before)
    dividers = set(before) - set("0123456789")
    is_grouped = len(groups) == 1 or (
        len(dividers) == 1 and 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    )
    if not is_grouped or not (after if point else "".join(groups)).isdigit():
        raise NotANumber(_("“%(value)s” is not a number.") % {"value": text})
    return sign, "".join(groups), after


def _decimal_sign(text: str, body: str, mark: str) -> str:
    """Return the sign of decimals of this number; empty where all signs in it divide thousands."""
    signs = [sign for sign in body if not sign.isdigit()]
    last = signs[-1] if signs else ""
    if last in {"", "_"} or (signs.count(last) > 1 and len(set(signs)) == 1):
        return ""
    if len(set(signs)) > 1:
        return last
    before, _sign, after = body.partition(last)
    if len(after) != 3 or not 1 <= len(before) <= 3 or before.startswith("0"):
        return last
    if not mark:
        words = _(
            "“%(value)s” can be %(one)s or %(other)s. Please write it without the sign, or as %(more)s."
        )
        facts = {"value": text, "one": before + after, "other": body, "more": f"{body}0"}
        raise NotANumber(words % facts)
    return last if last == mark else ""
