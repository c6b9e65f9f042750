"""Whom we do not write to: addresses that do not exist, and kinds of mail that people switched off."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from icaforum.words.addresses import clean_address


def address_hash(address: str) -> str:
    """Return what we keep of an address we do not write to: enough to know it again, not to read it."""
    return hashlib.sha256(clean_address(address).encode()).hexdigest()


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Questions to the addresses that we stopped mailing."""

    def of(self, address: str) -> Self:
        """Return the row of an address, if it has one."""
        return self.filter(address_hash=address_hash(address))


class Suppression(models.Model):
    """An address that does not exist, as its own mail system told us."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.TextField(_("reason"), blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address we stopped mailing")
        verbose_name_plural = _("addresses we stopped mailing")

    def __str__(self) -> str:
        return self.address_hash[:12]


class OptoutQuerySet(models.QuerySet["Optout"]):
    """Questions to the kinds of mail that people switched off."""

    def of(self, person: models.Model) -> Self:
        """Return the rows of this person, one for each kind that is off."""
        return self.filter(person_id=person.pk)


class Optout(models.Model):
    """A person does not want one of the optional kinds of mail."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    since = models.DateTimeField(_("since"), db_default=Now())

    objects = OptoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail switched off")
        verbose_name_plural = _("mails switched off")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="outbox_optout_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
