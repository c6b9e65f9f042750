"""Texts of people for use where a program reads lines: in the head of a mail, in a calendar entry."""

import re

# Controls, line and paragraph separators, halves of a sign.
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str) -> str:
    """Return the text on one line, with single spaces and without signs that programs read differently.

    Without this a line break in a city's name would begin a header of somebody's own.
    """
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).split())
