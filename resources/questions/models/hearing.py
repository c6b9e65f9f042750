"""What is one person's alone: drafts, how they hear of questions, and which they follow or have muted."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.questions.models.question import Question


class QuestionDraft(models.Model):
    """What somebody has typed of a question and not asked yet; nobody else sees it.

    `typed` holds the answers of the form by the names of its fields, right or wrong.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.CASCADE,
        related_name="question_drafts",
    )
    typed = models.JSONField(_("what was typed"), default=dict)
    changed_at = models.DateTimeField(_("changed on"), db_default=Now())

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("draft of a question")
        verbose_name_plural = _("drafts of questions")

    named_by = ("author",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the form with this draft in it."""
        return reverse("resources:ask") + f"?draft={self.pk}"

    @property
    def title(self) -> str:
        """The question as far as it was typed."""
        title: Any = self.typed.get("title", "")
        return str(title) or str(_("A question without words yet"))


class Hearing(models.Model):
    """How somebody hears of new questions: in the weekly mail unless they chose otherwise."""

    class When(models.TextChoices):
        """When a question that was put to one's city reaches one."""

        AT_ONCE = "at-once", _("At once, on the themes I follow")
        WEEKLY = "weekly", _("In my weekly mail")
        NEVER = "never", _("On the page only")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="hearing",
    )
    when = models.CharField(_("new questions"), max_length=10, choices=When, default=When.WEEKLY)

    class Meta:
        verbose_name = _("choice of hearing of questions")
        verbose_name_plural = _("choices of hearing of questions")

    named_by = ("person",)

    def __str__(self) -> str:
        return str(self.When(self.when).label)


class WatchQuerySet(models.QuerySet["Watch"]):
    """Who hears of the answers to a question."""

    def listening(self) -> Self:
        """Those who want to hear of them."""
        return self.filter(hears=True)


class Watch(models.Model):
    """Somebody follows a question, and hears of each answer; or, with `hears` off, has muted it."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="watches"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="watches",
    )
    hears = models.BooleanField(_("hears of answers"), default=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed question")
        verbose_name_plural = _("followed questions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "person"],
                name="watch_once",
                violation_error_message=_("This person follows the question already, or has muted it."),
            )
        ]

    named_by = ("person", "question")

    def __str__(self) -> str:
        return f"{self.person}, {self.question}"
