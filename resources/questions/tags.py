"""What templates ask of questions; in templates `{% load questions %}`."""

from dataclasses import dataclass
from typing import Any

from django import template

from cities.directory.viewer import Viewer
from icaforum.words.languages import reader_language
from resources.questions.models import DOTS

register = template.Library()

# Of the drawing of a question as a path, in its own units: from one dot to the next, and where the first is.
STEP, FIRST, RADIUS = 15, 24, 5


@dataclass(frozen=True)
class Dot:
    """One answer on the path."""

    x: int
    helped: bool


@dataclass(frozen=True)
class Path:
    """The drawing of a question: its dots, where the tick of a summary is (0: none), its end and width."""

    dots: tuple[Dot, ...]
    tick: int
    end: int
    width: int


@register.simple_tag
def thread_path(marks: Any, summed_up: object) -> Path:
    """Return the drawing for answers that helped or not, in their order; six dots at most."""
    dots = tuple(Dot(FIRST + number * STEP, bool(mark)) for number, mark in enumerate((marks or [])[:DOTS]))
    last = dots[-1].x if dots else 8
    tick = last + STEP + 2 if summed_up else 0
    end = (tick or last) - RADIUS
    return Path(dots, tick, end, max((tick or last) + 9, 50))


@register.filter
def is_own(text: Any, viewer: Viewer) -> bool:
    """Whether the reader has a seat in the city that says it."""
    return text.is_of(viewer)


@register.filter
def in_another_language(text: Any) -> bool:
    """Whether it is written in another language than the reader's."""
    return text.language != reader_language().split("-")[0]
