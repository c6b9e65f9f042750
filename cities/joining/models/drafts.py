"""Applications that are being written: what was typed so far."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.joining.models.applications import Application
from icaforum.words.mail_fields import MailAddressField

# How long a draft is kept after its last change. Its pages, its mail and the privacy page say so too.
DRAFT_KEPT = timedelta(days=30)


class ApplicationDraftQuerySet(models.QuerySet["ApplicationDraft"]):
    """Drafts by their age."""

    def kept(self) -> Self:
        """Those that are young enough, by the database's clock, whether or not the older were deleted yet."""
        return self.filter(changed_at__gt=Now() - DRAFT_KEPT)

    def forgotten_on(self, moment: datetime) -> Self:
        """Those that nobody has changed for so long, at this moment."""
        return self.filter(changed_at__lte=moment - DRAFT_KEPT)


class ApplicationDraft(models.Model):
    """What somebody has typed so far into an application that is not sent; nobody else reads it.

    A city's draft is opened by a signed cookie or by the link that was mailed to `email`; a partner's by the
    link of its invitation. It is deleted when the application is sent.
    """

    kind = models.CharField(max_length=10, choices=City.Kind)
    # The one that a partner was invited to fill in, an unconfirmed one that a city corrects, or a closed one
    # that it begins with.
    application = models.ForeignKey(Application, null=True, on_delete=models.SET_NULL, related_name="drafts")
    # Field name -> list of strings, as typed, right or wrong; `drafting.keep_answers` bounds them.
    answers = models.JSONField(default=dict)
    email = MailAddressField(max_length=254, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    link_version = models.PositiveIntegerField(default=1)
    # Which browser began it just now, as a digest: two first answers at once are one draft (`drafting`).
    begun_on = models.CharField(max_length=40, blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    objects = ApplicationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind="partner"),
                name="draft_one_a_partner",
                violation_error_message=_("This partner has begun its application already."),
            ),
            models.UniqueConstraint(
                fields=["begun_on"],
                condition=~Q(begun_on=""),
                name="draft_one_a_beginning",
                violation_error_message=_("This browser has just begun an application."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
