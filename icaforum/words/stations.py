"""The steps of something that goes on for a while, as pages draw them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Station:
    """One step, as `components/stations.html` draws it down a line and `components/journey.html` across.

    `words` name the step, `text` says its day or what is to do; `current` is the one that is waited for.
    """

    words: str
    text: str = ""
    done: bool = False
    current: bool = False
