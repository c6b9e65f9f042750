"""Requests for help: of a city, to one partner, with what both sides and the secretariat write of it."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Theme
from cities.directory.viewer import Viewer
from icaforum.audit.as_read import mark_of
from icaforum.audit.locks import locked
from icaforum.words.fields import language_of_text
from icaforum.words.languages import LANGUAGE_CHOICES, own_name


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    """Requests for help by state, and by who may read them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the viewer's cities, those put to their partners, and all of them for their staff."""
        if viewer.manages(HelpRequest):
            return self.all()
        mine = Q(city__in=viewer.city_ids) | Q(partner__in=viewer.city_ids)
        return self.filter(mine) if viewer.city_ids else self.none()

    def open(self) -> Self:
        """Those in which something is still to come."""
        return self.filter(state__in=HelpRequest.OPEN)

    def asked(self) -> Self:
        """Those that wait for the answer of a partner."""
        return self.filter(state=HelpRequest.State.ASKED)

    def accepted(self) -> Self:
        """Those that a partner works on."""
        return self.filter(state=HelpRequest.State.ACCEPTED)

    def for_staff(self) -> Self:
        """Those for which the secretariat looks for a partner, or whose answer is overdue."""
        looking, late = HelpRequest.State.LOOKING, Q(state=HelpRequest.State.ASKED, staff_since__isnull=False)
        return self.filter(Q(state=looking) | late)

    def shown(self) -> Self:
        """Those that are done and that the city lets stand on the page of the partner."""
        return self.filter(state=HelpRequest.State.DONE, is_shown=True)

    def with_all(self) -> Self:
        """Carry what a page or a mail says of a request."""
        return self.select_related(
            "city", "partner", "asked_by", "answered_by", "ended_by_leaving_of"
        ).prefetch_related("themes")

    def locked(self, pk: int) -> "HelpRequest":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "partner"), pk)


class HelpRequest(models.Model):
    """A city asks one partner for help, or has the secretariat find one.

    A partner that says no ends it: another partner gets a request of its own (`follows` is the one before),
    so that nobody reads what was said with somebody else. `answer_days` is what the partner promised when it
    was asked; a change of its terms changes nothing for those who wait.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        LOOKING = "looking", _("The secretariat looks for a partner")
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Taken back")

    OPEN = (State.LOOKING, State.ASKED, State.ACCEPTED)

    city = models.ForeignKey(
        City, verbose_name=_("city that asks"), on_delete=models.PROTECT, related_name="help_requests"
    )
    partner = models.ForeignKey(
        City,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="asked_for_help",
    )
    # Empty once that person is erased; the request is the city's, and stays.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(_("what is needed"), max_length=200)
    text = models.TextField(_("what exactly"), max_length=4000)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="+")
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    state = models.CharField(_("where it stands"), max_length=10, choices=State)
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    put_at = models.DateTimeField(_("put to the partner on"), null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("working days promised"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answer_language = language_of_text(_("language of the answer"))
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True)
    outcome_language = language_of_text(_("language of what came of it"))
    ended_early = models.BooleanField(_("ended early"), db_default=False)
    is_shown = models.BooleanField(_("shown on the page of the partner"), db_default=False)
    reminded_at = models.DateTimeField(_("partner reminded on"), null=True, blank=True)
    staff_since = models.DateTimeField(_("waits for the secretariat since"), null=True, blank=True)
    asked_what_came_at = models.DateTimeField(_("asked what came of it on"), null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        verbose_name=_("after a no of another partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
    )
    # Empty where the city took it back itself.
    ended_by_leaving_of = models.ForeignKey(
        City,
        verbose_name=_("ended since it left"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_sample = models.BooleanField(_("sample content"), db_default=False)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        indexes = [
            models.Index(
                fields=["put_at"], condition=Q(state__in=["looking", "asked"]), name="helprequest_waits"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True, put_at__isnull=True, answer_days__isnull=True)
                | Q(partner__isnull=False, put_at__isnull=False, answer_days__isnull=False),
                name="helprequest_is_put_to_a_partner",
                violation_error_message=_("A request that is put to a partner says when."),
            ),
            models.CheckConstraint(
                condition=~Q(state="looking") | Q(partner__isnull=True),
                name="helprequest_looks_without_a_partner",
                violation_error_message=_("The secretariat looks only while there is no partner."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["asked", "accepted", "done"]) | Q(partner__isnull=False),
                name="helprequest_goes_on_with_a_partner",
                violation_error_message=_("Only a partner can accept."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="helprequest_ends_with_its_outcome",
                violation_error_message=_("What is done says what came of it."),
            ),
        ]

    named_by: Any = ("city",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("cities:help_request", args=[self.pk])

    @property
    def mark(self) -> str:
        """The mark of where it stands: what its two sides decide about."""
        return mark_of(f"{self.state}\n{self.answered_at}")

    @property
    def since_read(self) -> str:
        """What has changed in it, said to the city that takes it back on a page from before."""
        said = {
            self.State.ASKED: gettext("%(partner)s is asked meanwhile. Nothing is taken back: look again."),
            self.State.ACCEPTED: gettext(
                "%(partner)s has said yes meanwhile. Nothing is taken back: read its words first."
            ),
            self.State.DECLINED: gettext(
                "%(partner)s has declined it meanwhile, so it has ended. Read its reason."
            ),
        }.get(self.State(self.state), gettext("Somebody has said meanwhile what came of it."))
        return said % {"partner": self.partner or gettext("The secretariat")}

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in self.OPEN

    @property
    def state_in_words(self) -> str:
        """Where it stands, and of one that ended by itself why."""
        if self.ended_by_leaving_of:
            return str(_("%(city)s has left the Forum") % {"city": self.ended_by_leaving_of})
        return str(self.get_state_display())

    @property
    def lacks_partner(self) -> bool:
        """Whether its partner said no or left, so that another one may be looked for."""
        left = self.ended_by_leaving_of_id is not None and self.ended_by_leaving_of_id == self.partner_id
        return self.state == self.State.DECLINED or left

    @property
    def language_name(self) -> str:
        """The language it is written in, as its speakers call it."""
        return own_name(self.language)


class HelpMessageQuerySet(models.QuerySet["HelpMessage"]):
    """What was written to a request."""

    def read_by(self, viewer: Viewer) -> Self:
        """What the viewer reads of a request that they see: a partner reads what came after it was asked."""
        if viewer.manages(HelpRequest):
            return self.sent()
        of_city = Q(request__city__in=viewer.city_ids)
        return self.sent().filter(of_city | Q(written_at__gte=models.F("request__put_at")))

    def sent(self) -> Self:
        """Those that both sides read."""
        return self.filter(waits=False)

    def waiting_for(self, person: AbstractBaseUser | AnonymousUser) -> Self:
        """Those that came by mail in somebody's name, who has not said yet that they are theirs."""
        return self.filter(waits=True, author=person.pk)


class HelpMessage(models.Model):
    """Something that somebody adds to a request: the city, the partner, or the secretariat (`city` empty)."""

    request = models.ForeignKey(
        HelpRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="messages"
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city or partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("text"), max_length=4000)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    by_mail = models.BooleanField(_("came by mail"), default=False, db_default=False)
    # Nobody but its author reads it, who is asked whether it is theirs.
    waits = models.BooleanField(_("waits for its author"), default=False, db_default=False)
    attachments = models.PositiveSmallIntegerField(_("files left out"), default=0, db_default=0)
    was_cut = models.BooleanField(_("was cut"), default=False, db_default=False)

    objects = HelpMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message to a request")
        verbose_name_plural = _("messages to requests")

    named_by = ("request",)

    def __str__(self) -> str:
        return str(self.request)

    def get_absolute_url(self) -> str:
        """The place on the page of its request where it stands."""
        return f"{self.request.get_absolute_url()}#message-{self.pk}"
