"""The attendance reports of Zoom and Microsoft Teams as participants; nothing of it is judged here.

Zoom writes commas, with the meeting above the participants or without, one line for each coming and going, or
one for each person with the whole time; of a webinar several tables. Teams writes tabs in UTF-16, in parts
with numbers, of which the second is read: the third has the same people once more. Either comes in the
language of whoever made it, or as a spreadsheet has saved it anew.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.launch.reading import Unreadable, decoded, records, tidy
from events.after.headings import Columns, columns_of, is_of_teams, people_part, table_title
from icaforum.words.addresses import clean_address
from icaforum.words.names import clean_name, sort_key

MOST_BYTES = 2_000_000
# Lines of the file, and people in it: a webinar has some hundreds, each coming and going a few times.
MOST_LINES, MOST_PEOPLE = 10_000, 2_000
# Comings and goings of one person that are kept.
MOST_PARTS = 40
LONGEST_NAME, LONGEST_ADDRESS, MOST_CELLS = 200, 254, 80
A_DAY = 24 * 60

YES = {"yes", "ja", "true", "oui", "si", "sim"}
HOSTS = {"organizer", "organiser", "organisator", "organisatorin"}


class Part(NamedTuple):
    """One coming and going: minutes, and from when to when on the clock of the report; None is not known."""

    minutes: int | None
    begin: str | None = None
    end: str | None = None


@dataclass
class Participant:
    """Somebody in a report, with all comings and goings; `is_host` where the report says so."""

    name: str
    address: str
    parts: list[Part] = field(default_factory=list)
    is_host: bool = False


@dataclass(frozen=True)
class Report:
    """What was read: whose report it is, the participants in their order, and sentences on how."""

    is_teams: bool
    people: list[Participant]
    notes: list[str]
    days: frozenset[date]


def read(content: bytes, *, name: str) -> Report:
    """Return the participants of a report. Raises Unreadable."""
    _refuse_others(content, name)
    text, note = decoded(_with_mark(content))
    if "\x00" in text:
        raise Unreadable(_("This is no list of texts. Please choose the CSV file as it was downloaded."))
    lines, columns = _table(text)
    rows = list(_rows(lines, columns))
    if not rows:
        raise Unreadable(_("This report has its headings, and nobody below them."))
    # Without the words of the file as an example: they may be somebody's name.
    said = _("The file does not say how its letters are written. We read it as Western European.")
    notes = [said] if note else []
    nameless = sum(not (row.name or row.address) for row in rows)
    if nameless:
        said = ngettext(
            "%(n)d row has neither a name nor an address, and is not read.",
            "%(n)d rows have neither a name nor an address, and are not read.",
            nameless,
        )
        notes.append(said % {"n": nameless})
    people = _together(row for row in rows if row.name or row.address)
    if len(people) > MOST_PEOPLE:
        words = _("This report has %(n)d people, and at most %(most)d are read at once. Please split it.")
        raise Unreadable(words % {"n": len(people), "most": MOST_PEOPLE})
    begins = [part.begin for person in people for part in person.parts if part.begin]
    days = frozenset(datetime.fromisoformat(begin).date() for begin in begins)
    return Report(is_of_teams(lines), people, notes, days)


def identity(name: str, address: str) -> str:
    """Return by what two rows are one participant: the address, or else the name."""
    return address or " ".join(sort_key(name).split())


# The file -------------------------------------------------------------------------------------------------


def _refuse_others(content: bytes, name: str) -> None:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 2 MB. A report is far smaller."))
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")) or name.lower().endswith((".ods", ".html")):
        raise Unreadable(_("This is no CSV file. Please choose the report as Zoom or Teams gives it."))


def _with_mark(content: bytes) -> bytes:
    """Return the bytes with the mark of UTF-16 where it was lost: then every second byte is empty."""
    head = content[:200]
    if head[1::2].count(0) > len(head) // 4:
        return content if head.startswith(b"\xff\xfe") else b"\xff\xfe" + content
    return content


def _table(text: str) -> tuple[list[list[str]], Columns]:
    """Return the lines by the sign between cells that makes most headings of them, and the first columns."""
    best: tuple[int, list[list[str]], Columns] | None = None
    for delimiter in "\t,;":
        lines = _lines(text, delimiter)
        found = next((columns for columns in map(columns_of, lines) if columns), None)
        if found and (best is None or len(found) > best[0]):
            best = len(found), lines, found
    if best is None:
        raise Unreadable(
            _(
                "We found no line with the headings of a report, such as “Name” and “Duration”. Please "
                "choose the participants report of Zoom, or the attendance report of Teams."
            )
        )
    return best[1], best[2]


def _lines(text: str, delimiter: str) -> list[list[str]]:
    lines: list[list[str]] = []
    reader: Iterable[list[str]] = records(text, delimiter)
    if delimiter == "\t":  # Teams' file quotes nothing, and a quote within a name is a quote
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        for cells in reader:
            lines.append([tidy(cell).strip('"') for cell in cells[:MOST_CELLS]])
            if len(lines) > MOST_LINES:
                words = _("This file has more than %(most)d lines. A report is far shorter.")
                raise Unreadable(words % {"most": MOST_LINES})
    except csv.Error:
        return []
    return lines


# Rows -----------------------------------------------------------------------------------------------------


def _rows(lines: Sequence[list[str]], columns: Columns) -> Iterator[Participant]:
    """Yield each line below headings, one by one; the headings of a later table hold from there on."""
    day_first = _day_first(lines)
    begun, is_host = False, False
    for cells in people_part(lines):
        if found := columns_of(cells):
            columns, begun = found, True
        elif title := table_title(cells):
            is_host = title.startswith("host")
        elif begun and any(cells) and (row := _row(cells, columns, day_first)):
            row.is_host = row.is_host or is_host
            yield row


def _row(cells: list[str], columns: Columns, day_first: bool) -> Participant | None:
    """Return what one line says; None for somebody who was not let in, or registered and did not come."""
    texts = {key: cells[at] for key, at in columns.items() if at < len(cells)}
    came = texts.get("attended", "").casefold()
    if (came and came not in YES) or texts.get("waited", "").casefold() in YES:
        return None
    address = texts.get("address") or texts.get("upn") or ""
    address = clean_address(address) if "@" in address else ""
    begin, end = (_moment(texts.get(key, ""), day_first) for key in ("begin", "end"))
    minutes = minutes_in(texts.get("minutes", ""))
    if minutes is None and begin and end and end >= begin:
        minutes = int((end - begin).total_seconds() // 60)
    part = Part(
        None if minutes is None else min(minutes, 14 * A_DAY),
        begin.isoformat() if begin else None,
        end.isoformat() if end else None,
    )
    return Participant(
        clean_name(texts.get("name", ""))[:LONGEST_NAME],
        address if len(address) <= LONGEST_ADDRESS else "",
        [part],
        texts.get("role", "").casefold() in HOSTS,
    )


def _together(rows: Iterable[Participant]) -> list[Participant]:
    """Return one participant for all rows of the same address, or, without one, of the same name."""
    found: dict[str, Participant] = {}
    for row in rows:
        known = found.setdefault(identity(row.name, row.address), row)
        if known is not row:
            known.parts += row.parts
            known.is_host = known.is_host or row.is_host
            known.name = known.name or row.name
    for person in found.values():
        # Two devices at once may be written twice, to the second; the same line twice is one coming.
        person.parts = list(dict.fromkeys(person.parts))[:MOST_PARTS]
    return list(found.values())


# Times ----------------------------------------------------------------------------------------------------

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\b)?", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
# From the beginning of a word: from each of its letters on, a long one takes minutes.
_NAMED = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# «1h 27m 51s», «1 Std. 15 Min. 3 Sek.», «00:45:10», «75».
_SPAN = re.compile(
    r"^(?:(\d{1,4})\s*(?:h|hr|hrs|hours?|std|stunden?)\.?)?\s*"
    r"(?:(\d{1,5})\s*(?:m|min|mins|minutes?|minuten?)\.?)?\s*"
    r"(?:(\d{1,6})\s*(?:s|sec|secs|seconds?|sek|sekunden?)\.?)?$",
    re.IGNORECASE,
)


def minutes_in(text: str) -> int | None:
    """Return the whole minutes of a span as a report writes it; None where it is none."""
    if re.fullmatch(r"\d{1,6}(?:[.,]\d{1,3})?", text):
        return int(re.split("[.,]", text)[0])
    if clock := re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})", text):
        return int(clock[1]) * 60 + int(clock[2])
    if not (span := _SPAN.match(text)) or not any(span.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in span.groups())
    return hours * 60 + minutes + seconds // 60


def _day_first(lines: Sequence[list[str]]) -> bool:
    """Whether days such as 3/4/2026 begin with the day: between dots always, else where a month cannot be."""
    for cells in lines:
        for cell in cells:
            found = _NUMBERS.match(cell)
            if found and len(found[1]) < 4 and (found[2] == "." or int(found[1]) > 12):
                return True
    return False


def _moment(text: str, day_first: bool) -> datetime | None:
    """Return a moment as a report writes it, on the clock of whoever made the report; None for none."""
    clock, day = _CLOCK.search(text), _day(text, day_first)
    if clock is None or day is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower().startswith("p") else 0)
    try:
        return datetime(*day, hour, int(clock[2]), int(clock[3] or 0))  # noqa: DTZ001 -- it names no zone
    except ValueError:
        return None


def _day(text: str, day_first: bool) -> tuple[int, int, int] | None:
    if (named := _NAMED.search(text)) and named[1].lower() in MONTHS:
        return int(named[3]), MONTHS.index(named[1].lower()) + 1, int(named[2])
    if not (found := _NUMBERS.search(text)):
        return None
    if len(found[1]) == 4:
        return int(found[1]), int(found[3]), int(found[4])
    year = int(found[4]) + (2000 if len(found[4]) <= 2 else 0)
    day, month = (found[1], found[3]) if day_first else (found[3], found[1])
    return year, int(month), int(day)
