"""What the booking card of an event says to one reader at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.models import City
from cities.tiers import Level
from events.places.models import Registration
from events.programme import rules
from events.programme.models import Event, Notice
from icaforum.words.addresses import masked

TONES = {
    Level.PUBLIC: "open",
    Level.GENERAL: "member",
    Level.PEER: "peer",
    Level.PILOT: "pilot",
    Level.NAMED: "",
}


@dataclass
class Booking:
    """One reader before one event: what is so, and what may be done."""

    event: Event
    now: datetime
    person: AbstractBaseUser | None = None
    clock_city: str = ""
    registration: Registration | None = None

    @classmethod
    def of(
        cls, event: Event, user: AbstractBaseUser | AnonymousUser, now: datetime, *, clock_city: str = ""
    ) -> Self:
        if not user.is_authenticated:
            return cls(event, now)
        return cls(event, now, user, clock_city, event.registrations.of(user).first())

    # What is so -----------------------------------------------------------------------------------------

    @property
    def has_place(self) -> bool:
        return bool(self.registration and self.registration.is_going)

    @property
    def is_waiting(self) -> bool:
        return bool(self.registration and self.registration.is_waiting)

    @property
    def has_recording(self) -> bool:
        return bool(self.registration and self.registration.is_recording)

    @property
    def is_over(self) -> bool:
        return self.event.is_published and self.event.has_ended(self.now)

    @property
    def is_running(self) -> bool:
        return self.event.is_published and self.event.has_started(self.now) and not self.is_over

    @property
    def takes_answers(self) -> bool:
        """Whether places can still be taken and given up by anybody."""
        return self.event.is_published and not self.event.has_started(self.now)

    @property
    def is_open(self) -> bool:
        """Whether this reader may go in now: the only case in which a page knows the way."""
        return self.has_place and self.event.is_open(self.now) and bool(self.event.join_url)

    @cached_property
    def taken(self) -> int:
        return self.event.registrations.going().count()

    @property
    def is_full(self) -> bool:
        return rules.free_places(self.event.capacity, self.taken) == 0

    @cached_property
    def cities(self) -> list[City]:
        """The cities this reader may take a place for."""
        if self.person is None:
            return []
        return list(City.objects.filter(pk__in=self.person.seats.standing().values("city_id")))

    @cached_property
    def queue(self) -> list[int]:
        return list(self.event.registrations.waiting().values_list("pk", flat=True))

    @property
    def rank(self) -> int:
        """Which one this reader is on the waiting list, or would be."""
        if self.is_waiting and self.registration.pk in self.queue:
            return self.queue.index(self.registration.pk) + 1
        return len(self.queue) + 1

    # In words -------------------------------------------------------------------------------------------

    @property
    def zone(self) -> str:
        return self.person.time_zone if self.person else self.event.time_zone

    @property
    def opens_in(self) -> str:
        return rules.time_left(self.event.opens_at - self.now)

    @property
    def ends_in(self) -> str:
        return rules.time_left(self.event.ends_at - self.now)

    @property
    def begins_in(self) -> str:
        return rules.time_left(self.event.starts_at - self.now)

    @property
    def service(self) -> str:
        return rules.service(self.event.join_url)

    @property
    def address(self) -> str:
        return masked(self.person.email) if self.person else ""

    @property
    def tone(self) -> str:
        return TONES[Level(self.event.level)]

    @property
    def colleague_url(self) -> str:
        page = settings.BASE_URL + self.event.get_absolute_url()
        text = _("%(title)s\n\nAll about it, and places: %(page)s") % {
            "title": self.event.title,
            "page": page,
        }
        return f"mailto:?subject={quote(self.event.title)}&body={quote(text)}"

    @cached_property
    def notice(self) -> Notice | None:
        """The latest change of time, or that it does not take place, for a word on the page."""
        told = [Notice.Kind.MOVED, Notice.Kind.POSTPONED, Notice.Kind.CANCELLED]
        return self.event.notices.standing().filter(kind__in=told).first()

    @property
    def moved_from(self) -> Notice | None:
        """The last move of an event that is still to come, for whoever has the old time in mind."""
        moved = self.notice if self.notice and self.notice.kind == Notice.Kind.MOVED else None
        return moved if self.takes_answers and moved and moved.was_starts_at else None


@dataclass(frozen=True)
class SpeakerCard:
    """Somebody who speaks, as the page shows them."""

    name: str
    role: str
    tone: str


def speakers_of(event: Event) -> list[SpeakerCard]:
    return [_card(speaker.name, speaker.role, speaker.city) for speaker in event.speakers.all()]


def _card(name: str, role: str, city: City | None) -> SpeakerCard:
    membership = city.membership if city else None
    if role or city is None:
        words = f"{role}, {city}" if city and role else role
    else:
        words = f"{city}, {membership.label}" if membership else city.name
    return SpeakerCard(name, words, membership.slug if membership else "")
