"""What a text says in short, in another language: written by a member, checked by whoever wrote the text."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Cast, Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City
from cities.talking.models import Attributed
from icaforum.audit.as_read import mark_of
from icaforum.audit.locks import locked
from icaforum.audit.models import Entry
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.times import request_now
from resources.library.models.resource import Resource
from resources.questions.models import Answer, Question

LONGEST = 600
# How long it waits for the city that wrote the text, until it is the secretariat's to check.
STAFF_AFTER = timedelta(days=14)
# What a text in short can be of: the fields of a row that name it.
THINGS = ("resource", "question", "answer")


# Which changes of a paper in a language change what is said in short of it.
WORDS_OF_PAPERS = ("title", "summary", "body", "what_did_not_work", "file", "link")


class BriefQuerySet(models.QuerySet["Brief"]):
    """Texts in short, by where they stand; `up` those that everybody reads who sees the whole."""

    def standing(self) -> Self:
        """Those that were neither taken back nor declined."""
        return self.filter(ended_at__isnull=True)

    def up(self) -> Self:
        """Those that were checked."""
        return self.standing().filter(checked_at__isnull=False)

    def waiting(self) -> Self:
        """Those that nobody has checked."""
        return self.standing().filter(checked_at__isnull=True)

    def with_changed(self) -> Self:
        """Carry in `has_changed` whether the whole text says something else since this was checked."""
        said = Entry.objects.filter(
            target_type="resources.resource",
            target_id=Cast(OuterRef("resource_id"), models.CharField()),
            verb="changed a language",
            at__gt=OuterRef("checked_at"),
            details__fields__has_any_keys=list(WORDS_OF_PAPERS),
        )
        asked = Q(question__edited_at__gt=F("checked_at")) | Q(question__summed_up_at__gt=F("checked_at"))
        asked |= Q(question__summary_edited_at__gt=F("checked_at"))
        changed = asked | Q(answer__edited_at__gt=F("checked_at")) | Q(Exists(said))
        return self.annotate(has_changed=ExpressionWrapper(changed, models.BooleanField()))

    def to_look_at(self) -> Self:
        """Those that nobody has checked, or whose whole text has changed since."""
        rows = self.standing().with_changed()
        return rows.filter(Q(checked_at__isnull=True) | Q(has_changed=True))

    def for_staff(self) -> Self:
        """Those that wait for the secretariat: of a paper without a city, or waiting for too long.

        Of a question or an answer only while their room is open.
        """
        rows = self.to_look_at()
        if not the_forum().has_open(Room.QUESTIONS):
            rows = rows.filter(resource__isnull=False)
        from_cities = Resource.cities.through.objects.values("resource")
        nobody = Q(resource__isnull=False) & ~Q(resource__in=from_cities)
        late = self.waiting().waiting_since(request_now() - STAFF_AFTER).order_by().values("pk")
        return rows.filter(nobody | Q(pk__in=late))

    def waiting_since(self, moment: datetime) -> Self:
        """Those that wait since this moment or longer, of what nobody has checked."""
        since = Coalesce("sent_back_at", "written_at")
        return self.alias(waits_since=since).filter(waits_since__lte=moment)

    def back_to_checking(self, at: datetime) -> None:
        """Let those that were checked be read by nobody else until they are checked anew.

        For whoever takes words out of the whole text, who makes its index anew afterwards.
        """
        self.up().update(
            checked_at=None,
            checked_by=None,
            reminded_at=None,
            text_before="",
            sent_back_at=at,
            told_back_at=None,
        )

    def to_tell(self) -> Self:
        """Those that wait to be checked anew, of which nobody was told yet."""
        return self.waiting().filter(sent_back_at__isnull=False, told_back_at__isnull=True)

    def of_whom(self, viewer: Viewer) -> Q:
        """Return the condition that it is of a text of one of the viewer's cities, who check it."""
        return self.of_cities(viewer.city_ids)

    def of_cities(self, cities: Collection[int]) -> Q:
        """Return the condition that it is of a text of one of these cities."""
        own = Resource.cities.through.objects.filter(city__in=cities).values("resource")
        asked, answered = Q(question__city__in=cities), Q(answer__city__in=cities)
        return Q(resource__in=own) | asked | answered

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of texts that the viewer sees; unchecked ones for writers, checkers and staff alone."""
        rows = self.of_seen(viewer)
        if viewer.manages(Brief):
            return rows
        return rows.standing().filter(Q(checked_at__isnull=False) | self.concerning(viewer))

    def ended_for(self, viewer: Viewer) -> Self:
        """Those that ended, for the cities that they concern: whose page may still be open."""
        return self.of_seen(viewer).filter(self.concerning(viewer), ended_at__isnull=False)

    def of_seen(self, viewer: Viewer) -> Self:
        """Those of texts that the viewer sees."""
        seen = Q(resource__in=Resource.objects.visible_to(viewer).published().values("pk"))
        if the_forum().has_open(Room.QUESTIONS):
            questions = Question.objects.visible_to(viewer)
            answers = Answer.objects.up().filter(question__in=questions.values("pk"))
            seen |= Q(question__in=questions.values("pk")) | Q(answer__in=answers.values("pk"))
        return self.filter(seen)

    def concerning(self, viewer: Viewer) -> Q:
        """Return the condition that one of the viewer's cities wrote it, or the whole text."""
        return Q(city__in=viewer.city_ids) | self.of_whom(viewer)

    def locked(self, pk: int) -> "Brief":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related(*THINGS), pk)


class Brief(Attributed):
    """What a paper, a question or an answer says, in some sentences of another language.

    It waits until somebody of the city that wrote the text has checked it. Ended: its writer took it back, or
    it was declined, with the reason in `ended_because`.
    """

    resource = models.ForeignKey(
        Resource,
        verbose_name=_("paper"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="briefs",
    )
    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="briefs",
    )
    answer = models.ForeignKey(
        Answer,
        verbose_name=_("answer"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="briefs",
    )
    text = models.TextField(_("in short"), max_length=LONGEST)
    # What its writer had said, where whoever checked it put in other words.
    text_before = models.TextField(
        _("before it was corrected"), max_length=LONGEST, blank=True, default="", db_default=""
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    reminded_at = models.DateTimeField(_("asked again on"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Words were taken out of the paper, which it may repeat: it waits to be checked anew.
    sent_back_at = models.DateTimeField(_("to be checked anew since"), null=True, blank=True)
    told_back_at = models.DateTimeField(_("told that it waits again"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_because = models.CharField(_("why it does not stand"), max_length=500, blank=True)

    objects = BriefQuerySet.as_manager()

    has_changed: bool  # from `with_changed`

    class Meta:
        ordering = ["pk"]
        verbose_name = _("text in short")
        verbose_name_plural = _("texts in short")
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(resource__isnull=False, question__isnull=True, answer__isnull=True)
                | Q(resource__isnull=True, question__isnull=False, answer__isnull=True)
                | Q(resource__isnull=True, question__isnull=True, answer__isnull=False),
                name="brief_is_of_one_text",
                violation_error_message=_("It is of one paper, question or answer."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[thing, "language"],
                    condition=Q(ended_at__isnull=True),
                    name=f"brief_one_a_language_of_{thing}",
                    violation_error_message=_("There is one in this language already."),
                )
                for thing in THINGS
            ),
        ]

    named_by = (
        "question",
        "answer__question",
        models.Prefetch("resource", Resource.objects.defer("search").prefetch_related(*Resource.named_by)),
    )

    def __str__(self) -> str:
        what = {"language": self.language_name, "title": self.title}
        return gettext("In short, in %(language)s: %(title)s") % what

    def get_absolute_url(self) -> str:
        """The address of its page, where it is checked, or taken back."""
        return reverse("resources:brief", args=[self.pk])

    @property
    def thing(self) -> Any:
        """The paper, question or answer."""
        return self.resource or self.question or self.answer

    @property
    def whole(self) -> Any:
        """The question or answer, which says whether its city is named; this row itself for a paper.

        Who is not named at a paper checks nothing there.
        """
        return self if self.resource_id else self.thing

    @property
    def title(self) -> str:
        """What the text is called."""
        return str(self.answer.question) if self.answer else str(self.thing)

    @property
    def owners(self) -> models.QuerySet[City]:
        """The cities whose people check it: of the question, of the answer, or those a paper is from."""
        if self.resource:
            return self.resource.cities.all()
        return City.objects.filter(pk=self.thing.city_id)

    @property
    def mark(self) -> str:
        """The mark of what is decided about: the words, and whether and when they were checked."""
        return mark_of(f"{self.checked_at}\n{self.text}")

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has checked it."""
        return self.checked_at is None and self.ended_at is None

    @property
    def is_sent_back(self) -> bool:
        """Whether it waits to be checked anew, since words were taken out of the whole text."""
        return self.is_waiting and self.sent_back_at is not None
