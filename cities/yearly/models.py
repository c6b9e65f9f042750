"""The question of each year to each city: still taking part, and who are your contacts?"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from icaforum.audit.locks import locked


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """The questions of the years, by whether they are answered."""

    def unanswered(self) -> Self:
        """Those without an answer, whether or not the city is still in the Forum."""
        return self.filter(answered_at__isnull=True)

    def waiting(self) -> Self:
        """Those that wait for an answer of a city or partner in the Forum that does not pause."""
        return self.unanswered().filter(city__in=City.objects.taking_part())

    def for_staff(self) -> Self:
        """Those that the secretariat has to look after: nobody can be asked, or nobody has answered."""
        return self.waiting().filter(staff_since__isnull=False)

    def locked(self, pk: int) -> "Confirmation":
        """Return one row as it is now, locked until the end of this transaction.

        Raises as `icaforum.audit.locks.locking`.
        """
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


class Confirmation(models.Model):
    """The question of one year to one city, and its answer: a dated row, made when it is asked."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="confirmations"
    )
    # That of the anniversary on which it is asked, which may be over when the clock comes to it.
    year = models.PositiveSmallIntegerField(_("year"))
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    # How often its lead contacts were written to, and when last: the question, then its reminders.
    mails = models.PositiveSmallIntegerField(_("mails"), db_default=0, default=0)
    mailed_at = models.DateTimeField(_("last mail on"), null=True)
    staff_since = models.DateTimeField(_("for the secretariat since"), null=True)
    answered_at = models.DateTimeField(_("answered on"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    takes_part = models.BooleanField(_("takes part"), null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("yearly confirmation")
        verbose_name_plural = _("yearly confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "year"],
                name="confirmation_one_a_year",
                violation_error_message=_("This city was asked this year already."),
            ),
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(answered_at__isnull=True),
                name="confirmation_one_unanswered",
                violation_error_message=_("This city has a question without an answer."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, takes_part__isnull=True)
                | Q(answered_at__isnull=False, takes_part__isnull=False),
                name="confirmation_answer_is_whole",
                violation_error_message=_("An answer has its moment, and says yes or no."),
            ),
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return f"{self.city}, {self.year}"
