"""The interest of a city in a call for peers, and the projects that it names."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import LANGUAGE_CHOICES
from pilots.interest.models.call import LAST_ZONE, PeerCall
from pilots.projects.models import PilotProject
from pilots.projects.states import PairingState

MOST_WISHES = 3
"""How many projects a city may name."""

BETWEEN = "\x1e"
"""What stands between two answers: the sign for it, which nobody types."""


CAME_TO_NOTHING = (PairingState.DECLINED, PairingState.WITHDRAWN)
"""A city whose pairing ended so may be paired in the same call again."""


class InterestQuerySet(models.QuerySet["Interest"]):
    """Interests, by where they stand and by who may read them."""

    def visible_to(self, viewer: Viewer, now: datetime) -> Self:
        """The viewer's own; what was sent, for staff, and once closed for its pilot cities.

        These are those that it names, and the one with which it is paired.
        """
        own = Q(city__in=viewer.city_ids)
        if viewer.manages(Interest):
            return self.filter(own | Q(state=Interest.State.SENT))
        named = Wish.objects.filter(project__hosts__in=viewer.city_ids).order_by().values("interest")
        paired_with = Q(pairing__pilot_city__in=viewer.city_ids)
        closed = Q(call__closes_on__lt=(now + LAST_ZONE).date(), call__dropped_at=None)
        return self.filter(own | ((Q(pk__in=named) | paired_with) & Q(state=Interest.State.SENT) & closed))

    def sent(self) -> Self:
        """Those that the secretariat has."""
        return self.filter(state=Interest.State.SENT)

    def unsent(self) -> Self:
        """Those that a city has begun and not sent: what was sent and is being changed is none of them."""
        return self.filter(state=Interest.State.DRAFT)

    def paired(self) -> Self:
        """Those of which a pairing came that was neither declined nor withdrawn."""
        return self.filter(pairing__isnull=False).exclude(pairing__state__in=CAME_TO_NOTHING)

    def unpaired(self) -> Self:
        """Those of which no pairing came, or one that was declined or withdrawn."""
        return self.filter(Q(pairing=None) | Q(pairing__state__in=CAME_TO_NOTHING))

    def with_wishes(self) -> Self:
        """Return the rows with all that they show, in a constant number of statements."""
        return self.select_related("call", "city", "lead", "deputy", "pairing").prefetch_related(
            "wishes__project__texts", "wishes__project__hosts"
        )

    def locked(self, pk: int) -> "Interest":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("call", "city"), pk)


@keeps_words("challenge", "goals", "gives_back", "backing")
class Interest(models.Model):
    """What a city answers to a call for peers: its challenge, its wishes, and who takes part.

    `typed` is what stands in the form, by the name of the field, right or wrong: it is kept while somebody
    types, and is seen by the city alone. The columns are what was sent. `answers` follow the questions of the
    call, with `BETWEEN` between two.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent in")
        WITHDRAWN = "withdrawn", _("Taken back")

    call = models.ForeignKey(
        PeerCall, verbose_name=_("call for peers"), on_delete=models.PROTECT, related_name="interests"
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="peer_interests"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    typed: Any = models.JSONField(_("what was typed"), default=dict, blank=True)
    challenge = models.TextField(_("challenge"), max_length=3000, blank=True)
    goals = models.TextField(_("learning goals"), max_length=2000, blank=True)
    gives_back = models.TextField(_("what it gives back"), max_length=2000, blank=True)
    backing = models.CharField(_("who backs it"), max_length=300, blank=True)
    # A text and no list, so that a name can be taken out of it as of all other texts.
    answers = models.TextField(_("answers"), blank=True)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES, default="en")
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages to work in"), default=list, blank=True
    )
    hours = models.PositiveSmallIntegerField(_("hours a month"), null=True, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("first person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("second person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Who typed last: reminded, and empty once that person is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Before the call closes, while it is not sent: twice at most.
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0, db_default=0)
    changed_at = models.DateTimeField(_("changed on"), db_default=Now())
    sent_at = models.DateTimeField(_("sent in on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    pairing = models.OneToOneField(
        "pilots.Pairing",
        verbose_name=_("pairing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interest",
    )
    # By wish, why it came to nothing: {"12": "full"}; the words stand in `matching`.
    unmet: Any = models.JSONField(_("wishes not met"), default=dict, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "city"],
                name="interest_once_a_city",
                violation_error_message=_("This city has one already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="interest_sent_has_its_moment",
                violation_error_message=_("What was sent in has its moment."),
            ),
        ]

    named_by = ("city", "call")

    def __str__(self) -> str:
        return f"{self.city}: {self.call}"

    def get_absolute_url(self) -> str:
        """The address of what was sent, as pilot cities read it."""
        return reverse("pilots:peer_call_interest", args=[self.call.slug, self.pk])

    @property
    def is_sent(self) -> bool:
        """Whether the secretariat has it."""
        return self.state == self.State.SENT

    @property
    def has_pairing(self) -> bool:
        """Whether a pairing came of it that was neither declined nor withdrawn."""
        return self.pairing is not None and self.pairing.state not in CAME_TO_NOTHING

    @property
    def is_changed(self) -> bool:
        """Whether something was typed since it was sent, which nobody else sees."""
        return self.is_sent and bool(self.typed)

    @property
    def answer_list(self) -> list[str]:
        """The answers to the questions of the call, in their order; those left empty too."""
        return self.answers.split(BETWEEN) if self.answers else []

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The questions of the call with the city's answers, without those left empty."""
        return [pair for pair in zip(self.call.asked, self.answer_list, strict=False) if pair[1]]

    @property
    def people(self) -> list[Any]:
        """Who takes part, the first person first; whoever was erased is left out."""
        return [person for person in (self.lead, self.deputy) if person]


class Wish(models.Model):
    """A project that a city names in its interest; the first wish is number 1."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="wishes")
    project = models.ForeignKey(
        PilotProject, verbose_name=_("pilot project"), on_delete=models.PROTECT, related_name="wishes"
    )
    number = models.PositiveSmallIntegerField(_("number of the wish"))

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "number"],
                name="wish_once_a_number",
                violation_error_message=_("Two projects have the same number."),
            ),
            models.UniqueConstraint(
                fields=["interest", "project"],
                name="wish_once_a_project",
                violation_error_message=_("This project is named twice."),
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_WISHES)),
                name="wish_number_in_bounds",
                violation_error_message=_("Three projects at most."),
            ),
        ]

    named_by = ("interest__city", models.Prefetch("project__texts"))

    def __str__(self) -> str:
        return f"{self.number}: {self.project}"
