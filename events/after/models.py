"""What is kept after an event: the rows of attendance reports, the survey, and the answers to it."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from events.after.standard import STANDARD, Standard
from events.places.models import Registration
from events.programme.models import Event

# As /privacy/ says it: the rows of a report, and what was written into a survey.
REPORTS_KEPT = timedelta(days=90)
WORDS_KEPT = timedelta(days=365)
# How long a survey is open after its event, unless another day is chosen.
SURVEY_OPEN = timedelta(days=14)
MOST_QUESTIONS, MOST_CHOICES = 5, 6


class AttendanceReport(models.Model):
    """A file of a meeting's tool that says who was there; it is not kept, its rows are for a while."""

    class Source(models.TextChoices):
        """Whose report it is."""

        ZOOM = "zoom", "Zoom"
        TEAMS = "teams", "Microsoft Teams"

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="attendance_reports"
    )
    source = models.CharField(_("from"), max_length=10, choices=Source)
    file_name = models.CharField(_("file"), max_length=200)
    # Of its bytes: the same file again is the same report.
    digest = models.CharField(max_length=64, editable=False)
    # Sentences on how it was read.
    notes = models.JSONField(default=list)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("read by")
    )
    read_at = models.DateTimeField(_("read on"), db_default=Now())
    # Since when presence is written from it; each answer given afterwards is written at once.
    written_at = models.DateTimeField(_("written down on"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attendance report")
        verbose_name_plural = _("attendance reports")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "digest"],
                name="attendance_report_once_an_event",
                violation_error_message=_("This report has been read already."),
            ),
            models.CheckConstraint(
                condition=Q(source__in=["zoom", "teams"]),
                name="attendance_report_source_is_known",
                violation_error_message=_("Choose one of the two."),
            ),
        ]

    named_by = ("event",)

    def __str__(self) -> str:
        return self.file_name


class AttendanceRowQuerySet(models.QuerySet["AttendanceRow"]):
    """The questions asked of the rows of reports."""

    def of(self, event: Event) -> Self:
        """Return the rows of all reports of an event."""
        return self.filter(report__event=event)

    def to_look_at(self) -> Self:
        """Return those that somebody has to decide about."""
        return self.filter(verdict=AttendanceRow.Verdict.UNCLEAR, answer="")

    def counted(self) -> Self:
        """Return those that say of somebody with a row at the event that they were there."""
        sure = Q(answer="", verdict__in=AttendanceRow.SURE, found__isnull=False)
        return self.filter(sure | Q(answer=AttendanceRow.Answer.PERSON, chosen__isnull=False))


class AttendanceRow(models.Model):
    """One participant of a report, all comings and goings together."""

    class Verdict(models.TextChoices):
        """Who it is, by what stands here; the values are stored."""

        ADDRESS = "address", _("Known by the address")
        NAME = "name", _("Known by the full name")
        GUEST = "guest", _("Guest")
        UNCLEAR = "unclear", _("To look at")

    class Answer(models.TextChoices):
        """What somebody of the secretariat said of it."""

        PERSON = "person", _("It is this person")
        OUT = "out", _("Left out")

    SURE = (Verdict.ADDRESS, Verdict.NAME)

    report = models.ForeignKey(AttendanceReport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    # Each coming and going: minutes (null where the report has none), from, to.
    parts = models.JSONField(default=list)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    found = models.ForeignKey(Registration, models.SET_NULL, null=True, related_name="+")
    # Keys of registrations that it may be, the likeliest first.
    offers = ArrayField(models.BigIntegerField(), default=list)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    chosen = models.ForeignKey(Registration, models.SET_NULL, null=True, related_name="+")

    objects = AttendanceRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("row of an attendance report")
        verbose_name_plural = _("rows of attendance reports")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="attendance_row_once_a_report",
                violation_error_message=_("This row is here already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_unclear(self) -> bool:
        """Whether somebody has to decide about it."""
        return self.verdict == self.Verdict.UNCLEAR and not self.answer

    @property
    def counts_for(self) -> int | None:
        """Return the key of the registration whose person was there by this row; None for nobody."""
        if self.answer:
            return self.chosen_id if self.answer == self.Answer.PERSON else None
        return self.found_id if self.verdict in self.SURE else None


class Survey(models.Model):
    """What those who were there are asked; it begins with the questions of `standard`."""

    event = models.OneToOneField(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="survey"
    )
    closes_at = models.DateTimeField(_("open until"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    named_by = ("event",)

    def __str__(self) -> str:
        return str(self.event)

    @property
    def ends_at(self) -> datetime:
        """Return until when it is open."""
        return self.closes_at or self.event.ends_at + SURVEY_OPEN

    @property
    def last_day(self) -> date:
        """Return the last day on which it is open, on the event's own clock."""
        return self.ends_at.astimezone(self.event.zone).date()

    def is_open(self, now: datetime) -> bool:
        """Return whether it takes answers at the time `now`."""
        return self.event.has_ended(now) and now < self.ends_at

    def takes_answers(self, now: datetime) -> bool:
        """Return whether there is something to answer at the time `now`."""
        return self.is_open(now) and self.questions.exists()


class SurveyQuestion(models.Model):
    """One question of a survey: one of some choices, or a free text.

    `standard` names one of our own questions, whose words are translated: then it has none of its own.
    """

    class Kind(models.TextChoices):
        """How it is answered."""

        CHOICE = "choice", _("One of these answers")
        WORDS = "words", _("In own words")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    standard = models.CharField(max_length=20, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CHOICE)
    text = models.CharField(_("question"), max_length=200, blank=True)
    choices = ArrayField(models.CharField(max_length=80), verbose_name=_("answers"), default=list, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "position"],
                name="survey_question_has_its_place",
                violation_error_message=_("Two questions stand in the same place."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "words"]),
                name="survey_question_kind_is_known",
                violation_error_message=_("Choose one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def ours(self) -> Standard | None:
        """Return our own question that it is; None for one in the secretariat's words."""
        return STANDARD.get(self.standard)

    @property
    def words(self) -> str:
        """Return the question, in the reader's language where it is one of ours."""
        return str(self.ours.text) if self.ours else self.text

    @property
    def labels(self) -> list[str]:
        """Return the answers to choose from, in their order."""
        return [str(label) for label in self.ours.choices] if self.ours else list(self.choices)

    @property
    def is_choice(self) -> bool:
        """Whether one of some answers is chosen."""
        return self.kind == self.Kind.CHOICE


class SurveyAnswer(models.Model):
    """What one person answered to one question; it can be changed while the survey is open."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="answers")
    registration = models.ForeignKey(
        Registration, verbose_name=_("place"), on_delete=models.CASCADE, related_name="survey_answers"
    )
    # Which of the question's answers, from 0 on.
    choice = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    words = models.TextField(_("own words"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered on"), db_default=Now())

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "registration"],
                name="survey_answer_once_a_person",
                violation_error_message=_("This question has been answered already."),
            )
        ]

    named_by = ("question",)

    def __str__(self) -> str:
        return str(self.question)

    @property
    def chosen(self) -> str:
        """The answer that was chosen, in its words; empty where there was none to choose."""
        labels = self.question.labels
        return labels[self.choice] if self.choice is not None and self.choice < len(labels) else ""
