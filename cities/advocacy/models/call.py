"""A joint call: a statement to somebody who decides, in one exact text, and what came of it."""

from datetime import UTC, date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.directory.viewer import Viewer
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.words.fields import language_of_text
from icaforum.words.languages import LANGUAGE_CHOICES, own_name

MOST_LETTERS = 20_000

# Where a call stands, which lists, filters and Today ask alike.
RUNS = Q(ended_at__isnull=True, dropped_at__isnull=True)
IS_DRAFT = Q(opened_at__isnull=True, dropped_at__isnull=True)
WAITS_FOR_OUTCOME = RUNS & Q(handed_over_on__isnull=False)


class CallQuerySet(models.QuerySet["JointCall"]):
    """Joint calls, by where they stand and who asks."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that the viewer may read.

        A draft: the city that writes it and, once it was shown for comments, the cities in the Forum. What
        was opened for signing: all members, and everyone where staff show it on the web.
        """
        if viewer.manages(JointCall):
            return self.all()
        opened = Q(opened_at__isnull=False)
        seen = opened & Q(is_public=True, dropped_at__isnull=True)
        if viewer.is_member:
            seen |= opened | Q(city__in=viewer.city_ids)
            if not viewer.is_partner:
                seen |= IS_DRAFT & Q(shown_at__isnull=False)
        return self.filter(seen)

    def drafts(self) -> Self:
        """Those that are written and not opened for signing yet."""
        return self.filter(IS_DRAFT)

    def to_open(self) -> Self:
        """Drafts of which their city says that they are ready to be opened for signing."""
        return self.drafts().filter(ready_at__isnull=False)

    def signable(self, now: datetime) -> Self:
        """Those that a city can sign at this moment."""
        return self.filter(RUNS, opened_at__isnull=False, handed_over_on__isnull=True, sign_by__gt=now)

    def to_hand_over(self, now: datetime) -> Self:
        """Those whose list is closed, and that nobody has handed over yet."""
        return self.filter(RUNS, opened_at__isnull=False, handed_over_on__isnull=True, sign_by__lte=now)

    def waiting_for_outcome(self) -> Self:
        """Those that were handed over, and of which nobody has written yet what changed."""
        return self.filter(WAITS_FOR_OUTCOME)

    def closed(self) -> Self:
        """Those with their outcome, and those that were dropped."""
        return self.filter(~RUNS)

    def locked(self, pk: int) -> "JointCall":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


@keeps_words("title", "addressee", "decides", "text", "answer", "outcome")
class JointCall(models.Model):
    """A statement of cities to an addressee, signed in exactly one text.

    The columns of the text are what stands now. What is signed is a `CallVersion` of them, which is made when
    it is opened for signing and after each change, and never altered. Each step has its moment; the outcome
    ends it, or the reason for which it was dropped.
    """

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("word in the address"), max_length=80, unique=True)
    addressee = models.CharField(_("to whom"), max_length=200)
    decides = models.CharField(_("what they decide, and when"), max_length=300, blank=True)
    language = models.CharField(_("language that is signed"), max_length=10, choices=LANGUAGE_CHOICES)
    text = models.TextField(_("text"), max_length=MOST_LETTERS)
    # Empty where the secretariat writes it.
    city = models.ForeignKey(
        City,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="calls_written",
    )
    # Empty once that person is erased; the call is its signatories', and stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sign_by = models.DateTimeField(_("list closes on"))
    drafted_at = models.DateTimeField(_("drafted on"), db_default=Now())
    shown_at = models.DateTimeField(_("shown for comments on"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready to be opened since"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened for signing on"), null=True, blank=True)
    is_public = models.BooleanField(_("on the web"), default=False)
    reminded_at = models.DateTimeField(_("reminded that the list closes"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    handed_over_by = models.CharField(_("handed over by"), max_length=200, blank=True)
    answer_due_on = models.DateField(_("answer asked for by"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("what they answered"), max_length=4000, blank=True)
    answer_language = language_of_text(_("language of the answer"))
    answer_edited_at = models.DateTimeField(_("answer changed on"), null=True, blank=True)
    look_on = models.DateField(_("we look what changed on"), null=True, blank=True)
    outcome = models.TextField(_("what changed"), max_length=4000, blank=True)
    outcome_language = language_of_text(_("language of what changed"))
    ended_at = models.DateTimeField(_("outcome written on"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped on"), null=True, blank=True)
    dropped_because = models.CharField(_("dropped because"), max_length=500, blank=True)
    dropped_language = language_of_text(_("language of the reason"))
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        verbose_name = _("joint call")
        verbose_name_plural = _("joint calls")
        indexes = [models.Index(fields=["-drafted_at", "-id"], name="jointcall_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(outcome=""),
                name="jointcall_ends_with_its_outcome",
                violation_error_message=_("A joint call ends with its outcome."),
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(ended_at__isnull=True) & ~Q(dropped_because=""),
                name="jointcall_is_dropped_for_a_reason",
                violation_error_message=_("A joint call is dropped for a reason."),
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(opened_at__isnull=False),
                name="jointcall_is_signed_before_handed_over",
                violation_error_message=_("A joint call is signed before it is handed over."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, answered_on__isnull=True)
                | Q(handed_over_on__isnull=False),
                name="jointcall_is_handed_over_before_answered",
                violation_error_message=_("A joint call is handed over before it is answered."),
            ),
        ]

    named_by = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("cities:call", args=[self.slug])

    @property
    def last_day(self) -> date:
        """The last day to sign: a list closes with a day of UTC, which is another one on some clocks."""
        return self.sign_by.astimezone(UTC).date()

    @property
    def is_draft(self) -> bool:
        """Whether it was never open for signing, and can be."""
        return not self.opened_at and not self.dropped_at

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it: it has its outcome, or was dropped."""
        return bool(self.ended_at or self.dropped_at)

    def takes_signatures(self, now: datetime) -> bool:
        """Whether a city can sign it, or take its signature back, at this moment."""
        return bool(self.opened_at and not self.is_over and not self.handed_over_on and now < self.sign_by)

    def is_of(self, viewer: Viewer) -> bool:
        """Whether the viewer has a seat in the city that writes it."""
        return self.city_id in viewer.city_ids

    @property
    def language_name(self) -> str:
        """The language that is signed, as its speakers call it."""
        return own_name(self.language)


class CallVersion(models.Model):
    """One exact text of a call that is, or was, open for signing; never altered.

    `fingerprint` is the SHA-256 of its language, title, addressee and text (`rules.fingerprint`).
    """

    call = models.ForeignKey(
        JointCall, verbose_name=_("joint call"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language that is signed"), max_length=10, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("title"), max_length=200)
    addressee = models.CharField(_("to whom"), max_length=200)
    text = models.TextField(_("text"), max_length=MOST_LETTERS)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    opened_at = models.DateTimeField(_("open for signing since"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a joint call")
        verbose_name_plural = _("versions of joint calls")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="callversion_one_a_number",
                violation_error_message=_("There is a version of this number already."),
            )
        ]

    named_by = ("call",)

    def __str__(self) -> str:
        return str(_("%(call)s, version %(number)s") % {"call": self.call, "number": self.number})


@keeps_words("title", "text")
class Reading(models.Model):
    """The text of a call in another language, for reading: nobody signs it.

    `of_version` is the version it was translated from; empty while the call is a draft.
    """

    call = models.ForeignKey(
        JointCall, verbose_name=_("joint call"), on_delete=models.CASCADE, related_name="readings"
    )
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=MOST_LETTERS)
    of_version = models.PositiveSmallIntegerField(_("of version"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    class Meta:
        ordering = ["language"]
        verbose_name = _("text for reading")
        verbose_name_plural = _("texts for reading")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "language"],
                name="reading_one_a_language",
                violation_error_message=_("There is a text in this language already."),
            )
        ]

    named_by = ("call",)

    def __str__(self) -> str:
        return f"{self.call}, {self.language_name}"

    @property
    def language_name(self) -> str:
        """The language, as its speakers call it."""
        return own_name(self.language)
