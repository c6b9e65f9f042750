"""Questions that cities ask each other, their answers, and who hears of them."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City
from cities.sharing.models import CircleGrant, PersonGrant, Shared, SharedQuerySet
from cities.talking.models import Attributed
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words

# At most so many dots of answers are drawn.
DOTS = 6


# Where a question of the lists stands, which rows and filters ask alike.
WAITS = Q(first_answer_at__isnull=True, closed_at__isnull=True)
IS_ANSWERED = Q(first_answer_at__isnull=False, summed_up_at__isnull=True)
IS_SUMMED_UP = Q(summed_up_at__isnull=False)


class QuestionQuerySet(SharedQuerySet):
    """Questions by state and for lists; `visible_to` comes from `SharedQuerySet`."""

    def in_force(self) -> Q:
        """Return the condition that a question can be read by those it was put to."""
        return Q(hidden_at__isnull=True)

    def own_of(self, viewer: Viewer) -> Q:
        """Return the condition of the questions of the viewer's own cities."""
        return Q(city__in=viewer.city_ids)

    def listed(self) -> Self:
        """Those for lists: neither hidden nor named a double of another."""
        return self.filter(self.in_force(), double_of__isnull=True)

    def waiting(self) -> Self:
        """Those of the lists that are open and have no answer yet."""
        return self.listed().filter(WAITS)

    def for_staff(self) -> Self:
        """Those that wait for so long that the secretariat looks for somebody who answers.

        Not those of a city that pauses or has left: nothing waits there.
        """
        return self.waiting().filter(staff_since__isnull=False, city__in=City.objects.taking_part())

    def of_the_departed(self) -> Self:
        """The open ones of cities that have left the Forum, and are named.

        Of one that is not named nothing may end with its city: that would tell which city it is.
        """
        here = City.objects.members().order_by().values("pk")
        return self.filter(is_named=True, closed_at__isnull=True).exclude(city__in=here)

    def answered(self) -> Self:
        """Those of the lists with an answer and without a summary."""
        return self.listed().filter(IS_ANSWERED)

    def summed_up(self) -> Self:
        """Those of the lists of which the asker wrote what the city took from it."""
        return self.listed().filter(IS_SUMMED_UP)

    def for_list(self) -> Self:
        """Carry what a row of a list shows: the city, the themes, and the marks of the answers."""
        up = Answer.objects.up().filter(question=OuterRef("pk"))
        # True where it helped, the first answers first, and as many as are drawn.
        marks = up.order_by("pk").values(has_helped=Q(helped_at__isnull=False))[:DOTS]
        numbers = up.order_by().values("question")
        return (
            self.defer("search")
            .select_related("city")
            .prefetch_related("themes")
            .annotate(
                marks=ArraySubquery(marks),
                answers_count=models.Subquery(numbers.annotate(n=Count("pk")).values("n")),
                helped_count=models.Subquery(
                    numbers.filter(helped_at__isnull=False).annotate(n=Count("pk")).values("n")
                ),
            )
        )

    def locked(self, pk: int) -> "Question":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


@keeps_words("title", "details", "tried", "summary")
class Question(Shared, Attributed):
    """A question of one city to others: those it was put to may see it, and nobody else but staff.

    `asked_of` says whom it was put to; what it means for who may see it is the level, and grants to circles
    that are written once, when it is asked. It can be opened to all later and is never narrowed.
    """

    class AskedOf(models.TextChoices):
        """Whom a question is put to."""

        ALL = "all", _("All members")
        PEERS = "peers", _("Peer and pilot cities")
        THEMES = "themes", _("Cities with these themes")
        CITY = "city", _("One city")

    title = models.CharField(_("what do you want to know"), max_length=200)
    details = models.TextField(_("what exactly do you want to know"), max_length=4000, blank=True)
    tried = models.TextField(_("what have you tried"), max_length=4000, blank=True)
    themes = models.ManyToManyField(
        "cities.Theme", verbose_name=_("themes"), blank=True, related_name="questions"
    )
    asked_of = models.CharField(_("who is asked"), max_length=10, choices=AskedOf, default=AskedOf.ALL)
    asks_partners = models.BooleanField(_("also partners with this expertise"), default=False)
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    edited_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    first_answer_at = models.DateTimeField(_("first answer on"), null=True, blank=True)
    last_answer_at = models.DateTimeField(_("last answer on"), null=True, blank=True)
    summary = models.TextField(_("what we took from it"), max_length=4000, blank=True)
    summed_up_at = models.DateTimeField(_("summed up on"), null=True, blank=True)
    summary_edited_at = models.DateTimeField(_("summary changed on"), null=True, blank=True)
    # Of whom the summary is: somebody of the city, or of the secretariat where the city did not write one.
    summed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("summed up by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # As they wrote it: who joins the secretariat later was not of it then.
    summed_up_by_staff = models.BooleanField(_("summed up by the secretariat"), db_default=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by_leaving = models.BooleanField(
        _("closed because the city has left"), default=False, db_default=False
    )
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)
    double_of = models.ForeignKey(
        "self",
        verbose_name=_("a double of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="doubles",
    )
    # Told by the clock: that nobody has answered yet, and that a summary would help.
    # Since when it waits for the secretariat to find somebody who answers.
    staff_since = models.DateTimeField(_("waits for the secretariat since"), null=True, blank=True)
    told_unanswered_at = models.DateTimeField(_("told that nobody answered"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded to sum up"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample content"), default=False)
    # Written by `resources.questions.search` alone.
    search = SearchVectorField(editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    # What a list carries beside its rows: see `for_list`, and `_readable_first` in `listing`.
    is_foreign: int
    marks: list[bool]
    answers_count: int | None
    helped_count: int | None

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="question_newest"),
            models.Index(
                fields=["asked_at"],
                condition=Q(first_answer_at__isnull=True, closed_at__isnull=True, hidden_at__isnull=True),
                name="question_waits",
            ),
            GinIndex(fields=["search"], name="question_search"),
        ]
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(asked_of="all", level=Level.GENERAL)
                | Q(asked_of="peers", level=Level.PEER)
                | Q(asked_of__in=["themes", "city"], level=Level.NAMED),
                name="question_is_seen_by_those_asked",
                violation_error_message=_("Whoever is asked may see it, and nobody else."),
            ),
            models.CheckConstraint(
                condition=Q(summed_up_at__isnull=True, summary="")
                | Q(summed_up_at__isnull=False) & ~Q(summary=""),
                name="question_summary_has_its_moment",
                violation_error_message=_("A summary has its moment."),
            ),
            models.CheckConstraint(
                condition=~Q(double_of=F("id")),
                name="question_is_no_double_of_itself",
                violation_error_message=_("A question is no double of itself."),
            ),
        ]

    named_by = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("resources:question", args=[self.pk])

    def own_cities(self) -> models.QuerySet[City]:
        """Return the city that asks: its people see the question in every state."""
        return City.objects.filter(pk=self.city_id)

    @property
    def is_closed(self) -> bool:
        """Whether no more answers are taken: it was closed, hidden, or leads to another."""
        return bool(self.closed_at or self.hidden_at or self.double_of_id)

    @property
    def left_by_its_city(self) -> bool:
        """Whether it was closed because its city left, which is said of one that is named alone."""
        return self.closed_by_leaving and self.is_named

    @property
    def state_in_words(self) -> str:
        """Where it stands, for the reader of a list."""
        if self.summed_up_at:
            return str(_("Summed up"))
        if self.first_answer_at:
            return str(_("Answered"))
        if self.left_by_its_city:
            return str(_("%(city)s has left the Forum") % {"city": self.city})
        return str(_("Closed")) if self.closed_at else str(_("Waiting for a first answer"))


class QuestionPersonGrant(PersonGrant):
    """One person may see one question."""

    content_object = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="person_grants")


class QuestionCircleGrant(CircleGrant):
    """The cities of one circle may see one question: those it was put to."""

    content_object = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="circle_grants")


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, by whether they can be read."""

    def up(self) -> Self:
        """Those that stand under their question."""
        return self.filter(up_at__isnull=False, hidden_at__isnull=True, taken_back_at__isnull=True)

    def waiting(self) -> Self:
        """Those that came by mail and do not stand there yet."""
        return self.filter(up_at__isnull=True, taken_back_at__isnull=True, hidden_at__isnull=True)

    def locked(self, pk: int) -> "Answer":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "question__city"), pk)


@keeps_words("text")
class Answer(Attributed):
    """An answer to a question, or what the city that asked adds to it (`is_of_asker`).

    One that came by mail waits until `goes_up_at`, or until its writer says so where that is empty.
    """

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="answers"
    )
    text = models.TextField(_("answer"), max_length=20_000)
    is_of_asker = models.BooleanField(_("of the city that asked"), default=False)
    did_not_work = models.BooleanField(_("it did not work for us"), default=False)
    by_mail = models.BooleanField(_("came by mail"), default=False)
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    goes_up_at = models.DateTimeField(_("goes up on"), null=True, blank=True)
    up_at = models.DateTimeField(_("went up on"), null=True, blank=True)
    edited_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    helped_at = models.DateTimeField(_("helped on"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(
                fields=["goes_up_at"],
                condition=Q(up_at__isnull=True, taken_back_at__isnull=True),
                name="answer_waits",
            ),
        ]
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(helped_at__isnull=True) | Q(is_of_asker=False),
                name="answer_helps_another_city",
                violation_error_message=_("A city marks answers of others."),
            ),
        ]

    named_by = ("question",)

    def __str__(self) -> str:
        return str(_("Answer to “%(question)s”") % {"question": self.question})

    def get_absolute_url(self) -> str:
        """The place on the page of its question where it stands."""
        return f"{self.question.get_absolute_url()}#answer-{self.pk}"

    @property
    def is_up(self) -> bool:
        """Whether it can be read under its question."""
        return bool(self.up_at and not self.hidden_at and not self.taken_back_at)
