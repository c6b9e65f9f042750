"""A call for peers: what the secretariat offers to cities that want to learn."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import LANGUAGE_CHOICES
from pilots.projects.models import PilotProject

LAST_ZONE = timedelta(hours=-12)
"""Where a day ends last: with it, the closing day has ended for every city."""


def lines_of(text: str) -> list[str]:
    """Return what somebody wrote a line each, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class PeerCallQuerySet(models.QuerySet["PeerCall"]):
    """Calls for peers, by where they stand and by who may read them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that were opened, for cities in the Forum; all for whoever manages them."""
        if viewer.manages(PeerCall):
            return self.all()
        return self.opened() if viewer.level >= Level.GENERAL else self.none()

    def drafts(self) -> Self:
        """Those that no city sees yet."""
        return self.filter(opened_at=None, dropped_at=None)

    def opened(self) -> Self:
        """Those that cities see, whatever became of them."""
        return self.filter(opened_at__isnull=False)

    def running(self, now: datetime) -> Self:
        """Those whose closing day has not ended in every city yet."""
        return self.opened().filter(dropped_at=None, decided_at=None, closes_on__gte=(now + LAST_ZONE).date())

    def to_match(self, now: datetime) -> Self:
        """Those that are closed everywhere and wait for what becomes of their interests."""
        return self.opened().filter(dropped_at=None, decided_at=None, closes_on__lt=(now + LAST_ZONE).date())

    def locked(self, pk: int) -> "PeerCall":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)), pk)


@keeps_words("title", "lead", "offers", "takes", "criteria", "questions")
class PeerCall(models.Model):
    """A call for peers: the secretariat offers places beside pilot cities, and cities state their interest.

    `closes_on` is a day: it ends at midnight on the clock of each city. `offers`, `takes` and `questions`
    are written a line each; `places` are all that the call gives, over all its projects.
    """

    slug = models.SlugField(_("word in addresses"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    lead = models.TextField(_("in two sentences"), max_length=600)
    offers = models.TextField(_("what it offers"), max_length=2000, help_text=_("A line for each thing."))
    takes = models.TextField(_("what it takes"), max_length=2000, help_text=_("A line for each thing."))
    criteria = models.TextField(
        _("how it is decided"),
        max_length=2000,
        blank=True,
        help_text=_("Beside theme and order of wishes, which always decide. Cities read it."),
    )
    questions = models.TextField(
        _("questions to the cities"),
        max_length=1500,
        blank=True,
        help_text=_("A line for each, five at most. They cannot be changed once it is open."),
    )
    language = models.CharField(
        _("written in"), max_length=10, choices=LANGUAGE_CHOICES, default="en", db_default="en"
    )
    projects = models.ManyToManyField(
        PilotProject, verbose_name=_("pilot projects"), related_name="peer_calls"
    )
    places = models.PositiveSmallIntegerField(_("places"), help_text=_("Over all projects together."))
    hours_a_month = models.PositiveSmallIntegerField(_("hours a month"), default=8)
    closes_on = models.DateField(
        _("closes on"), help_text=_("At the end of this day, on the clock of each city.")
    )
    decides_on = models.DateField(_("we propose pairs by"))
    answers_on = models.DateField(_("both cities say yes or no by"), null=True, blank=True)
    starts_on = models.DateField(_("first call from"))
    ends_on = models.DateField(_("last lesson by"))
    opened_at = models.DateTimeField(_("opened on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped on"), null=True, blank=True)
    dropped_because = models.CharField(_("why it is dropped"), max_length=500, blank=True)
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = PeerCallQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "-pk"]
        verbose_name = _("call for peers")
        verbose_name_plural = _("calls for peers")
        constraints = [
            models.CheckConstraint(
                condition=Q(decides_on__gt=F("closes_on"), starts_on__gte=F("decides_on")),
                name="peer_call_dates_in_order",
                violation_error_message=_("It closes first, then pairs are proposed, then they begin."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="peer_call_ends_after_start",
                violation_error_message=_("The last lesson comes after the first call."),
            ),
            models.CheckConstraint(
                condition=Q(answers_on__isnull=True)
                | Q(answers_on__gte=F("decides_on"), answers_on__lte=F("starts_on")),
                name="peer_call_answers_between",
                violation_error_message=_("Cities answer after pairs are proposed, and before they begin."),
            ),
            models.CheckConstraint(
                condition=Q(places__gt=0),
                name="peer_call_has_places",
                violation_error_message=_("A call has one place at least."),
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_because=""),
                name="peer_call_dropped_says_why",
                violation_error_message=_("Say why it is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pilots:peer_call", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        """Whether no city sees it yet."""
        return not self.opened_at and not self.dropped_at

    @property
    def is_over(self) -> bool:
        """Whether what became of it is said: decided, or dropped."""
        return bool(self.decided_at or self.dropped_at)

    @property
    def asked(self) -> list[str]:
        """Its questions to the cities."""
        return lines_of(self.questions)

    @property
    def offered_lines(self) -> list[str]:
        """What it offers, a line for each thing."""
        return lines_of(self.offers)

    @property
    def taken_lines(self) -> list[str]:
        """What it takes, a line for each thing."""
        return lines_of(self.takes)


def has_ended(day: date, now: datetime) -> bool:
    """Return whether a day has ended in every city."""
    return day < (now + LAST_ZONE).date()
