"""Comments of the cities that work together: in a pairing, or wherever else a circle of cities has a page."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.viewer import Viewer
from cities.models import Circle, City
from icaforum.audit.locks import locked
from icaforum.words.languages import LANGUAGE_CHOICES


class CommentQuerySet(models.QuerySet["Comment"]):
    """The questions asked of comments."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those in circles of the viewer's cities; all of them for staff who may list comments."""
        if viewer.manages(Comment):
            return self.all()
        # By a list of circles, so that a viewer of two cities of one circle gets no comment twice.
        return self.filter(circle__in=Circle.objects.filter(cities__in=viewer.city_ids).values("pk"))

    def up(self) -> Self:
        """Return those that their writers have not taken back."""
        return self.filter(taken_back_at=None)

    def lock(self, pk: int) -> "Comment":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "circle"), pk)


class Comment(models.Model):
    """What somebody says for one city to the others of a circle; nobody but these and staff reads it.

    Of one that was taken back the words are gone, and the row tells that there was one.
    """

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="comments")
    city = models.ForeignKey(
        City, verbose_name=gettext_lazy("city"), on_delete=models.PROTECT, related_name="+"
    )
    # Nullable: what was said for the city outlives the account of who said it.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(gettext_lazy("comment"), max_length=4000, blank=True)
    language = models.CharField(gettext_lazy("written in"), max_length=7, choices=LANGUAGE_CHOICES)
    # By the database's clock, which all processes share.
    written_at = models.DateTimeField(gettext_lazy("written on"), db_default=Now())
    edited_at = models.DateTimeField(gettext_lazy("changed on"), null=True, blank=True)
    taken_back_at = models.DateTimeField(gettext_lazy("taken back on"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("comment between cities")
        verbose_name_plural = gettext_lazy("comments between cities")
        indexes = [models.Index(fields=["circle", "-id"], name="comment_of_circle")]

    named_by = ("city",)

    def __str__(self) -> str:
        return _("Comment of %(city)s") % {"city": self.city}

    def get_absolute_url(self) -> str:
        """The place on the page of the circle where it stands."""
        return f"{self.place.get_absolute_url()}#comment-{self.pk}"

    @property
    def place(self) -> Any:
        """What the circle belongs to: by the reverse relation, since that stands above this story."""
        return self.circle.pairing
