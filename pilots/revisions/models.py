"""What a pilot city wants to say anew of its project, until the secretariat publishes it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.models import City
from icaforum.audit.as_read import mark_of
from icaforum.audit.locks import locked
from icaforum.words.languages import LANGUAGE_CHOICES, own_name
from pilots.projects.models import PilotProject


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions, by where they stand."""

    def open(self) -> Self:
        """Those that are not decided: drafts, what waits, and what came back."""
        return self.filter(state__in=OPEN)

    def sent(self) -> Self:
        """Those that the secretariat sees: a draft is its cities' own."""
        return self.filter(submitted_at__isnull=False)

    def waiting(self) -> Self:
        """What waits for the secretariat, the longest first."""
        return self.filter(state=Revision.State.SUBMITTED).order_by("submitted_at", "pk")

    def returned_to(self, viewer: Viewer) -> Self:
        """What came back to the viewer's cities, the longest first."""
        rows = self.filter(state=Revision.State.RETURNED, project__hosts__in=viewer.city_ids)
        return rows.distinct().order_by("decided_at", "pk")

    def locked(self, pk: int) -> "Revision":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("project"), pk)


class Revision(models.Model):
    """Changes of a project by its pilot cities, in one language; readers see them once they are published.

    `changes` holds, by the name of the field, what stood there when its city wrote and what is to stand:
    {"approach": ["We ask.", "We ask and pay."]}. Fields that nobody changed are not in it, so that they stay
    what the secretariat makes of them meanwhile. The pilot cities of a project write in one revision.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Sent in")
        RETURNED = "returned", _("Returned with a note")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken back")

    project = models.ForeignKey(
        PilotProject, verbose_name=_("pilot project"), on_delete=models.PROTECT, related_name="revisions"
    )
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGE_CHOICES)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    # Who saved it last; empty once that person is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changes: Any = models.JSONField(_("changes"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    changed_at = models.DateTimeField(_("changed on"), db_default=Now())
    # Empty until it is sent in the first time.
    submitted_at = models.DateTimeField(_("sent in on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    note = models.TextField(_("note to the city"), max_length=2000, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("new version of a project")
        verbose_name_plural = _("new versions of projects")
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="revision_waits")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "language"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="revision_open_once",
                violation_error_message=_("There is one in this language already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="revision_sent_has_its_moment",
                violation_error_message=_("What was sent in has its moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""),
                name="revision_returned_says_why",
                violation_error_message=_("Say what is to be changed."),
            ),
        ]

    named_by = (models.Prefetch("project__texts"),)

    def __str__(self) -> str:
        return f"{self.project} ({self.language_name})"

    def get_absolute_url(self) -> str:
        """The address of the form in which its cities change it."""
        return reverse("pilots:edit", args=[self.project.slug]) + f"?lang={self.language}"

    @property
    def mark(self) -> str:
        """The mark of what it says: what is decided about on a page."""
        return mark_of(f"{self.state}\n{self.changed_at}")

    @property
    def language_name(self) -> str:
        """Its language, as its speakers call it."""
        return own_name(self.language)

    @property
    def is_waiting(self) -> bool:
        """Whether the secretariat has it to decide."""
        return self.state == self.State.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Whether its cities may change it now."""
        return self.state in OPEN


OPEN = (Revision.State.DRAFT, Revision.State.SUBMITTED, Revision.State.RETURNED)
"""The states in which it is not decided."""
