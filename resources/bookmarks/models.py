"""Papers that somebody kept: theirs alone, counted for nobody."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from resources.library.models.resource import Resource


class Bookmark(models.Model):
    """A person kept a paper. It stays when they may no longer see it, and shows again when they may."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", verbose_name=_("person")
    )
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="bookmarks", verbose_name=_("paper"))
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("kept paper")
        verbose_name_plural = _("kept papers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "resource"],
                name="bookmark_once",
                violation_error_message=_("You kept this paper already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.resource)
