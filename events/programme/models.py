"""Webinars and academies, their speakers, and the notices of their changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.models import of_theme
from cities.models import City, Theme
from cities.sharing.models import CircleGrant, PersonGrant, Shared, SharedQuerySet
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.words.name_fields import NameField
from icaforum.words.plain_search import begins, having
from icaforum.words.zones import validate_time_zone

# Texts of pages, mails and calendar entries say «30 minutes»: they change with it.
JOINING_WINDOW = timedelta(minutes=30)
"""How long before the start the joining link opens."""


SEARCHED = (
    *("title", "summary", "description", "host_cities__name", "host_cities__other_names"),
    *(f"agenda__{name}" for name in ("title", "what", "room", "who")),
)
"""What is searched of an event beside its themes."""


class EventQuerySet(SharedQuerySet):
    """The questions asked of events; `visible_to(viewer)` is inherited."""

    def in_force(self) -> Q:
        """Return the condition for events that were ever announced; part of the formula of `visible_to`.

        A cancelled or postponed event keeps its page, which says so.
        """
        return ~Q(state=Event.State.DRAFT)

    def published(self) -> Self:
        """Return those that take place: neither drafts, nor postponed, nor cancelled."""
        return self.filter(state=Event.State.PUBLISHED)

    def upcoming(self, now: datetime | models.Expression) -> Self:
        """Return those that take place and are not over, the next one first."""
        # The key after the start makes the order total, which a list continued from its last row needs.
        return self.published().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def within(self, now: datetime | models.Expression, span: timedelta) -> Self:
        """Return those that take place, are not over, and begin within this span."""
        return self.upcoming(now).filter(starts_at__lt=now + span)

    def past(self, now: datetime | models.Expression) -> Self:
        """Return those that took place, the latest first."""
        return self.published().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def held_between(self, first: date, last: date) -> Self:
        """Return those that took place from the first day to the last, on the event's own clock."""
        return self.past(Now()).filter(local_date__range=(first, last))

    def locked(self, pk: int) -> "Event":
        """Return the event, locked until the transaction ends; raises as `icaforum.audit.locks.locking`.

        For `locks.lock_event`, which adds the time limit. The row of the event stands for all its places.
        """
        return locked(self.select_for_update(), pk)

    def having(self, words: Iterable[str]) -> Self:
        """Return those in which each word begins a word: of the event, its programme, hosts or themes."""
        return having(self, words, lambda word: [*begins(SEARCHED, word), *of_theme(word)])  # type: ignore[return-value]

    def for_list(self) -> Self:
        """Return the rows with all that a row of a list shows, at a constant number of queries."""
        return self.prefetch_related("host_cities")

    def for_page(self) -> Self:
        """Return the rows with all that the page of an event shows, at a constant number of queries."""
        # With the memberships, because a speaker is shown with the tier of the city they speak for.
        cities = Prefetch("speakers__city", City.objects.with_membership())
        return self.prefetch_related("host_cities", "themes", "agenda", "speakers", cities)


@keeps_words("title", "summary", "description", "take_home", "place", "recording_note")
class Event(Shared):
    """A webinar, or an academy that meets at a venue.

    Its time is what stands on the wall clock of its zone; the two moments in UTC are derived from it by
    `rules.utc_moment`. `sequence` rises with each change that calendars must know; `schedule_version` names
    the present time, so that no reminder for an earlier one goes out. `place` is the venue.
    """

    class Kind(models.TextChoices):
        """A webinar is held online, an academy at a venue."""

        WEBINAR = "webinar", _("Webinar")
        ACADEMY = "academy", _("Academy")

    class State(models.TextChoices):
        """Where an event stands. Only a published one takes place."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WEBINAR)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    slug = models.SlugField(_("word in addresses"), max_length=100, unique=True)
    # Given once by `create` and kept: a calendar that gets another one shows the event twice.
    uid = models.CharField(max_length=300, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    take_home = models.TextField(
        _("what people will take home"), max_length=1000, blank=True, help_text=_("One thing a line.")
    )

    # The wall clock and its zone are what was agreed; the two moments below are derived from them.
    local_date = models.DateField(_("day"))
    local_time = models.TimeField(_("start"))
    # An IANA name, not an offset: the offset depends on the day.
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    duration = models.PositiveSmallIntegerField(
        # At most two weeks, in minutes.
        _("length in minutes"),
        default=75,
        validators=[MinValueValidator(5), MaxValueValidator(20160)],
    )
    # In UTC and stored, so that lists, reminders and constraints can ask the database by them.
    starts_at = models.DateTimeField(_("begins"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    # The SEQUENCE of calendar entries (RFC 5545): an update with no higher number is ignored.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Part of the key of each reminder. An undone move goes back to the former version, so reminders that were
    # queued for it count again; a number is never used for two times.
    schedule_version = models.PositiveIntegerField(default=0, editable=False)

    # Null is «no limit»; `event_has_places_or_no_limit` keeps zero from meaning either.
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Empty: no limit."),
    )
    # The three are shown to people with a place only, and never in mails or calendar entries.
    join_url = models.URLField(_("joining link"), max_length=1000, blank=True)
    passcode = models.CharField(_("passcode"), max_length=60, blank=True)
    dial_in = models.CharField(_("dial-in by phone"), max_length=200, blank=True)
    # The venue. The column kept its first name; elsewhere «place» is what a person has at an event.
    place = models.CharField(
        _("venue"), max_length=200, blank=True, help_text=_("Where an academy meets: house, street, city.")
    )
    host_cities = models.ManyToManyField(
        City, verbose_name=_("host cities"), blank=True, related_name="events"
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="events")
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True
    )
    interpretation = models.CharField(_("interpretation"), max_length=120, blank=True)
    recording_note = models.CharField(_("recording"), max_length=200, blank=True)
    # In the library, where they are changed and pulled back; one that is not visible is not linked.
    recording = models.ForeignKey(
        "resources.Resource", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    slides = models.ForeignKey(
        "resources.Resource", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(_("published on"), null=True, blank=True, editable=False)
    # When all who can see it were mailed, which is done once.
    told_at = models.DateTimeField(_("readers told on"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("sample content"), default=False)

    # Annotations, there only on rows of the querysets that make them: `events.planning.admin`,
    # `icaforum.pages.today` and `events.places.tasks`. Declared for the type checker; they are no columns.
    going: int
    waiting: int
    taken: int
    time_known_since: datetime

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # For the lists: a state, in the order of the start, continued from a row by its start and key.
        indexes = [models.Index(fields=["state", "starts_at", "id"], name="event_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "postponed", "cancelled"]),
                name="event_state_is_known",
                violation_error_message=_("Choose one of the states."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                # A draft can be cancelled without ever having been announced.
                condition=Q(state="draft") | Q(published_at__isnull=False) | Q(state="cancelled"),
                name="event_announced_has_its_moment",
                violation_error_message=_("What is announced has its moment."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1),
                name="event_has_places_or_no_limit",
                violation_error_message=_("Leave the places empty for no limit, or give one place at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        """Return whether it has not been announced yet."""
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        """Return whether it is announced and takes place, or has taken place."""
        return self.state == self.State.PUBLISHED

    @property
    def is_postponed(self) -> bool:
        """Return whether it has no date at present; people keep their places."""
        return self.state == self.State.POSTPONED

    @property
    def is_cancelled(self) -> bool:
        """Return whether it does not take place, for good."""
        return self.state == self.State.CANCELLED

    @property
    def may_be_recorded(self) -> bool:
        """Return whether one can ask for the recording alone; an academy meets at a venue and has none."""
        return self.kind == self.Kind.WEBINAR

    @property
    def opens_at(self) -> datetime:
        """Return from when on people with a place may go in."""
        return self.starts_at - JOINING_WINDOW

    def has_started(self, now: datetime) -> bool:
        """Return whether it has begun by the time `now`; from then on no place moves."""
        return now >= self.starts_at

    def has_ended(self, now: datetime) -> bool:
        """Return whether it is over by the time `now`."""
        return now >= self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Return whether people with a place may go in at the time `now`."""
        return self.is_published and self.opens_at <= now < self.ends_at

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone on whose wall clock the event stands."""
        return ZoneInfo(self.time_zone)

    @property
    def host_clock_city(self) -> str:
        """Return the name of the host city by whose clock the event is held, for «18:00 (Madrid)».

        Empty when no host, or more than one, has this time zone: then the zone itself is named.
        """
        # `all()` and a choice in Python, so that the prefetch of a list is used.
        hosts = [str(city) for city in self.host_cities.all() if city.time_zone == self.time_zone]
        return hosts[0] if len(hosts) == 1 else ""

    @property
    def is_on_site(self) -> bool:
        """Return whether people meet at a venue: then the host's clock is everybody's."""
        return self.kind == self.Kind.ACADEMY

    def clock_for(self, zone: str) -> str:
        """Return by which zone the time is said first to a reader of this zone; empty is the event's own."""
        return self.time_zone if self.is_on_site or not zone else zone

    @property
    def takeaways(self) -> list[str]:
        """Return what people will take home, as the lines that are not empty."""
        return [line.strip() for line in self.take_home.splitlines() if line.strip()]


class Speaker(models.Model):
    """Somebody who speaks at an event, for a city or in a role. A name only: speakers need no account."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = NameField(_("name"), max_length=120)
    city = models.ForeignKey(
        City, verbose_name=_("city"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return self.name


class EventPersonGrant(PersonGrant):
    """An exception: one person may see, and so come to, one event beyond its level."""

    content_object = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="person_grants")


class EventCircleGrant(CircleGrant):
    """An exception: the cities of one circle may see, and so come to, one event beyond its level."""

    content_object = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="circle_grants")
