"""Seats: who speaks and works for a city."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OfficerQuerySet(models.QuerySet["Officer"]):
    def open(self) -> Self:
        return self.filter(until__isnull=True)

    def standing(self) -> Self:
        """Open seats in cities with an open membership: the only seats that give rights."""
        return self.filter(
            until__isnull=True, city__memberships__until__isnull=True, city__memberships__isnull=False
        )

    def leads(self) -> Self:
        return self.filter(role=Officer.Role.LEAD)


class Officer(models.Model):
    """A dated row: a person's seat in a city, as its lead contact or as a city contact."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead contact")
        OFFICER = "officer", _("City contact")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="seats"
    )
    city = models.ForeignKey(
        "cities.City", verbose_name=_("city"), on_delete=models.PROTECT, related_name="seats"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.OFFICER)
    position = models.CharField(_("position in the city"), max_length=120, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ["city__sort_name", "role", "since", "pk"]
        verbose_name = _("city contact")
        verbose_name_plural = _("city contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "city"],
                condition=Q(until__isnull=True),
                name="officer_one_open_seat_a_city",
                violation_error_message=_("This person has an open place in the team of this city already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="officer_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.city}"

    @property
    def is_lead(self) -> bool:
        return self.role == self.Role.LEAD

    def colleagues(self) -> OfficerQuerySet:
        """The others of this team who may sign in."""
        team = Officer.objects.open().filter(city=self.city_id, person__is_active=True)
        return team.exclude(pk=self.pk)

    @property
    def has_to_name_another(self) -> bool:
        """The only lead contact of a team with others in it: every city with people has a lead."""
        return self.is_lead and not self.colleagues().leads().exists() and self.colleagues().exists()
