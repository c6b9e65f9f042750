"""Texts of people where programs read them: in the head of a mail, in a calendar entry."""

import re

# Controls, line and paragraph separators, halves of a sign.
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str) -> str:
    """The text on one line, with single spaces and without signs that programs read differently."""
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).split())
