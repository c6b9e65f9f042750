"""Cities that use a paper or a measure of another, what came of it, and the papers of a measure."""

import json
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.measures.models import A_TIME
from cities.models import City, Measure, Officer, User
from cities.talking.anonymity import names_itself, names_writer
from cities.talking.models import Attributed
from cities.talking.rules import seal_of
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.languages import LANGUAGE_CHOICES, own_name
from resources.library.models import Edition, Resource

UP = Q(taken_back_at__isnull=True, hidden_at__isnull=True)
# The web reads it while a lead has agreed to exactly what stands there.
PUBLIC = Q(public_seal=F("seal"))
ASKS_AGAIN = ~Q(public_seal="") & ~Q(public_seal=F("seal"))


class MeasurePaper(models.Model):
    """A paper that belongs to a measure: its city put it there, whoever wrote the paper."""

    measure = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.CASCADE, related_name="paper_links"
    )
    paper = models.ForeignKey(
        Resource, verbose_name=_("paper"), on_delete=models.CASCADE, related_name="measure_links"
    )
    added_at = models.DateTimeField(_("added on"), db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper of a measure")
        verbose_name_plural = _("papers of measures")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "paper"],
                name="measure_paper_once",
                violation_error_message=_("The paper belongs to this measure already."),
            )
        ]

    named_by: Any = ("paper__editions",)

    def __str__(self) -> str:
        return str(self.paper)


class UseQuerySet(models.QuerySet["Use"]):
    """Uses, by who asks and where they stand."""

    def of_open_rooms(self) -> Self:
        """Those whose part of the portal is open: papers always, measures with their room."""
        if the_forum().has_open(Room.MEASURES):
            return self.all()
        return self.filter(measure__isnull=True)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that the viewer may read: never of a paper or measure which they may not see themselves.

        Members and partners what is neither hidden nor taken back; the web what a lead agreed to show it; the
        people of the city their own in every state, while they see what it is of. Staff: all.
        """
        rows = self.of_open_rooms()
        if viewer.manages(Use):
            return rows
        papers = Resource.objects.visible_to(viewer).published().order_by().values("pk")
        measures = Measure.objects.visible_to(viewer).shown().order_by().values("pk")
        rows = rows.filter(Q(paper__in=papers) | Q(measure__in=measures))
        if not viewer.is_member:
            return rows.filter(UP & PUBLIC)
        return rows.filter(UP | Q(city__in=viewer.city_ids))

    def standing(self) -> Self:
        """Those that count: neither hidden nor taken back."""
        return self.filter(UP)

    def public(self) -> Self:
        """Those that everyone on the web reads who may see what they are of."""
        return self.filter(UP & PUBLIC)

    def asking_again(self) -> Self:
        """Those that the web read until something else stood there: a lead is asked."""
        return self.filter(UP & ASKS_AGAIN)

    def going_on(self) -> Self:
        """Those that count and have not stopped."""
        return self.standing().filter(stopped_at__isnull=True)

    def askable(self) -> Self:
        """Those of which the clock asks what came: of cities that take part, of what others still read."""
        papers = Q(paper__state=Resource.State.PUBLISHED)
        measures = Q(measure__shown_at__isnull=False, measure__hidden_at__isnull=True)
        taking_part = City.objects.taking_part().order_by().values("pk")
        return self.of_open_rooms().going_on().filter(papers | measures, city__in=taking_part)

    def with_things(self) -> Self:
        """Carry what each row is of, with its title: without the words of files, which are large."""
        editions = models.Prefetch("paper__editions", Edition.objects.defer("text"))
        rows = self.select_related("city", "paper", "measure__city").defer("paper__search")
        return rows.prefetch_related(editions)

    def latest_first(self) -> Self:
        """In the order of pages: the latest word first."""
        return self.order_by("-last_said_at", "-pk")

    def locked(self, pk: int) -> "Use":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


@keeps_words("changed", "began")
class Use(Attributed):
    """A city says that it uses a paper, or a measure of another city, and what it changed.

    `since` is a year, or a year and a month. `counts_from` is the day from which the clock counts six and
    twelve months. `seal` stands for all that is said here in a few letters, answers included; `public_seal`
    is that of the words which a lead of the city agreed to show to the web.
    """

    paper = models.ForeignKey(
        Resource,
        verbose_name=_("paper"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="uses",
    )
    measure = models.ForeignKey(
        Measure,
        verbose_name=_("measure"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="uses",
    )
    since = models.CharField(_("since"), max_length=7, validators=[RegexValidator(A_TIME)])
    changed = models.TextField(_("what we changed"), max_length=500)
    began = models.TextField(_("how it began"), max_length=300, blank=True)
    counts_from = models.DateField(_("counted from"))
    said_at = models.DateTimeField(_("said on"), db_default=Now())
    last_said_at = models.DateTimeField(_("last word on"), db_default=Now())
    stopped_at = models.DateTimeField(_("stopped on"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)
    seal = models.CharField(max_length=16, editable=False)
    public_seal = models.CharField(max_length=16, blank=True, default="", editable=False)
    public_agreed_at = models.DateTimeField(_("agreed to the web on"), null=True, blank=True)
    public_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agreed to the web by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = UseQuerySet.as_manager()

    class Meta:
        ordering = ["-last_said_at", "-pk"]
        verbose_name = _("use")
        verbose_name_plural = _("used by cities")
        indexes = [
            models.Index(fields=["paper", "-last_said_at", "-id"], name="use_of_paper"),
            models.Index(fields=["measure", "-last_said_at", "-id"], name="use_of_measure"),
        ]
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(paper__isnull=True, measure__isnull=False)
                | Q(paper__isnull=False, measure__isnull=True),
                name="use_is_of_one_thing",
                violation_error_message=_("A city uses a paper or a measure."),
            ),
            models.UniqueConstraint(
                fields=["city", "paper"],
                condition=Q(taken_back_at__isnull=True),
                name="use_of_paper_once_a_city",
                violation_error_message=_("The city has said already that it uses this."),
            ),
            models.UniqueConstraint(
                fields=["city", "measure"],
                condition=Q(taken_back_at__isnull=True),
                name="use_of_measure_once_a_city",
                violation_error_message=_("The city has said already that it uses this."),
            ),
            models.CheckConstraint(
                condition=Q(public_seal="") | Q(is_named=True, public_agreed_at__isnull=False),
                name="use_on_the_web_is_named",
                violation_error_message=_("The web reads what a city says with its name."),
            ),
        ]

    named_by: Any = ("city",)

    def __str__(self) -> str:
        return str(_("Used by %(city)s") % {"city": self.city})

    def get_absolute_url(self) -> str:
        """The place where it stands, among all that use the same."""
        return f"{self.all_url}#use-{self.pk}"

    @property
    def all_url(self) -> str:
        """The page of all cities that use the same."""
        if self.paper:
            return reverse("resources:paper_uses", args=[self.paper.slug])
        assert self.measure is not None  # noqa: S101 -- a constraint: it is of one thing
        return reverse("resources:measure_uses", args=[self.measure.city.slug, self.measure.slug])

    @property
    def thing(self) -> Any:
        """The paper or the measure that is used."""
        return self.paper or self.measure

    @property
    def thing_language(self) -> str:
        """The language in which the title of what is used is shown; empty where a paper has no text."""
        if self.measure:
            return self.measure.language
        edition = self.paper.edition_for_reader() if self.paper else None
        return edition.language if edition else ""

    @property
    def is_up(self) -> bool:
        """Whether others can read it: neither hidden nor taken back."""
        return not self.taken_back_at and not self.hidden_at

    @property
    def is_public(self) -> bool:
        """Whether everyone on the web reads it who may see what it is of."""
        return self.is_up and bool(self.public_seal) and self.public_seal == self.seal

    @property
    def asks_again(self) -> bool:
        """Whether the web read it until something else stood there."""
        return self.is_up and bool(self.public_seal) and self.public_seal != self.seal

    def seal_of(self, answers: Any) -> str:
        """Return what a lead agrees to, in a few letters: these words, and the answers that stand there."""
        said = [[it.station, it.outcome, it.text, it.language] for it in answers]
        return seal_of(json.dumps([self.language, self.since, self.changed, self.began, said]))


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """What cities are asked of their uses, by whether they have answered."""

    def up(self) -> Self:
        """The answers that stand there."""
        return self.filter(up_at__isnull=False)

    def unanswered(self) -> Self:
        """Those asked without an answer, and not asked anew at a later station.

        Also those with an answer by mail that goes up only when its writer says so.
        """
        later = FollowUp.objects.filter(use=OuterRef("use"), station__gt=OuterRef("station"))
        askable = Use.objects.askable().order_by().values("pk")
        no_answer = Q(answered_at=None) | Q(up_at=None, goes_up_at=None)
        return self.filter(no_answer, ~Exists(later), asked_at__isnull=False, use__in=askable)

    def waiting(self) -> Self:
        """Answers by mail that do not stand there yet."""
        return self.filter(answered_at__isnull=False, up_at__isnull=True)

    def held_from(self, person: User) -> Self:
        """Answers by mail that wait for somebody else, who still speaks for the city."""
        seats = Officer.objects.standing().filter(city=OuterRef("use__city"), person=OuterRef("author"))
        writers = seats.filter(person__is_active=True)
        return self.waiting().filter(Exists(writers)).exclude(author=person)

    def open_of(self, use: Use) -> "FollowUp | None":
        """Return what a use is asked now, or has answered by mail; None where nothing is open."""
        rows = self.filter(Q(asked_at__isnull=False) | Q(answered_at__isnull=False), use=use, up_at=None)
        return rows.order_by("-station").first()

    def for_staff(self) -> Self:
        """Those that were asked twice, or of which nobody could be asked."""
        return self.unanswered().filter(staff_since__isnull=False)

    def locked(self, pk: int) -> "FollowUp":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("use__city"), pk)


@keeps_words("text")
class FollowUp(models.Model):
    """What came of a use after six or twelve months, or later where the city stops: asked, and answered.

    An answer that came by mail waits until `goes_up_at`, or until its writer says so where that is empty.
    """

    class Station(models.IntegerChoices):
        """Which question it is: the months after which it is asked; a word of the city itself comes last."""

        HALF_A_YEAR = 6, _("after 6 months")
        YEAR = 12, _("after 12 months")
        LATER = 24, _("later")

    class Outcome(models.TextChoices):
        """What the city says: the first of the two questions."""

        GOES_ON = "goes-on", _("Yes, we still use it")
        NOTHING_YET = "nothing-yet", _("Yes, but nothing came of it yet")
        STOPPED = "stopped", _("No, we stopped")

    use = models.ForeignKey(Use, verbose_name=_("use"), on_delete=models.CASCADE, related_name="follow_ups")
    station = models.PositiveSmallIntegerField(_("after so many months"), choices=Station)
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    mails = models.PositiveSmallIntegerField(_("mails"), default=0, db_default=0)
    mailed_at = models.DateTimeField(_("last mail on"), null=True, blank=True)
    staff_since = models.DateTimeField(_("for the secretariat since"), null=True, blank=True)
    outcome = models.CharField(_("do you still use it"), max_length=12, choices=Outcome, blank=True)
    text = models.TextField(_("what came of it"), max_length=1000, blank=True)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_mail = models.BooleanField(_("came by mail"), default=False)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    goes_up_at = models.DateTimeField(_("goes up on"), null=True, blank=True)
    up_at = models.DateTimeField(_("went up on"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["station"]
        verbose_name = _("what came of a use")
        verbose_name_plural = _("what came of uses")
        constraints = [
            models.UniqueConstraint(
                fields=["use", "station"],
                name="follow_up_once_a_station",
                violation_error_message=_("This was asked already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, up_at__isnull=True, outcome="", text="")
                | Q(answered_at__isnull=False) & ~Q(outcome=""),
                name="follow_up_answer_is_whole",
                violation_error_message=_("An answer has its moment, and says whether it goes on."),
            ),
        ]

    named_by: Any = ("use__city",)

    def __str__(self) -> str:
        return str(_("What came of it: %(use)s") % {"use": self.use})

    @property
    def language_name(self) -> str:
        """The language it is written in, as its speakers call it."""
        return own_name(self.language)

    @property
    def has_stopped(self) -> bool:
        """Whether the city says here that it uses it no more."""
        return self.outcome == self.Outcome.STOPPED

    @property
    def mark(self) -> str:
        """What stands in this row, in a few letters: a page sends along which words it was made of."""
        return f"{self.station}-{seal_of(json.dumps([self.outcome, self.text]))}"

    @property
    def tells(self) -> list[str]:
        """What in its text tells which city wrote it, or who; nothing where that is named."""
        if self.use.is_named:
            return []
        said = [*names_itself(self.use.city, [self.text]), *names_writer(self.author, [self.text])]
        return list(dict.fromkeys(said))

    @property
    def waits(self) -> bool:
        """Whether it came by mail and does not stand there yet."""
        return bool(self.answered_at and not self.up_at)
