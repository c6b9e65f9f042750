"""All parts of a year, in the order of the page; none of a closed room."""

from collections.abc import Callable
from dataclasses import dataclass

from cities.directory.viewer import Viewer
from cities.models import City
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.year import events, learning, members, working
from icaforum.year.parts import Headline, Part
from icaforum.year.spans import Span


@dataclass(frozen=True)
class Year:
    """The large numbers, and the parts."""

    headlines: list[Headline]
    parts: list[Part]


def year_of(span: Span, viewer: Viewer) -> Year:
    """Return a year in numbers as a viewer reads it, at a constant number of statements."""
    forum = the_forum()
    cities, decisions = members.members_of(span), members.decisions_of(span)
    came, papers, pairings = events.came_in(span), learning.papers_in(span, viewer), working.pairings_in(span)
    headlines = [
        members.members_headline(cities),
        members.decisions_headline(decisions),
        events.events_headline(came),
        working.pairings_headline(pairings),
        learning.papers_headline(papers),
    ]
    parts = [events.times_part(events.times_in(span), by_city=viewer.manages(City))]
    if forum.has_open(Room.MEASURES):
        gaps = working.gaps_in(span, viewer)
        headlines.append(working.gaps_headline(gaps))
        parts.append(working.gaps_part(gaps))
    parts += [
        members.members_part(cities),
        members.decisions_part(decisions),
        learning.papers_part(papers),
        working.pairings_part(pairings),
        events.events_part(came),
    ]
    in_rooms: tuple[tuple[Room, Callable[[Span], Part]], ...] = (
        (Room.QUESTIONS, learning.questions_part),
        (Room.HELP, learning.help_part),
    )
    parts += [part(span) for room, part in in_rooms if forum.has_open(room)]
    if calls := working.calls_part(span):
        parts.append(calls)
    return Year(headlines, [*parts, working.table_part(span)])
