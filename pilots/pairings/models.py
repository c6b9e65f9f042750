"""Pairings: a peer city learns from one pilot city, along a shared plan."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Greatest, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import INCLUDES, Benefit
from cities.directory.viewer import Viewer
from cities.models import Circle, City, Membership, Theme
from icaforum.audit.models import Entry
from icaforum.audit.wording import keeps_words
from pilots.projects.models import PilotProject
from pilots.projects.states import ENDED, LIVE, RUNNING, PairingState


def _cities_with(benefit: Benefit) -> models.QuerySet[City]:
    """Return the cities in the Forum whose tier comes with this offer."""
    tiers = [tier for tier, offers in INCLUDES.items() if tier is not None and benefit in offers]
    return City.objects.filter(pk__in=Membership.objects.open().filter(tier__in=tiers).values("city"))


class PairingQuerySet(models.QuerySet["Pairing"]):
    """The questions asked of pairings."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the pairings of the viewer's cities; all of them for staff who may list pairings.

        Nobody else sees them, whatever their tier: a pairing is no shared object and has no level.
        """
        if viewer.manages(Pairing):
            return self.all()
        return self.filter(Q(pilot_city__in=viewer.city_ids) | Q(peer_city__in=viewer.city_ids))

    def proposed(self) -> Self:
        """Return those that wait for the yes of a city or of both."""
        return self.filter(state=Pairing.State.PROPOSED)

    def live(self) -> Self:
        """Return those that take up room at a pilot project: proposed and running ones."""
        return self.filter(state__in=Pairing.LIVE)

    def running(self) -> Self:
        """Return those whose cities work with each other, also while paused."""
        return self.filter(state__in=Pairing.RUNNING)

    def quiet(self, today: date, *, days: int) -> Self:
        """Return the active ones in which nothing happened for so many days, as `rules.quiet_days` counts.

        `today` is a day of the current time zone. A pairing with a city that pauses may be quiet.
        """
        since = today - timedelta(days=days)
        done = Milestone.objects.filter(pairing=OuterRef("pk"), done_on__gt=since)
        met = Exchange.objects.filter(pairing=OuterRef("pk"), starts_on__gt=since, starts_on__lte=today)
        begun = self.filter(state=Pairing.State.ACTIVE, active_since__date__lte=since)
        active = City.objects.taking_part()
        return begun.filter(~Exists(done), ~Exists(met), pilot_city__in=active, peer_city__in=active)

    def with_a_step_done(self, first: date, last: date) -> Self:
        """Return those in which a step was done from the first day to the last."""
        return self.filter(
            Exists(Milestone.objects.filter(pairing=OuterRef("pk"), done_on__range=(first, last)))
        )

    def without_a_word(self) -> Self:
        """Return those that ran and ended with no plan and no reason: nobody can say what came of them.

        Where a city left the Forum, its leaving is the reason.
        """
        # By the clock alone, as `Pairing.ended_by_departure` reads it.
        left = Entry.objects.filter(
            target_type=Pairing._meta.label_lower,
            target_id=Cast(OuterRef("pk"), CharField()),
            verb="withdrawn",
        ).filter(actor_id=None)
        ended = self.filter(state__in=Pairing.ENDED, active_since__isnull=False, end_note="")
        return ended.exclude(Exists(Milestone.objects.filter(pairing=OuterRef("pk")))).exclude(Exists(left))

    def with_last_activity(self, today: date) -> Self:
        """Annotate each with `last_activity`, the day from which `quiet` counts.

        `today` is a day of the current time zone.
        """
        done = Milestone.objects.filter(pairing=OuterRef("pk"), done_on__lte=today).order_by("-done_on")
        met = Exchange.objects.filter(pairing=OuterRef("pk"), starts_on__lte=today).order_by("-starts_on")
        # PostgreSQL's GREATEST passes over what is NULL.
        return self.annotate(
            last_activity=Greatest(
                TruncDate("active_since"),
                Subquery(done.values("done_on")[:1]),
                Subquery(met.values("starts_on")[:1]),
            )
        )

    def with_a_city_that_may_not(self) -> Self:
        """Return those of which one city is not in the Forum any more, or in a tier without pairings."""
        # `exclude` of both being allowed is «one of them is not»: NOT (a AND b).
        return self.exclude(
            pilot_city__in=_cities_with(Benefit.TAKE_PEERS), peer_city__in=_cities_with(Benefit.BE_PAIRED)
        )

    def with_cities(self) -> Self:
        """Return the rows with all that their title, state and project show, in two queries."""
        return self.select_related("project", "pilot_city", "peer_city", "theme").prefetch_related(
            "project__texts"
        )


class Pairing(models.Model):
    """A pilot city and a peer city that learn together about one theme, inside one pilot project.

    The secretariat proposes it with the reason; it is active only once a lead of each city has accepted.
    Ended ones stay, so that both cities can read their plan, and the same two may be paired again.
    """

    # The enumeration stands in `pilots.projects.states`; here it is reached by the model's name.
    State = PairingState
    RUNNING = RUNNING
    LIVE = LIVE
    ENDED = ENDED

    project = models.ForeignKey(
        PilotProject, verbose_name=_("pilot project"), on_delete=models.PROTECT, related_name="pairings"
    )
    pilot_city = models.ForeignKey(
        City, verbose_name=_("pilot city"), on_delete=models.PROTECT, related_name="pairings_as_pilot"
    )
    peer_city = models.ForeignKey(
        City, verbose_name=_("peer city"), on_delete=models.PROTECT, related_name="pairings_as_peer"
    )
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(_("scope in a sentence"), max_length=300)
    reason = models.TextField(_("why these two cities"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    # The two cities as a group, so that a document can be shown to exactly this pair by a grant.
    circle = models.OneToOneField(Circle, on_delete=models.PROTECT, related_name="pairing")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # By the database's clock, which all processes share.
    proposed_at = models.DateTimeField(_("proposed on"), db_default=Now())
    active_since = models.DateTimeField(_("active since"), null=True, blank=True)
    ends_on = models.DateField(_("planned until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    # One column for both: a pause's note is removed when the pairing goes on.
    end_note = models.TextField(_("why it was paused or ended"), max_length=2000, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(pilot_city=F("peer_city")),
                name="pairing_joins_two_cities",
                violation_error_message=_("A city cannot be paired with itself."),
            ),
            models.UniqueConstraint(
                fields=["project", "pilot_city", "peer_city"],
                # Literals, not `LIVE`: the condition is a part of the schema, and a migration has to follow a
                # change.
                condition=Q(state__in=["proposed", "active", "paused"]),
                name="pairing_one_live_a_pair",
                violation_error_message=_("These two cities are paired in this project already."),
            ),
        ]

    named_by = ("pilot_city", "peer_city")

    def __str__(self) -> str:
        return _("%(pilot)s and %(peer)s") % {"pilot": self.pilot_city, "peer": self.peer_city}

    def get_absolute_url(self) -> str:
        return reverse("pilots:pairing", args=[self.pk])

    @property
    def city_ids(self) -> tuple[int, int]:
        """Return the keys of the pilot city and of the peer city, in this order."""
        return self.pilot_city_id, self.peer_city_id

    @property
    def unfit_cities(self) -> list[City]:
        """Return those of the two cities that are not in the Forum now, or in a tier without pairings."""
        parts = ((self.pilot_city, Benefit.TAKE_PEERS), (self.peer_city, Benefit.BE_PAIRED))
        return [city for city, part in parts if not (city.membership and city.membership.includes(part))]

    @property
    def ended_by_departure(self) -> bool:
        """Return whether it ended because one of its cities left, or came to a tier without pairings.

        The clock ends those, and nothing else ends a pairing without a person.
        """
        withdrawn = Entry.objects.about(self).filter(verb="withdrawn")
        return self.state == self.State.WITHDRAWN and withdrawn.filter(actor_id=None).exists()

    @property
    def is_running(self) -> bool:
        """Return whether the two cities work with each other, also while paused."""
        return self.state in self.RUNNING


class Consent(models.Model):
    """One city's yes to a proposed pairing, said by one of its leads. A no ends the proposal instead."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="consents")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    # Nullable: the city's yes outlives the account of who said it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("on"), db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # Two leads of one city may press at once; the second yes is refused here and by the lock.
                fields=["pairing", "city"],
                name="consent_once_a_city",
                violation_error_message=_("This city has answered already."),
            )
        ]

    named_by = ("city", "pairing__pilot_city", "pairing__peer_city")

    def __str__(self) -> str:
        return f"{self.city}: {self.pairing}"


@keeps_words("title")
class Milestone(models.Model):
    """A step of a pairing's plan: what one of the two cities does, and by when. On pages it is a «step»."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("step"), max_length=160)
    owner = models.ForeignKey(City, verbose_name=_("whose step"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    # A day, not a moment: the plan is made of days.
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.title


@keeps_words("title", "people", "said", "next")
class Exchange(models.Model):
    """A meeting or a visit of the two cities: who was there, what was said, what comes next."""

    class Kind(models.TextChoices):
        """A visit has a host city, a meeting may be a call."""

        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="exchanges")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEETING)
    title = models.CharField(_("in a few words"), max_length=160)
    starts_on = models.DateField(_("date"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    host = models.ForeignKey(
        City,
        verbose_name=_("in which city"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    people = models.CharField(_("who was there"), max_length=500, blank=True)
    said = models.TextField(_("what was said"), max_length=4000, blank=True)
    next = models.TextField(_("what comes next"), max_length=2000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("meeting or visit")
        verbose_name_plural = _("meetings and visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="exchange_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                # A meeting needs none: it may be a call.
                condition=~Q(kind="visit") | Q(host__isnull=False),
                name="exchange_visit_has_a_host",
                violation_error_message=_("Say which of the two cities hosted the visit."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
