"""The programme of an event: what happens when, in rows."""

from datetime import datetime, time, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.programme.models import Event
from icaforum.words.plain_search import plain_index

# An event lasts two weeks at most, which touch fifteen days.
LAST_DAY = 14
# So many rows the form of a programme takes.
MOST_ITEMS = 60


class AgendaItem(models.Model):
    """Something that happens at an event: on which of its days, from when to when, and what.

    `day` counts from 0, the event's first day, so that the programme goes along when the event is moved. Both
    times are of the event's own clock.
    """

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="agenda")
    day = models.PositiveSmallIntegerField(_("day"), validators=[MaxValueValidator(LAST_DAY)])
    begins = models.TimeField(_("from"))
    ends = models.TimeField(pgettext_lazy("until when", "to"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    what = models.TextField(_("what happens"), max_length=1000, blank=True)
    room = models.CharField(_("room or meeting point"), max_length=120, blank=True)
    who = models.CharField(_("who speaks or leads"), max_length=200, blank=True)

    class Meta:
        ordering = ["day", "begins", "ends", "pk"]
        verbose_name = _("item of a programme")
        verbose_name_plural = _("items of programmes")
        indexes = [plain_index("title", "what", "room", "who", name="agendaitem_plain")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("begins")),
                name="agendaitem_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(day__lte=LAST_DAY),
                name="agendaitem_day_is_of_two_weeks",
                violation_error_message=_("An event lasts two weeks at most."),
            ),
        ]

    named_by = ("event",)

    def __str__(self) -> str:
        return self.title

    @property
    def starts_at(self) -> datetime:
        """Return when it begins. Reads the event."""
        return self._moment(self.begins)

    @property
    def ends_at(self) -> datetime | None:
        """Return when it ends; None where that is not said."""
        return self._moment(self.ends) if self.ends else None

    def _moment(self, clock: time) -> datetime:
        day = self.event.local_date + timedelta(days=self.day)
        return datetime.combine(day, clock, self.event.zone)
