"""What colleagues of the secretariat recommend about an application."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.joining.models.applications import Application


class Recommendation(models.Model):
    """What one colleague recommends about one application, and why: for whoever decides, never the applicant.

    Each has one, and may change it until the decision.
    """

    class Says(models.TextChoices):
        """What is recommended."""

        ADMIT = "admit", _("Admit")
        ASK = "ask", _("Ask first")
        DECLINE = "decline", _("Decline")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="recommendations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    says = models.CharField(_("recommends"), max_length=10, choices=Says)
    because = models.TextField(_("because"), max_length=2000)
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            # The last defence behind the lock of `recommend`.
            models.UniqueConstraint(
                fields=["application", "person"],
                name="recommendation_one_a_person",
                violation_error_message=_("You have recommended something already. You can change it."),
            )
        ]

    def __str__(self) -> str:
        return self.get_says_display()
