"""What the secretariat says of a pair before matching: that it comes, or that it never does."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pilots.interest.models.interest import Interest
from pilots.projects.models import PilotProject


class Ruling(models.Model):
    """A city and a project of a call that are kept together, or kept apart, whatever fits."""

    interest = models.ForeignKey(
        Interest, verbose_name=_("interest"), on_delete=models.CASCADE, related_name="rulings"
    )
    project = models.ForeignKey(
        PilotProject, verbose_name=_("pilot project"), on_delete=models.CASCADE, related_name="+"
    )
    is_apart = models.BooleanField(_("kept apart"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("on"), db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pair that is set")
        verbose_name_plural = _("pairs that are set")
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "project"],
                name="ruling_once_a_pair",
                violation_error_message=_("This pair is set already."),
            ),
            models.UniqueConstraint(
                fields=["interest"],
                condition=models.Q(is_apart=False),
                name="ruling_one_pin_a_city",
                violation_error_message=_("This city is kept with another project already."),
            ),
        ]

    named_by = ("interest__city", models.Prefetch("project__texts"))

    def __str__(self) -> str:
        return f"{self.interest.city}: {self.project}"
