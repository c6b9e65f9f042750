"""Requests to join the Forum."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cities.directory.models import City
from cities.tiers import Tier

CONFIRM_WITHIN = timedelta(days=7)
"""How long an address may stay unconfirmed before its application is thrown away."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    def to_decide(self) -> Self:
        """Those the secretariat has to act on, the longest waiting first."""
        return self.filter(state=Application.State.WAITING).order_by("confirmed_at", "pk")

    def open(self) -> Self:
        """With a confirmed address and no decision: with us, or with the applicant."""
        return self.filter(state__in=Application.OPEN)

    def undecided(self) -> Self:
        return self.filter(state__in=Application.UNDECIDED)

    def unconfirmed(self) -> Self:
        return self.filter(state=Application.State.UNCONFIRMED)

    def stale_on(self, moment: datetime) -> Self:
        """Never confirmed in the days that the link in the mail is good for."""
        return self.unconfirmed().filter(sent_at__lte=moment - CONFIRM_WITHIN)

    def locked(self, pk: int) -> "Application":
        """The row as it is now, and nobody else's until the end of this transaction."""
        return self.select_for_update(of=("self",)).select_related("city").get(pk=pk)

    def of_address(self, email: str) -> Self:
        return self.filter(email__iexact=email.strip())

    def approved_at(self, email: str) -> Self:
        """Those of an address that were approved: what an invitation to it answers."""
        return self.of_address(email).filter(state=Application.State.APPROVED)

    def of_same_city(self, application: "Application") -> Self:
        """Others of the same entry of the directory, or of the same name in the same country."""
        same = Q(city_name__iexact=application.city_name, country=application.country, kind=application.kind)
        if application.city_id:
            same |= Q(city=application.city_id)
        return self.filter(same).exclude(pk=application.pk)


class Application(models.Model):
    """A request to join, with states of its own and a page of its own for the applicant.

    A city applies itself; a partner's is opened by staff in state *invited*, naming the need it answers and
    the member cities that back it.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited to apply")
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        WAITING = "waiting", _("Waiting for us")
        ASKED = "asked", _("Waiting for the applicant")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Experience(models.TextChoices):
        STARTING = "starting", _("Starting out")
        SHARING = "sharing", _("Experience to share")

    UNDECIDED = (State.INVITED, State.UNCONFIRMED, State.WAITING, State.ASKED)
    OPEN = (State.WAITING, State.ASKED)
    DECIDED = (State.APPROVED, State.DECLINED)

    kind = models.CharField(_("way in"), max_length=10, choices=City.Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        help_text=_("From the directory; for others it is entered there when the application is approved."),
    )
    city_name = models.CharField(_("city or organisation"), max_length=120)
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), blank=True)

    person_name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address at work"), max_length=254)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)

    interest = models.TextField(_("why the city wants to take part"), max_length=4000, blank=True)
    commitment = models.TextField(_("what the city will put into it"), max_length=4000, blank=True)
    experience = models.CharField(_("where the city stands"), max_length=10, choices=Experience, blank=True)
    themes = models.ManyToManyField("cities.Theme", verbose_name=_("themes"), blank=True, related_name="+")
    evidence = models.TextField(_("leadership in inclusion and equity"), max_length=4000, blank=True)
    lessons = models.TextField(_("what did not work so far"), max_length=4000, blank=True)
    links = ArrayField(models.URLField(max_length=500), verbose_name=_("links"), default=list, blank=True)

    need = models.TextField(_("need of member cities that it answers"), max_length=4000, blank=True)
    backed_by = models.ManyToManyField(City, verbose_name=_("backed by"), blank=True, related_name="+")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    sent_at = models.DateTimeField(_("sent on"), db_default=Now())
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    tier = models.PositiveSmallIntegerField(_("approved as"), choices=Tier, null=True, blank=True)
    reason = models.TextField(_("reason we send"), max_length=2000, blank=True)
    note = models.TextField(_("notes for us"), max_length=4000, blank=True)
    link_version = models.PositiveIntegerField(
        _("version of the personal link"), default=1, help_text=_("Raising it ends all links sent before.")
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | (~Q(state__in=["approved", "declined"]) & Q(decided_at__isnull=True)),
                name="application_decision_has_its_moment",
                violation_error_message=_(
                    "A decision has its moment, and an application without a decision has none."
                ),
            ),
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(state__in=["waiting", "asked"]),
                name="application_one_open_a_city",
                violation_error_message=_("This city has an application that waits for a decision already."),
            ),
        ]

    def __str__(self) -> str:
        return self.city_name

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_partner(self) -> bool:
        return self.kind == City.Kind.PARTNER

    @property
    def open_clarification(self) -> "Clarification | None":
        """The oldest question without an answer."""
        return next(
            (clarification for clarification in self.clarifications.all() if not clarification.is_answered),
            None,
        )


class Clarification(models.Model):
    """What the secretariat asked an applicant, and the answer: a «question» on the applicant's page."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="clarifications")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    text = models.TextField(_("question"), max_length=2000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        # Its name before the word was needed for Ask the Forum; a new one would stop older processes.
        db_table = "cities_question"
        ordering = ["asked_at", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
