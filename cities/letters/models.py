"""Letters between cities, as threads that both sides keep and nobody else reads, staff neither."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from icaforum.words.languages import LANGUAGE_CHOICES

# After its last letter a thread is kept so long, by both sides.
KEPT = timedelta(days=3 * 365)


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, by whose they are."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the cities that the viewer leads, and those in which they themselves take part.

        Of a personal one its two people alone; of no thread the secretariat, also while it sees the Forum as
        a city: a letter is read by a person with a seat.
        """
        if viewer.user_id is None:
            return self.none()
        parts = Part.objects.filter(person=viewer.user_id, takes_part=True, city__in=viewer.city_ids)
        led = Side.objects.filter(city__in=viewer.lead_of)
        return self.filter(
            Q(pk__in=parts.values("thread")) | Q(is_personal=False, pk__in=led.values("thread"))
        )

    def with_unread(self, viewer: Viewer) -> Self:
        """Say of each, as `unread`, whether another city wrote since the viewer looked last."""
        seen = Part.objects.filter(thread=OuterRef("thread"), person=viewer.user_id).values("read_up_to")
        new = Letter.objects.sent().filter(thread=OuterRef("pk")).from_others(viewer)
        new = new.filter(pk__gt=Coalesce(Subquery(seen[:1]), Value(0)))
        return self.annotate(unread=Exists(new))

    def unread(self, viewer: Viewer) -> Self:
        """Those in which another city wrote since the viewer looked last."""
        return self.visible_to(viewer).with_unread(viewer).filter(unread=True)


class Thread(models.Model):
    """Letters to and fro: of two cities, or of those that were introduced to each other.

    It belongs to the lead contacts of its cities and to who writes in it for them; a personal one to its two
    people alone. It names nobody by itself: whose it is stand in `Side` and `Part`.
    """

    is_personal = models.BooleanField(_("personal"), db_default=False, default=False)
    started_at = models.DateTimeField(_("since"), db_default=Now())
    last_at = models.DateTimeField(_("last letter on"), db_default=Now())

    objects = ThreadQuerySet.as_manager()
    # What a list carries beside its rows: see `with_unread`, and the view of the list.
    unread: bool
    others: list[Any]

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("thread of letters")
        verbose_name_plural = _("threads of letters")
        indexes = [models.Index(fields=["-last_at", "-id"], name="thread_newest")]

    named_by: Any = ()

    def __str__(self) -> str:
        return str(_("Letters"))

    def get_absolute_url(self) -> str:
        """The address of its page, for those whose it is."""
        return reverse("cities:thread", args=[self.pk])


class Side(models.Model):
    """One city of a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="sides")
    # A city is never deleted.
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="letter_sides")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("side of a thread")
        verbose_name_plural = _("sides of threads")
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "city"],
                name="side_once_a_city",
                violation_error_message=_("The city has this thread already."),
            )
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return str(self.city)


class Part(models.Model):
    """One person in a thread: who takes part writes in it for a city; others have only looked at it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="parts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    city = models.ForeignKey(
        "cities.City", verbose_name=_("city"), on_delete=models.PROTECT, related_name="+"
    )
    takes_part = models.BooleanField(_("takes part"), default=False)
    # The key of the last letter that was there when they looked.
    read_up_to = models.BigIntegerField(_("read up to"), default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part in a thread")
        verbose_name_plural = _("parts in threads")
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "person"],
                name="part_once_a_person",
                violation_error_message=_("The person has this thread already."),
            )
        ]

    named_by = ("person",)

    def __str__(self) -> str:
        return str(self.person)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, by whether they went."""

    def sent(self) -> Self:
        """Those that are known to be of their writer."""
        return self.filter(waits=False)

    def from_others(self, viewer: Viewer) -> Self:
        """Those that another city wrote, or the secretariat."""
        return self.exclude(from_city__in=viewer.city_ids).exclude(sender=viewer.user_id)


class Letter(models.Model):
    """One letter of a thread; `from_city` is empty where the secretariat introduces cities to each other.

    One that `waits` came by mail, and nobody knows yet whether its writer is who they say, who is asked.
    """

    # Empty in rows of an earlier release alone, until they are brought into threads.
    thread = models.ForeignKey(
        Thread, verbose_name=_("thread"), null=True, on_delete=models.CASCADE, related_name="letters"
    )
    from_city = models.ForeignKey(
        "cities.City", verbose_name=_("from the city"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # To whom the first of a thread goes; answers go to all others of it.
    city = models.ForeignKey(
        "cities.City", verbose_name=_("to"), null=True, on_delete=models.PROTECT, related_name="letters"
    )
    # A letter goes with its writer when that account is erased, where a city is never deleted.
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("from"),
        on_delete=models.CASCADE,
        related_name="letters",
    )
    text = models.TextField(_("message"), max_length=20_000)
    language = models.CharField(
        _("written in"), max_length=10, choices=LANGUAGE_CHOICES, db_default="", default=""
    )
    by_mail = models.BooleanField(_("came by mail"), db_default=False, default=False)
    attachments = models.PositiveIntegerField(_("files that were left out"), db_default=0, default=0)
    was_cut = models.BooleanField(_("too long, and cut"), db_default=False, default=False)
    waits = models.BooleanField(_("waits for its writer"), db_default=False, default=False)
    sent_at = models.DateTimeField(_("sent on"), db_default=Now())

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    named_by = ("sender",)

    def __str__(self) -> str:
        return str(self.sender)


# What a signed address is about: a letter, whose reader answers; or an answer of an earlier release.
ANSWERED, ANSWERED_AGAIN = "l", "r"


class LetterAnswer(models.Model):
    """An answer that an earlier release passed on; those of now are letters of a thread."""

    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), on_delete=models.CASCADE, related_name="answers"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("from"), on_delete=models.CASCADE, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to"), on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(_("answer"))
    attachments = models.PositiveIntegerField(_("files that were left out"), db_default=0)
    was_cut = models.BooleanField(_("too long, and cut"), db_default=False)
    written_at = models.DateTimeField(_("came on"), db_default=Now())
    passed_on_at = models.DateTimeField(_("passed on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("answer to a letter")
        verbose_name_plural = _("answers to letters")

    named_by = ("sender", "letter")

    def __str__(self) -> str:
        return f"{self.sender}, {self.letter}"
