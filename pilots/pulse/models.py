"""How a pairing goes: two questions to each of its cities, and the silences of which they are told."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City
from icaforum.audit.locks import locked
from pilots.pairings.models import Pairing, PairingQuerySet

# So long after it was asked an answer counts for alarms, and can no longer be changed. A No and no answer
# count from the same moment, so that an alarm does not tell the other city which of the two it was.
COUNTS_AFTER = timedelta(days=14)


class PulseQuerySet(models.QuerySet["Pulse"]):
    """The two questions, by who asks and whether they are answered."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the viewer's own cities, never of the other city; all of them for staff."""
        if viewer.manages(Pulse):
            return self.all()
        return self.filter(city__in=viewer.city_ids)

    def newest(self) -> Self:
        """Return the last one of each city in each pairing."""
        later = Pulse.objects.filter(
            pairing=OuterRef("pairing"), city=OuterRef("city"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))

    def open(self) -> Self:
        """Return those that can be answered for the first time: of active pairings, and not asked anew."""
        active = Pairing.objects.filter(state=Pairing.State.ACTIVE).order_by().values("pk")
        return self.newest().filter(answered_at=None, pairing__in=active)

    def saying_no(self) -> Self:
        """Return the answers with a No, whichever of the two questions it is an answer to."""
        return self.filter(Q(going=Pulse.Going.NO) | Q(next_step=Pulse.Known.NO))

    def worrying(self) -> Self:
        """Return the last answers with a No that the secretariat has not looked after yet."""
        running = Pairing.objects.running().order_by().values("pk")
        return self.newest().saying_no().filter(settled_at=None, pairing__in=running)

    def unanswered(self) -> Self:
        """Return those that were asked twice, or of which nobody could be asked, and wait for staff."""
        return self.open().filter(staff_since__isnull=False, settled_at=None)

    def locked(self, pk: int) -> "Pulse":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


class Pulse(models.Model):
    """What one city is asked of a pairing every 60 days: is it going well, do you know the next step?

    The answer is read by the people of this city and by the secretariat, never by the other city.
    """

    class Going(models.TextChoices):
        """Is it going well?"""

        YES = "yes", _("Yes")
        SO_SO = "so-so", _("So-so")
        NO = "no", _("No")

    class Known(models.TextChoices):
        """Do you know the next step?"""

        YES = "yes", _("Yes")
        NO = "no", _("No")

    pairing = models.ForeignKey(
        Pairing, verbose_name=_("pairing"), on_delete=models.CASCADE, related_name="pulses"
    )
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    mails = models.PositiveSmallIntegerField(_("mails"), default=0, db_default=0)
    mailed_at = models.DateTimeField(_("last mail on"), null=True, blank=True)
    staff_since = models.DateTimeField(_("for the secretariat since"), null=True, blank=True)
    going = models.CharField(_("is it going well"), max_length=5, choices=Going, blank=True)
    next_step = models.CharField(_("do you know the next step"), max_length=3, choices=Known, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("looked after on"), null=True, blank=True)

    objects = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("two questions")
        verbose_name_plural = _("two questions to pairings")
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "city", "number"],
                name="pulse_once_a_turn",
                violation_error_message=_("This city was asked already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, going="", next_step="")
                | (Q(answered_at__isnull=False) & ~Q(going="") & ~Q(next_step="")),
                name="pulse_answer_is_whole",
                violation_error_message=_("An answer has its moment, and a word to both questions."),
            ),
        ]

    named_by = ("city", "pairing__pilot_city", "pairing__peer_city")

    def __str__(self) -> str:
        return f"{self.city}: {self.pairing}"

    def get_absolute_url(self) -> str:
        return reverse("pilots:pulse", args=[self.pairing_id, self.pk])

    @property
    def says_no(self) -> bool:
        """Whether the city said No to one of the two questions."""
        return self.going == self.Going.NO or self.next_step == self.Known.NO

    @property
    def mark(self) -> str:
        """What tells one answer from another; empty before the first."""
        return f"{self.answered_at.timestamp():.6f}" if self.answered_at else ""

    @property
    def counts_from(self) -> datetime:
        """The moment from which its answer counts for alarms, and can no longer be changed."""
        return self.asked_at + COUNTS_AFTER


# What a city says where nothing worries: both answers in one text, as `alarming` puts them together.
FINE = [f"{going}/{Pulse.Known.YES}" for going in (Pulse.Going.YES, Pulse.Going.SO_SO)]


def alarming(now: datetime, today: date, *, days: int) -> PairingQuerySet:
    """Return the quiet pairings of which a city's last answer is a No or missing, with `last_activity`.

    `today` is a day of the current time zone, `days` after how many a pairing is quiet.
    """
    said = Pulse.objects.filter(pairing=OuterRef("pk"), asked_at__lte=now - COUNTS_AFTER)
    answer = Concat("going", Value("/"), "next_step", output_field=CharField())

    def of(city: str) -> Coalesce:
        last = said.filter(city=OuterRef(city)).order_by("-number").values(says=answer)[:1]
        return Coalesce(Subquery(last), Value(""), output_field=CharField())

    quiet = Pairing.objects.quiet(today, days=days).with_last_activity(today)
    told = quiet.annotate(pilot_says=of("pilot_city"), peer_says=of("peer_city"))
    return told.exclude(pilot_says__in=FINE, peer_says__in=FINE)


class SilenceQuerySet(models.QuerySet["Silence"]):
    """Silences by whether they go on."""

    def going_on(self, now: datetime, today: date, *, days: int) -> Self:
        """Return those since which nothing has happened, and which still alarm; as `alarming` counts."""
        same = Q(pk=OuterRef("pairing"), last_activity=OuterRef("since"))
        still = alarming(now, today, days=days).filter(same)
        return self.filter(Exists(still))

    def left_to_staff(self) -> Self:
        """Return those of which both cities were told twice, and that the secretariat has not settled."""
        return self.filter(staff_since__isnull=False, settled_at=None)

    def locked(self, pk: int) -> "Silence":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)), pk)


class Silence(models.Model):
    """A time in which nothing happens in a pairing, and how often its leads were told.

    `since` is the last day on which something happened: as soon as something does, it is another silence.
    """

    pairing = models.ForeignKey(
        Pairing, verbose_name=_("pairing"), on_delete=models.CASCADE, related_name="silences"
    )
    since = models.DateField(_("nothing since"))
    mails = models.PositiveSmallIntegerField(_("mails"), default=0, db_default=0)
    mailed_at = models.DateTimeField(_("last mail on"), null=True, blank=True)
    staff_since = models.DateTimeField(_("for the secretariat since"), null=True, blank=True)
    settled_at = models.DateTimeField(_("looked after on"), null=True, blank=True)

    objects = SilenceQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("silence")
        verbose_name_plural = _("silences in pairings")
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "since"],
                name="silence_once_a_day",
                violation_error_message=_("This silence is known already."),
            )
        ]

    named_by = ("pairing__pilot_city", "pairing__peer_city")

    def __str__(self) -> str:
        return str(self.pairing)
