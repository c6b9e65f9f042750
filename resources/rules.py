"""The rules of the library, without a look at the database."""

import re
from dataclasses import dataclass
from datetime import datetime

from resources.models.resource import Resource

POINT = re.compile(r"\s*[-*•]\s+(.+)")


def may_be_out_since(moment: datetime, now: datetime) -> bool:
    """A resource comes out now or, where an older library moves in, came out before; never later."""
    return moment <= now


def can_be_published(resource: Resource) -> bool:
    return resource.state != Resource.State.PUBLISHED


def can_be_withdrawn(resource: Resource) -> bool:
    return resource.state == Resource.State.PUBLISHED


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of points, each a head and what follows its colon."""

    paragraph: str = ""
    points: tuple[tuple[str, str], ...] = ()


def blocks(text: str) -> list[Block]:
    """A text as people type it: empty lines part paragraphs, lines that begin with a dash are points."""
    made: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = part.splitlines()
        points = [match for line in lines if (match := POINT.fullmatch(line.rstrip()))]
        words = "\n".join(line for line in lines if not POINT.fullmatch(line.rstrip())).strip()
        if words:
            made.append(Block(paragraph=words))
        if points:
            made.append(Block(points=tuple(_head_and_rest(match.group(1)) for match in points)))
    return made


def _head_and_rest(point: str) -> tuple[str, str]:
    head, colon, rest = point.partition(": ")
    return (head, rest.strip()) if colon and len(head) <= 80 else (point, "")
