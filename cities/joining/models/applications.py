"""Applications to join the Forum, and the questions that the secretariat asks about them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cities.directory.gazetteer import keys_meant
from cities.directory.models import City
from cities.directory.tiers import Tier
from icaforum.audit.locks import locked
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.name_fields import NameField, NameKeysField
from icaforum.words.names import name_keys
from icaforum.words.places import local_name
from icaforum.words.plain_search import plain_index

# How long an address may stay unconfirmed before its application is deleted; its link is good as long.
CONFIRM_WITHIN = timedelta(days=7)


# From when on the promised days count, for statements; of a row it is `waits_since`.
WAITS_SINCE = Coalesce("taken_up_at", "confirmed_at")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications by state, address and city."""

    def to_decide(self) -> Self:
        """Those that wait for the secretariat, the longest waiting first."""
        return self.filter(state=Application.State.WAITING).order_by(WAITS_SINCE, "pk")

    def open(self) -> Self:
        """Those with a confirmed address and no decision, whoever has to act."""
        return self.filter(state__in=Application.OPEN)

    def undecided(self) -> Self:
        """Those that may still be decided or withdrawn, also before the address is confirmed."""
        return self.filter(state__in=Application.UNDECIDED)

    def unconfirmed(self) -> Self:
        """Those whose address nobody has confirmed yet."""
        return self.filter(state=Application.State.UNCONFIRMED)

    def stale_on(self, moment: datetime) -> Self:
        """Those that were not confirmed while the link in the mail was good, at this moment."""
        return self.unconfirmed().filter(sent_at__lte=moment - CONFIRM_WITHIN)

    def locked(self, pk: int) -> "Application":
        """Return one row with its city as it is now, locked until the end of this transaction.

        Raises as `icaforum.audit.locks.locking`.
        """
        # Only the row itself: PostgreSQL refuses to lock the nullable side of the join to the city.
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)

    def of_address(self, email: str) -> Self:
        """Those from a mail address, however it is written."""
        return self.filter(email=email)

    def approved_at(self, email: str) -> Self:
        """Those of an address that were approved, which an invitation to the address follows from."""
        return self.of_address(email).filter(state=Application.State.APPROVED)

    def of_same_city(self, application: "Application", entry: City | None = None) -> Self:
        """Others of the same city or organisation, whatever it was called in each.

        `entry` is that of the directory, where it has one: all names that it has are compared.
        """
        entry = entry or application.city
        partner = Q(kind=City.Kind.PARTNER)
        # A row that a process of yesterday's release has written has no keys yet.
        same = Q(name_keys__overlap=application.keys_meant(entry)) | Q(
            name_keys=[], city_name__iexact=application.city_name
        )
        same &= partner if application.is_partner else ~partner
        # A partner may leave it empty, and an older entry too: that is no other country.
        if application.country:
            same &= Q(country__in=[str(application.country), ""])
        if entry:
            same |= Q(city=entry)
        return self.filter(same).exclude(pk=application.pk)


class Application(models.Model):
    """A request of one city or partner to join the Forum, from its first mail to the decision.

    A city applies itself, and its application is *unconfirmed* until the address is proved. A partner's is
    opened by staff in state *invited*, naming the need it answers and the member cities that back it. Then it
    is *waiting* for the secretariat or *asked* something, until it is approved, declined or withdrawn.
    """

    class State(models.TextChoices):
        """What has happened to it last, and so who has to act."""

        INVITED = "invited", _("Invited to apply")
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        WAITING = "waiting", _("Waiting for us")
        ASKED = "asked", _("Waiting for the applicant")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Experience(models.TextChoices):
        """Where the applicant stands; it changes nothing about the decision."""

        STARTING = "starting", _("Starting out")
        SHARING = "sharing", _("Experience to share")

    UNDECIDED = (State.INVITED, State.UNCONFIRMED, State.WAITING, State.ASKED)
    OPEN = (State.WAITING, State.ASKED)
    DECIDED = (State.APPROVED, State.DECLINED)

    # One table for all kinds of applicants: they differ in what is asked, not in what happens then.
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
    # As it was typed, or copied from the entry: the answer stays what it was when the entry is renamed.
    city_name = models.CharField(_("city or organisation"), max_length=120)
    # Names are compared by these, as those of the directory are.
    name_keys = NameKeysField(of="city_name")
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), blank=True)

    # A name and an address, not an account: nobody has one before the invitation is accepted.
    person_name = NameField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = MailAddressField(_("e-mail address at work"), max_length=254)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)

    # Blank is allowed for all answers, since an invited partner's row exists before they are given.
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
    # The promised days count from here, not from `sent_at`: until then nobody knows that it is meant.
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True)
    # One that was declined and is taken up again waits anew; its address was confirmed when it was.
    taken_up_at = models.DateTimeField(_("taken up again on"), null=True, blank=True)
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
        indexes = [
            GinIndex(fields=["name_keys"], name="application_name_keys"),
            plain_index("city_name", "person_name", "email", name="application_plain"),
        ]
        # The states are written out: a class inside the body of another does not see its names.
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | (~Q(state__in=["approved", "declined"]) & Q(decided_at__isnull=True)),
                name="application_decision_has_its_moment",
                violation_error_message=_(
                    "A decision has its moment, and an application without a decision has none."
                ),
            ),
            # The last defence behind the lock of `confirm_application`. Without an entry `city` is empty.
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(state__in=["waiting", "asked"]),
                name="application_one_open_a_city",
                violation_error_message=_("This city has an application that waits for a decision already."),
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def waits_since(self) -> datetime | None:
        """The moment from which the promised days count: the confirmation, or when it was taken up again."""
        return self.taken_up_at or self.confirmed_at

    @property
    def local_name(self) -> str:
        """What it is called, in the reader's language where that has a name for it."""
        return local_name(self.city_name)

    def keys_meant(self, entry: City | None = None) -> list[str]:
        """Return the keys of all names that its city may have, of its entry in the directory as well."""
        own = (
            name_keys(self.city_name)
            if self.is_partner
            else keys_meant(self.city_name, str(self.country or ""))
        )
        return [*own, *(entry.keys if entry else ())]

    @property
    def is_undecided(self) -> bool:
        """Whether it may still be decided or withdrawn."""
        return self.state in self.UNDECIDED

    @property
    def is_open(self) -> bool:
        """Whether its address is confirmed and nothing is decided: it waits for one side or the other."""
        return self.state in self.OPEN

    @property
    def is_partner(self) -> bool:
        """Whether a partner applies, which has no tier."""
        return self.kind == City.Kind.PARTNER

    @property
    def open_clarification(self) -> "Clarification | None":
        """The oldest question without an answer, or None."""
        # Not by a filter, which would ask the database again for what the pages have fetched.
        return next(
            (clarification for clarification in self.clarifications.all() if not clarification.is_answered),
            None,
        )


# The states in the order of the work, not of their names: those that wait for us come first.
BY_WORK = Case(
    *(
        When(state=state, then=Value(place))
        for place, state in enumerate(
            ["waiting", "asked", "unconfirmed", "invited", "approved", "declined", "withdrawn"]
        )
    )
)


class Clarification(models.Model):
    """A question of the secretariat to an applicant with its answer; pages and mails call it «question»."""

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
        """Whether the applicant has answered."""
        return self.answered_at is not None
