"""Lessons-learned drafts: papers made of a question and its answers, once each city quoted has agreed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City
from cities.talking.models import Attributed
from cities.talking.rules import seal_of
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import own_name
from resources.library import languages
from resources.library.models import Resource
from resources.questions.models import Answer, Question

# Of an answer that was taken back, or is hidden, nothing is quoted; the words of the asker have no answer.
_STANDS = Q(answer__isnull=True) | Q(
    answer__up_at__isnull=False, answer__hidden_at__isnull=True, answer__taken_back_at__isnull=True
)

# What a paper says at most: as long as the text of an edition.
LONGEST = 20_000


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Drafts, by where they stand and who may open them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the viewer's cities, and all for the secretariat; a city quoted has a page of its own."""
        if viewer.manages(Lesson):
            return self
        return self.filter(question__in=Question.objects.visible_to(viewer).filter(city__in=viewer.city_ids))

    def open(self) -> Self:
        """Those that are neither in the library nor given up."""
        return self.filter(given_up_at__isnull=True, in_library_at__isnull=True)

    def ready(self) -> Self:
        """The open ones in which every city quoted has said yes or no, and another than the asker's yes."""
        quotes = Quote.objects.standing().filter(lesson=OuterRef("pk"))
        others = quotes.exclude(city=OuterRef("question__city"))
        return (
            self.open()
            .filter(Exists(others.filter(state=Quote.State.AGREED)))
            .exclude(Exists(quotes.asked()))
        )

    def to_publish(self) -> Self:
        """Those that are a draft of the library, which nobody has published yet."""
        return self.filter(resource__state=Resource.State.DRAFT)

    def to_tell(self) -> Self:
        """Those that others read in the library, of which the cities in them were not told yet."""
        return self.filter(resource__state=Resource.State.PUBLISHED, told_at=None)

    def locked(self, pk: int) -> "Lesson":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("question__city"), pk)


@keeps_words("title")
class Lesson(models.Model):
    """A paper that becomes of a question: its title, and the words of each city in it (`quotes`)."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="lessons"
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("written in"), max_length=10, choices=languages.CHOICES)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made on"), db_default=Now())
    given_up_at = models.DateTimeField(_("given up on"), null=True, blank=True)
    in_library_at = models.DateTimeField(_("put into the library on"), null=True, blank=True)
    told_at = models.DateTimeField(_("cities told that it is published"), null=True, blank=True)
    resource = models.OneToOneField(
        Resource,
        verbose_name=_("paper"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lesson",
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("lessons-learned draft")
        verbose_name_plural = _("lessons-learned drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(given_up_at__isnull=True, in_library_at__isnull=True),
                name="lesson_once_a_question",
                violation_error_message=_("There is a draft of this question already."),
            ),
            models.CheckConstraint(
                condition=Q(given_up_at__isnull=True) | Q(in_library_at__isnull=True),
                name="lesson_ends_once",
                violation_error_message=_("A draft is put into the library or given up."),
            ),
        ]

    named_by = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page, for the city that asked and the secretariat."""
        return reverse("resources:lesson", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is neither in the library nor given up."""
        return not self.given_up_at and not self.in_library_at


def _lapsed() -> Q:
    here = City.objects.members().order_by().values("pk")
    return Q(state=Quote.State.ASKED) & ~Q(city__in=here)


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Quotes, by what their cities say."""

    def standing(self) -> Self:
        """Those whose answer can still be read under its question."""
        return self.filter(_STANDS)

    def kept(self) -> Self:
        """Those that are in the paper, or would be."""
        rows = self.standing().exclude(state__in=GONE)
        return rows.exclude(_lapsed())

    def of_papers(self) -> Self:
        """Those that stand in a paper that was made, or were taken out of it afterwards."""
        states = (Quote.State.AGREED, Quote.State.TAKEN_OUT)
        return self.filter(lesson__in_library_at__isnull=False, state__in=states)

    def asked(self) -> Self:
        """Those that wait for the word of their city.

        One that has left the Forum without an answer is asked no more: its silence counts as a no.
        """
        return self.standing().filter(state=Quote.State.ASKED).exclude(_lapsed())

    def seem_asked(self) -> Self:
        """Those of which the city that makes the paper is told that they wait.

        Also those not named of a city that has left: that they wait no more would tell which city it is.
        """
        return self.standing().filter(state=Quote.State.ASKED).exclude(_lapsed(), is_named=True)

    def lapsed(self) -> Self:
        """Those whose city left the Forum before it answered."""
        return self.standing().filter(_lapsed())

    def agreed(self) -> Self:
        """Those whose city agreed."""
        return self.standing().filter(state=Quote.State.AGREED)

    def waiting(self) -> Self:
        """Those of open drafts whose city has not answered."""
        return self.asked().filter(lesson__given_up_at__isnull=True, lesson__in_library_at__isnull=True)

    def locked(self, pk: int) -> "Quote":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "answer"), pk)


@keeps_words("words")
class Quote(Attributed):
    """The words of one city in a draft, and whether the city agreed to exactly these.

    `answer` is the answer they are from; empty where they are the question and what its asker took from it.
    """

    class State(models.TextChoices):
        """What the city says to being quoted like this."""

        ASKED = "asked", _("Asked, has not answered")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Said no")
        LEFT_OUT = "left-out", _("Left out")
        TAKEN_OUT = "taken-out", _("Taken out of the paper")

    lesson = models.ForeignKey(
        Lesson, verbose_name=_("draft"), on_delete=models.CASCADE, related_name="quotes"
    )
    answer = models.ForeignKey(
        Answer,
        verbose_name=_("answer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
    )
    words = models.TextField(_("words"), max_length=LONGEST)
    state = models.CharField(_("what the city says"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked on"), db_default=Now())
    reminded_at = models.DateTimeField(_("asked again on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    taken_out_because = models.CharField(
        _("why it was taken out"), max_length=500, blank=True, default="", db_default=""
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            *Attributed.Meta.constraints,
            models.UniqueConstraint(
                fields=["lesson", "answer"],
                name="quote_once_an_answer",
                nulls_distinct=False,
                violation_error_message=_("This answer is quoted already."),
            ),
        ]

    named_by = ("lesson",)

    def __str__(self) -> str:
        return str(_("Quote in “%(lesson)s”") % {"lesson": self.lesson})

    def get_absolute_url(self) -> str:
        """The page on which its city says yes or no."""
        return reverse("resources:quote", args=[self.pk])

    @property
    def is_in_paper(self) -> bool:
        """Whether the city agreed, and a paper was made with its words, which they stand in."""
        return self.state == self.State.AGREED and self.lesson.in_library_at is not None

    @property
    def source(self) -> str:
        """The answer that the words are from, as it stands; or the question and what was taken from it."""
        if self.answer:
            return self.answer.text
        question = self.lesson.question
        return "\n\n".join(filter(None, (question.title, question.details, question.summary)))

    @property
    def is_unchanged(self) -> bool:
        """Whether the words are the answer, word for word."""
        return self.words.split() == self.source.split()

    @property
    def words_language(self) -> str:
        """The language of the words: that of the answer where they are parts of it, else that of the paper.

        Whoever makes a paper may shorten an answer, or translate it.
        """
        source = " ".join(self.source.split())
        parts = (" ".join(line.split()) for line in self.words.splitlines())
        return self.language if all(part in source for part in parts) else self.lesson.language

    @property
    def words_language_name(self) -> str:
        """The language of the words, as its speakers call it."""
        return own_name(self.words_language)

    @property
    def seal(self) -> str:
        """What is agreed to, in a few letters: other words, another name or none have another seal."""
        return seal_of(str(self.is_named), self.band, self.region, self.words)


GONE = (Quote.State.DECLINED, Quote.State.LEFT_OUT, Quote.State.TAKEN_OUT)
"""The states of words that are not in the paper, or would not be."""
