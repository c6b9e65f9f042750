"""What the booking card of an event says to one reader at one moment, and how speakers are shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.directory.tiers import Level
from cities.models import City, User
from events.places.models import Registration
from events.programme import rules
from events.programme.models import Event
from events.programme.notices import Notice
from icaforum.words.addresses import masked
from icaforum.words.times import days, in_place, same_clock, time_span

# The modifier of the CSS class of a state (`components/state.html`); «named» has no colour of a tier.
TONES = {
    Level.PUBLIC: "open",
    Level.GENERAL: "member",
    Level.PEER: "peer",
    Level.PILOT: "pilot",
    Level.NAMED: "",
}


def _time_there(event: Event, zone: str, city: str) -> str:
    """Return when an event is on the clock of a zone: «Wednesday 17 March, 6:00–7:15 in Seattle»."""
    start, end = event.starts_at, event.ends_at
    return f"{days(start, end, zone) or time_span(start, end, zone)} {in_place(city or zone)}"


@dataclass
class Booking:
    """One reader before one event at the time `now`: what is so, and what may be done.

    The template reads booleans and words from it and decides nothing. What costs a query is asked once, and
    only if the page comes to it. `person` is None for visitors.
    """

    event: Event
    now: datetime
    person: User | None = None
    clock_city: str = ""
    registration: Registration | None = None

    @classmethod
    def of(cls, event: Event, user: User | AnonymousUser, now: datetime, *, clock_city: str = "") -> Self:
        """Return the booking of a reader; `clock_city` is the viewer's, for «your time, Seattle»."""
        if not user.is_authenticated:
            return cls(event, now)
        return cls(event, now, user, clock_city, event.registrations.of(user).first())

    # What is so -----------------------------------------------------------------------------------------

    @property
    def has_place(self) -> bool:
        """Return whether this reader has a place."""
        return bool(self.registration and self.registration.is_going)

    @property
    def is_waiting(self) -> bool:
        """Return whether this reader is on the waiting list."""
        return bool(self.registration and self.registration.is_waiting)

    @property
    def has_recording(self) -> bool:
        """Return whether this reader wants the recording alone."""
        return bool(self.registration and self.registration.is_recording)

    @property
    def is_over(self) -> bool:
        """Return whether the event took place and is over."""
        return self.event.is_published and self.event.has_ended(self.now)

    @property
    def is_asked(self) -> bool:
        """Return whether this reader was there and the survey is open, so that the page leads to it."""
        came = self.is_over and bool(self.registration and self.registration.came)
        # The reverse relation, since surveys stand above places; an event need not have one.
        survey = getattr(self.event, "survey", None) if came else None
        return survey is not None and survey.takes_answers(self.now)

    @property
    def is_running(self) -> bool:
        """Return whether the event is on."""
        return self.event.is_published and self.event.has_started(self.now) and not self.is_over

    @property
    def takes_answers(self) -> bool:
        """Return whether places can still be taken and given up by anybody."""
        return self.event.is_published and not self.event.has_started(self.now)

    @property
    def is_open(self) -> bool:
        """Return whether this reader may go in now: the only case in which a page knows the joining link."""
        # The link is in no page before that, so that it cannot be passed on early.
        return self.has_place and self.event.is_open(self.now) and bool(self.event.join_url)

    @property
    def lacks_link(self) -> bool:
        """Return whether people with a place may go in by now, and nobody has entered where."""
        return self.event.is_open(self.now) and not self.event.join_url

    @cached_property
    def taken(self) -> int:
        """Return how many places are taken."""
        return self.event.registrations.going().count()

    @property
    def is_full(self) -> bool:
        """Return whether somebody who asks now has to wait."""
        return rules.free_places(self.event.capacity, self.taken) == 0

    @cached_property
    def cities(self) -> list[City]:
        """Return the cities this reader may take a place for."""
        if self.person is None:
            return []
        return list(City.objects.filter(pk__in=self.person.seats.standing().values("city_id")))

    @cached_property
    def queue(self) -> list[int]:
        """Return the keys of the waiting registrations, the longest first."""
        return list(self.event.registrations.waiting().values_list("pk", flat=True))

    @property
    def rank(self) -> int:
        """Return which one this reader is on the waiting list, or would be."""
        # The registration was read a moment before the queue: the clock may have promoted it in between.
        if self.registration and self.is_waiting and self.registration.pk in self.queue:
            return self.queue.index(self.registration.pk) + 1
        return len(self.queue) + 1

    # In words -------------------------------------------------------------------------------------------

    @property
    def zone(self) -> str:
        """Return the time zone that leads: the reader's; for visitors, and on site, the event's own."""
        return self.event.clock_for(self.person.time_zone if self.person else "")

    @property
    def reminders(self) -> int:
        """Return how many reminders somebody gets who takes a place now."""
        return sum(self.now <= self.event.starts_at - lead for lead in rules.REMINDER_LEAD.values())

    @property
    def opens_in(self) -> str:
        """Return in how long people with a place may go in, in words."""
        return rules.time_left(self.event.opens_at - self.now)

    @property
    def ends_in(self) -> str:
        """Return in how long it is over, in words."""
        return rules.time_left(self.event.ends_at - self.now)

    @property
    def begins_in(self) -> str:
        """Return in how long it begins, in words."""
        return rules.time_left(self.event.starts_at - self.now)

    @property
    def service(self) -> str:
        """Return the name of the meeting's tool, such as «Zoom»; empty where it is not known."""
        return rules.meeting_service(self.event.join_url)

    @property
    def masked_address(self) -> str:
        """Return the reader's e-mail address with most letters hidden, to say where the mail went."""
        return masked(self.person.email) if self.person else ""

    @property
    def tone(self) -> str:
        """Return the colour word of the event's level."""
        return TONES[Level(self.event.level)]

    @property
    def colleague_url(self) -> str:
        """Return a mailto: address that opens a mail to a colleague: what, when, and the event's page.

        Colleagues may sit elsewhere, so that «your time» would be wrong: each time names its place.
        """
        event = self.event
        times = [_time_there(event, event.time_zone, event.host_clock_city)]
        if not same_clock(event.starts_at, self.zone, event.time_zone):
            times.insert(0, _time_there(event, self.zone, self.clock_city))
        text = _("%(title)s\n\n%(when)s\n\nAll about it, and places: %(page)s") % {
            "title": event.title,
            "when": "\n".join(times),
            "page": settings.BASE_URL + event.get_absolute_url(),
        }
        return f"mailto:?subject={quote(event.title)}&body={quote(text)}"

    @cached_property
    def notice(self) -> Notice | None:
        """Return the latest change of time, or that it does not take place, for a word on the page."""
        # A new title is on the page anyway and needs no word of its own.
        told = [Notice.Kind.MOVED, Notice.Kind.POSTPONED, Notice.Kind.CANCELLED]
        return self.event.notices.standing().filter(kind__in=told).first()

    @property
    def moved_from(self) -> Notice | None:
        """Return the last move of an event that is still to come, for whoever has the old time in mind."""
        moved = self.notice if self.notice and self.notice.kind == Notice.Kind.MOVED else None
        return moved if self.takes_answers and moved and moved.was_starts_at else None
