"""Places: who comes to an event, who waits, who wants the recording."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.models import City, Officer, User
from cities.viewer import Viewer
from events.programme.models import Event


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def going(self) -> Self:
        return self.filter(answer=Registration.Answer.GOING)

    def waiting(self) -> Self:
        """Those on the waiting list, the longest first."""
        return self.filter(answer=Registration.Answer.WAITING).order_by("queued_at", "pk")

    def with_rank(self) -> Self:
        """Each with `rank`: which one it is on the waiting list of its event; None where it does not wait."""
        sooner = Q(queued_at__lt=OuterRef("queued_at")) | Q(
            queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk")
        )
        queue = Registration.objects.waiting().filter(sooner, event=OuterRef("event")).order_by()
        rank = Subquery(queue.values("event").annotate(rank=Count("pk")).values("rank"))
        waits = Q(answer=Registration.Answer.WAITING)
        return self.annotate(
            rank=Case(When(waits, then=rank), default=None, output_field=models.IntegerField())
        )

    def coming(self) -> Self:
        """Those who hold a place or wait for one."""
        return self.filter(answer__in=Registration.COMING)

    def in_good_standing(self) -> Self:
        """Those of people who may sign in and have a seat in a city that is in the Forum now."""
        seats = Officer.objects.standing().filter(person=OuterRef("person"))
        return self.filter(Exists(seats), person__is_active=True)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those at events this viewer may see."""
        return self.filter(event__in=Event.objects.visible_to(viewer).values("pk"))

    def at_stake(self) -> Self:
        """Places, and waiting ones, that can still be lost: at announced events that have not begun."""
        return self.coming().filter(event__state=Event.State.PUBLISHED, event__starts_at__gt=Now())

    def upcoming(self, now: datetime | models.Expression | None = None) -> Self:
        """Places, and waiting ones, at events that are not over; the next one first."""
        return (
            self.coming()
            .filter(event__state=Event.State.PUBLISHED, event__ends_at__gt=now or Now())
            .select_related("event")
            .prefetch_related("event__host_cities")
            .order_by("event__starts_at", "pk")
        )


class Registration(models.Model):
    """One person's answer to one event, given for a city.

    `turn` rises with each change of the answer: it makes the mails of one turn unique, and with the event's
    own sequence it is the SEQUENCE of this person's calendar entry.
    """

    class Answer(models.TextChoices):
        GOING = "going", _("Has a place")
        WAITING = "waiting", _("Waits for a place")
        RECORDING = "recording", _("Recording only")
        GAVE_UP = "gave_up", _("Gave the place up")

    COMING = (Answer.GOING, Answer.WAITING)

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
    created_at = models.DateTimeField(_("since"), db_default=Now())
    answered_at = models.DateTimeField(_("answered on"))
    queued_at = models.DateTimeField(
        _("in the queue since"), null=True, blank=True, help_text=_("What decides who is next.")
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(fields=["event", "answer", "queued_at", "id"], name="registration_queue"),
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
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.event}"

    @property
    def clock_city(self) -> str:
        """The city this place is for, if the person reads its clock: «your time, Seattle»."""
        same = self.city.time_zone == self.person.time_zone and not self.city.is_partner
        return self.city.name if same else ""

    @property
    def is_going(self) -> bool:
        return self.answer == self.Answer.GOING

    @property
    def is_waiting(self) -> bool:
        return self.answer == self.Answer.WAITING

    @property
    def is_recording(self) -> bool:
        return self.answer == self.Answer.RECORDING
