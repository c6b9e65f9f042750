"""What the sections of the weekly mail are made of."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from cities.directory.viewer import Viewer
from cities.models import User
from icaforum.digest.news import Followed

# What a section shows at most; of what is behind that, its page is named.
SHOWN = 5


@dataclass(frozen=True)
class Reader:
    """For whom a mail is written, with their rights of now, and since when things are new for them."""

    person: User
    viewer: Viewer
    followed: Followed
    since: datetime
    now: datetime


@dataclass(frozen=True)
class Line:
    """One thing: its title, where it is read, a mark above it, facts below it, and which follow brought it.

    `reminds` marks what is not new. `failed` colours the mark of what did not work.
    """

    title: str
    url: str
    mark: str = ""
    facts: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    strong: str = ""
    failed: bool = False
    reminds: bool = False


@dataclass(frozen=True)
class Part:
    """What a section says: its title, its lines, and where all of them stand if there are more.

    `news` says how many are new, for the subject; empty where nothing is.
    """

    title: str
    lines: list[Line]
    news: str = ""
    all_url: str = ""


def follows_of(reader: Reader, row: object, kind: str, kind_name: str) -> tuple[str, ...]:
    """Return the names of all for whose sake a row stands before others."""
    return (*reader.followed.matched(row), *([kind_name] if kind in reader.followed.kinds else []))


def counted(number: int, words: str) -> str:
    if not number:
        return ""
    count = _("more than %(count)s") % {"count": SHOWN} if number > SHOWN else str(number)
    return words % {"count": count}


def part_of(title: str, lines: list[Line], news: str, page: str) -> Part | None:
    if not lines:
        return None
    return Part(title, lines[:SHOWN], news, settings.BASE_URL + page if len(lines) > SHOWN else "")
