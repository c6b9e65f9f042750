"""Who speaks at an event, as its page shows them."""

from dataclasses import dataclass

from cities.models import City
from events.programme.models import Event


@dataclass(frozen=True)
class SpeakerCard:
    """Somebody who speaks, as the page shows them; `tone` is the word of the tier of their city, or empty."""

    name: str
    role: str
    tone: str


def speakers_of(event: Event) -> list[SpeakerCard]:
    """Return the speakers of an event, in order. The event comes from `EventQuerySet.for_page`."""
    return [_card(speaker.name, speaker.role, speaker.city) for speaker in event.speakers.all()]


def _card(name: str, role: str, city: City | None) -> SpeakerCard:
    """Put a speaker into words: «role, city» where there is a role, else «city, tier»."""
    membership = city.membership if city else None
    if role or city is None:
        words = f"{role}, {city}" if city and role else role
    else:
        words = f"{city}, {membership.label}" if membership else str(city)
    return SpeakerCard(name, words, membership.slug if membership else "")
