"""Places at events: who comes, who waits, who wants the recording."""

import secrets
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City, Officer, User
from events.programme.models import Event


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """The questions asked of registrations."""

    def of(self, person: User) -> Self:
        """Return one person's answers to events."""
        return self.filter(person=person)

    def going(self) -> Self:
        """Return those that hold a place."""
        return self.filter(answer=Registration.Answer.GOING)

    def waiting(self) -> Self:
        """Return those on the waiting list, the longest first."""
        # The key decides between two of the same moment, as it does in `with_rank` and when places are
        # settled.
        return self.filter(answer=Registration.Answer.WAITING).order_by("queued_at", "pk")

    def with_rank(self) -> Self:
        """Annotate each with `rank`, its number on the waiting list of its event.

        None where it does not wait. One statement for a list of any events, at the price of counting each
        waiting list that is shown.
        """
        sooner = Q(queued_at__lt=OuterRef("queued_at")) | Q(
            queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk")
        )
        # `order_by()` drops the order of `waiting`, by whose columns the count would be grouped.
        queue = Registration.objects.waiting().filter(sooner, event=OuterRef("event")).order_by()
        rank = Subquery(queue.values("event").annotate(rank=Count("pk")).values("rank"))
        waits = Q(answer=Registration.Answer.WAITING)
        # `Case` keeps the subquery from running for rows that do not wait.
        return self.annotate(
            rank=Case(When(waits, then=rank), default=None, output_field=models.IntegerField())
        )

    def coming(self) -> Self:
        """Return those that hold a place or wait for one."""
        return self.filter(answer__in=Registration.COMING)

    def out_of(self, may_come: models.QuerySet[User]) -> Self:
        """Return those who come or wait and are not among the people who may, the longest here first."""
        # Only of those who are here, or the whole Forum would be gone through for a handful of people.
        here = may_come.filter(pk__in=self.coming().order_by().values("person"))
        return self.coming().exclude(person__in=here.values("pk")).order_by("queued_at", "pk")

    def in_good_standing(self) -> Self:
        """Return those of people who may sign in and have a seat in a city that is in the Forum now."""
        seats = Officer.objects.standing().filter(person=OuterRef("person"))
        # EXISTS, since somebody with seats in two cities would come twice through a join. Asked at each look
        # and never stored: whoever leaves the Forum is out of it at once.
        return self.filter(Exists(seats), person__is_active=True)

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those at events that the viewer may see."""
        return self.filter(event__in=Event.objects.visible_to(viewer).values("pk"))

    def wanting_the_recording(self) -> Self:
        """Return those of active people who asked for the recording only, or waited for a place in vain."""
        wanted = (Registration.Answer.RECORDING, Registration.Answer.WAITING)
        return self.filter(answer__in=wanted, person__is_active=True)

    def came(self) -> Self:
        """Return those of people who were there, as far as it is known."""
        return self.filter(came=True)

    def at_stake(self) -> Self:
        """Return those that can still be lost: held or waiting, at announced events that have not begun."""
        return self.coming().filter(event__state=Event.State.PUBLISHED, event__starts_at__gt=Now())

    def upcoming(self, now: datetime | models.Expression | None = None) -> Self:
        """Return places, and waiting ones, at events that are not over; the next one first.

        `now` is the database's time unless it is given. Events and their hosts are fetched with them.
        """
        return (
            self.coming()
            .filter(event__state=Event.State.PUBLISHED, event__ends_at__gt=now or Now())
            .select_related("event")
            .prefetch_related("event__host_cities")
            .order_by("event__starts_at", "pk")
        )


class Registration(models.Model):
    """One person's answer to one event, given for a city.

    There is one row for a person and an event, whatever they answer in turn. `turn` rises with each change of
    the answer: it makes the mails of one turn unique, and with the event's own sequence it is the SEQUENCE of
    this person's calendar entry.
    """

    class Answer(models.TextChoices):
        """What a person answered; the values are stored and must not change."""

        GOING = "going", _("Has a place")
        WAITING = "waiting", _("Waits for a place")
        RECORDING = "recording", _("Recording only")
        GAVE_UP = "gave_up", _("Gave the place up")

    class Told(models.TextChoices):
        """From what it is known whether a person was there; no other changes what is said by hand."""

        REPORT = "report", _("A report")
        ROOM = "room", _("Who opened the room")
        HAND = "hand", _("By hand")

    # The answers that count on the list of an event and that lose something when it changes.
    COMING = (Answer.GOING, Answer.WAITING)

    # PROTECT: an event that somebody has answered is cancelled, never deleted.
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="registrations"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="registrations"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    turn = models.PositiveIntegerField(default=0, editable=False)
    # By the database's clock, as all moments here: many processes write them.
    created_at = models.DateTimeField(_("since"), db_default=Now())
    answered_at = models.DateTimeField(_("answered on"))
    # Kept when a place is won, so that the order in which places were given can be checked later; it begins
    # anew only when somebody asks again.
    queued_at = models.DateTimeField(
        _("in the queue since"), null=True, blank=True, help_text=_("What decides who is next.")
    )

    # Whether the person was there, as dated facts. The secretariat sees them and the person, and no city.
    opened_at = models.DateTimeField(_("opened the room on"), null=True, blank=True, editable=False)
    # Null is «not known».
    came = models.BooleanField(_("came"), null=True, blank=True, editable=False)
    # Null where they came and nobody measured it.
    minutes = models.PositiveSmallIntegerField(_("minutes there"), null=True, blank=True, editable=False)
    came_said_at = models.DateTimeField(_("presence known since"), null=True, blank=True, editable=False)
    came_from = models.CharField(
        _("presence known from"), max_length=6, choices=Told, default="", db_default="", editable=False
    )
    # The UID of this person's calendar entry, which nobody else knows: a calendar that declines with it is
    # the person's. Empty for entries from before, which have that of the event, as everybody's had.
    uid = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)

    zone: str  # by which a list says the time, where one has set it

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(fields=["event", "answer", "queued_at", "id"], name="registration_queue"),
            models.Index(fields=["uid"], condition=~Q(uid=""), name="registration_uid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="registration_once_a_person",
                violation_error_message=_("This person has answered for this event already."),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["going", "waiting", "recording", "gave_up"]),
                name="registration_answer_is_known",
                violation_error_message=_("Choose one of the answers."),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["recording", "gave_up"]) | Q(queued_at__isnull=False),
                name="registration_queue_has_an_order",
                violation_error_message=_("Whoever comes or waits has a moment from which on."),
            ),
            models.CheckConstraint(
                condition=Q(
                    came__isnull=False, came_said_at__isnull=False, came_from__in=["report", "room", "hand"]
                )
                | Q(came__isnull=True, came_said_at__isnull=True, minutes__isnull=True, came_from=""),
                name="registration_presence_has_its_moment",
                violation_error_message=_("Who was there is known since a moment."),
            ),
        ]

    named_by = ("person", "event")

    def __str__(self) -> str:
        return f"{self.person}, {self.event}"

    def save(self, *args: Any, **more: Any) -> None:
        """As Django's; a new row gets a UID of its own, which it keeps for ever."""
        if self._state.adding and not self.uid:
            self.uid = f"{secrets.token_hex(16)}@{settings.MAIL_DOMAIN}"
        super().save(*args, **more)

    @property
    def clock_city(self) -> str:
        """Return the city this place is for if the person reads its clock: «your time, Seattle».

        Empty otherwise, and for partners, whose name is not that of a city.
        """
        same = self.city.time_zone == self.person.time_zone and not self.city.is_partner
        return str(self.city) if same else ""

    @property
    def is_going(self) -> bool:
        """Return whether the person has a place."""
        return self.answer == self.Answer.GOING

    @property
    def is_waiting(self) -> bool:
        """Return whether the person is on the waiting list."""
        return self.answer == self.Answer.WAITING

    @property
    def is_recording(self) -> bool:
        """Return whether the person wants the recording alone."""
        return self.answer == self.Answer.RECORDING
