"""What people follow."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme


class FollowQuerySet(models.QuerySet["Follow"]):
    """Questions to what people follow."""

    def of(self, person: models.Model) -> Self:
        """Return what this person follows, in the order in which it began."""
        return self.filter(person_id=person.pk).select_related("theme", "city").order_by("pk")


class Follow(models.Model):
    """A person follows a theme, a city, or a kind of thing: what is new there comes first for them.

    Exactly one of the three is set. `kind` is one of `icaforum.digest.sections.kind_choices`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name=_("person")
    )
    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    city = models.ForeignKey(
        City, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("city")
    )
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed thing")
        verbose_name_plural = _("followed things")
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, city__isnull=True, kind="")
                | Q(theme__isnull=True, city__isnull=False, kind="")
                | Q(theme__isnull=True, city__isnull=True) & ~Q(kind=""),
                name="follow_is_of_one_thing",
            ),
            # Two rows without a theme are two different ones to the database.
            models.UniqueConstraint(fields=["person", "theme"], name="follow_theme_once"),
            models.UniqueConstraint(fields=["person", "city"], name="follow_city_once"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=~Q(kind=""), name="follow_kind_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme or self.city or self.kind)
