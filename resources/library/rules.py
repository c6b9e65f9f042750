"""The rules of the library, without a look at the database."""

import re
from dataclasses import dataclass
from datetime import datetime

from resources.library.models.resource import Resource

POINT = re.compile(r"\s*[-*•]\s+(.+)")


def may_be_out_since(moment: datetime, now: datetime) -> bool:
    """Whether a resource may be published as of `moment`: now, or before where an older library moves in."""
    return moment <= now


def can_be_published(resource: Resource) -> bool:
    """Whether it is a draft or was pulled back."""
    return resource.state != Resource.State.PUBLISHED


def can_be_withdrawn(resource: Resource) -> bool:
    """Whether it is out now."""
    return resource.state == Resource.State.PUBLISHED


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of points, each as its head and what follows its colon."""

    paragraph: str = ""
    points: tuple[tuple[str, str], ...] = ()


def blocks(text: str) -> list[Block]:
    """Return a text as people type it, in blocks for the template.

    Empty lines part paragraphs; lines that begin with a dash, a star or a dot are points.
    """
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
    """Split a point at its first colon: pages show what follows smaller than the head."""
    head, colon, rest = point.partition(": ")
    # A long sentence with a colon in it has no head; 80 letters are about one line.
    return (head, rest.strip()) if colon and len(head) <= 80 else (point, "")
