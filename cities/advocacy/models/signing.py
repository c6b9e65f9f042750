"""Who signed which version of a joint call, for whom, and who has not decided yet."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.advocacy.models.call import CallVersion, JointCall
from cities.directory.models import City
from cities.directory.tiers import Tier
from icaforum.audit.locks import locked


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures, by whether they stand."""

    def standing(self) -> Self:
        """Those that were not taken back, of every version."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, version: CallVersion | None) -> Self:
        """Those that stand under this version; none without one."""
        return self.standing().filter(version=version) if version else self.none()

    def of_texts_that_stand(self) -> Self:
        """Those that stand under the newest version of their call."""
        versions = CallVersion.objects.filter(call=OuterRef("version__call")).order_by("-number")
        return self.standing().filter(version=Subquery(versions.values("pk")[:1]))

    def on_the_web(self) -> Self:
        """Those of cities that agreed, whose contacts have had their days to say no."""
        return self.standing().filter(went_public_at__isnull=False)

    def locked(self, pk: int) -> "Signature":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "version__call"), pk)


class Signature(models.Model):
    """A city has signed one version of a call, by its lead contact; of a partner it is its support.

    It goes on the web, where the city agreed, no earlier than `public_from`; `went_public_at` is when it did.
    """

    class DecidedBy(models.TextChoices):
        """Who decided in the city that it signs."""

        MAYOR = "mayor", _("The mayor")
        COUNCIL = "council", _("The council")
        DEPARTMENT = "department", _("A department")
        OTHER = "other", _("Somebody else who may")

    version = models.ForeignKey(
        CallVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="signatures"
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="signatures"
    )
    tier = models.PositiveSmallIntegerField(_("tier of that day"), choices=Tier, null=True, blank=True)
    # Empty once that person is erased; the signature is the city's.
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    signed_at = models.DateTimeField(_("signed on"))
    decided_by = models.CharField(_("who decided"), max_length=12, choices=DecidedBy)
    decided_by_whom = models.CharField(_("which office"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"))
    agrees_public = models.BooleanField(_("its name may stand on the web"), default=False)
    public_from = models.DateTimeField(_("on the web from"))
    went_public_at = models.DateTimeField(_("went on the web"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken back by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [
            models.Index(
                fields=["public_from"],
                condition=Q(went_public_at__isnull=True, withdrawn_at__isnull=True, agrees_public=True),
                name="signature_goes_public",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "city"],
                condition=Q(withdrawn_at__isnull=True),
                name="signature_one_a_city",
                violation_error_message=_("This city has signed this version already."),
            ),
            models.CheckConstraint(
                condition=Q(went_public_at__isnull=True)
                | Q(agrees_public=True, went_public_at__gte=F("public_from")),
                name="signature_is_public_by_consent_and_not_early",
                violation_error_message=_("A name goes on the web by consent, and not before its day."),
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="other") & ~Q(decided_by="department") | ~Q(decided_by_whom=""),
                name="signature_says_which_office_decided",
                violation_error_message=_("Say which office decided."),
            ),
        ]

    named_by = ("city", "version__call")

    def __str__(self) -> str:
        return f"{self.city}, {self.version}"

    def get_absolute_url(self) -> str:
        """The address of the call that was signed."""
        return self.version.call.get_absolute_url()

    @property
    def in_words(self) -> str:
        """The sentence that a city has signed, or a partner supports it: who said so, and when."""
        said = (
            gettext("%(city)s supports this call already: %(name)s said so on %(day)s.")
            if self.city.is_partner
            else gettext("%(city)s has signed already: %(name)s did on %(day)s.")
        )
        day = date_format(localdate(self.signed_at), "DATE_FORMAT")
        return said % {"city": self.city, "name": self.signed_by or gettext("somebody"), "day": day}

    @property
    def for_whom(self) -> str:
        """For whom the lead contact signed, as the list says it."""
        if self.decided_by_whom:
            return str(_("Lead contact for: %(office)s") % {"office": self.decided_by_whom})
        if self.decided_by == self.DecidedBy.MAYOR:
            return str(_("Lead contact for the mayor"))
        return str(_("Lead contact for the council"))


class Undecided(models.Model):
    """A city has not decided yet, and somebody wants to be reminded; or it does not sign.

    That a city does not sign (`declined_at`) is for the secretariat alone, and ends all reminders.
    """

    call = models.ForeignKey(
        JointCall, verbose_name=_("joint call"), on_delete=models.CASCADE, related_name="undecided"
    )
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("said by"), on_delete=models.CASCADE, related_name="+"
    )
    remind_on = models.DateField(_("remind on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    declined_at = models.DateTimeField(_("does not sign, said on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("city that has not signed")
        verbose_name_plural = _("cities that have not signed")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "city"],
                name="undecided_once_a_city",
                violation_error_message=_("This city has said so already."),
            ),
            models.CheckConstraint(
                condition=Q(remind_on__isnull=False, declined_at__isnull=True)
                | Q(remind_on__isnull=True, declined_at__isnull=False),
                name="undecided_waits_or_declines",
                violation_error_message=_("A city waits for its decision, or does not sign."),
            ),
        ]

    named_by = ("city", "call")

    def __str__(self) -> str:
        return f"{self.city}, {self.call}"
