"""Which line of a report holds headings, and what each of them stands for, in the languages we know."""

import re
from collections.abc import Mapping, Sequence

from icaforum.words.names import plain_words

Columns = Mapping[str, int]
"""Where what stands in a line, by the key of the column."""

# By the heading without accents, capitals and signs. Zoom and Teams change their words now and then, so what
# matters of them is looked for. Where two columns fit, the later one is meant: what stands before the
# participants says who owns the meeting.
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "name": re.compile(
        r"^(?:(?:full|user|display|participant|vollstandiger|benutzer|anzeige|teilnehmer) ?)?name\b(?! of)"
    ),
    "address": re.compile(r"^(?:(?:user|participant|benutzer|teilnehmer) )?e ?mail\b"),
    "upn": re.compile(r"\bupn\b"),
    "begin": re.compile(r"\b(?:join|joined)\b|beitritt|beigetreten|\bteilnahme(?:zeit|beginn)|beitreten"),
    "end": re.compile(r"\b(?:leave|left)\b|verlassen|austritt|abgang"),
    "minutes": re.compile(r"duration|dauer|time in session|zeit in (?:der )?(?:sitzung|besprechung)"),
    "role": re.compile(r"^(?:role|rolle)$"),
    "attended": re.compile(r"^(?:attended|teilgenommen)$"),
    "waited": re.compile(r"waiting room|warteraum"),
}
# Columns of a list of meetings, whose «User Name» is the host's.
_OF_MEETINGS = re.compile(r"^(?:topic|thema|meeting id|besprechungs ?id|webinar id)$")
_NUMBERED = re.compile(r"^([1-9])\. +\D")
_TITLE = re.compile(r"\b(?:details|information|angaben|informationen)$")


def columns_of(cells: Sequence[str]) -> Columns:
    """Return where what stands, if these are headings of people; else nothing."""
    found: dict[str, int] = {}
    texts = [plain_words(cell) for cell in cells]
    for at, text in enumerate(texts):
        for key, pattern in PATTERNS.items():
            if pattern.search(text):
                found[key] = at
                break
    is_of_meetings = any(_OF_MEETINGS.match(text) for text in texts) and "begin" not in found
    if "name" not in found or not {"minutes", "begin"} & found.keys() or is_of_meetings:
        return {}
    return found


def people_part(lines: Sequence[list[str]]) -> Sequence[list[str]]:
    """Return the lines of the part with the people, where a report has numbered parts; else all."""
    starts = {
        mark[1]: at
        for at, cells in enumerate(lines)
        if cells and not any(cells[1:]) and (mark := _NUMBERED.match(cells[0]))
    }
    if "2" not in starts:
        return lines
    begin = starts["2"]
    return lines[begin : min((at for at in starts.values() if at > begin), default=len(lines))]


def table_title(cells: Sequence[str]) -> str:
    """Return the title of a table, such as «host details», where the line is nothing else; else nothing."""
    text = plain_words(cells[0]) if cells and not any(cells[1:]) else ""
    return text if _TITLE.search(text) else ""


def is_of_teams(lines: Sequence[list[str]]) -> bool:
    """Whether the report is one of Teams: it has numbered parts, or a column of names of its own kind."""
    heads = [columns for columns in map(columns_of, lines) if columns]
    return any({"upn", "role"} & columns.keys() for columns in heads) or people_part(lines) is not lines
