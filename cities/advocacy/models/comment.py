"""What cities say of a joint call while it is a draft."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.advocacy.models.call import JointCall
from cities.talking.models import Attributed
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words


class CallCommentQuerySet(models.QuerySet["CallComment"]):
    """Comments, by whether they can be read."""

    def up(self) -> Self:
        """Those that were neither taken back nor hidden."""
        return self.filter(taken_back_at__isnull=True, hidden_at__isnull=True)

    def locked(self, pk: int) -> "CallComment":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city", "call"), pk)


@keeps_words("text")
class CallComment(Attributed):
    """A comment of a city on the draft of a call: with the city's name, read by who reads it."""

    call = models.ForeignKey(
        JointCall, verbose_name=_("joint call"), on_delete=models.CASCADE, related_name="comments"
    )
    text = models.TextField(_("comment"), max_length=4000)
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)

    objects = CallCommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment on a joint call")
        verbose_name_plural = _("comments on joint calls")
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_named=True),
                name="callcomment_is_named",
                violation_error_message=_("A comment on a joint call stands under its city’s name."),
            ),
        ]

    named_by = ("call",)

    def __str__(self) -> str:
        return str(_("Comment on “%(call)s”") % {"call": self.call})

    def get_absolute_url(self) -> str:
        """The place on the page of the call where it stands."""
        return f"{self.call.get_absolute_url()}#comment-{self.pk}"

    @property
    def is_up(self) -> bool:
        """Whether it can be read on the page of the call."""
        return not self.hidden_at and not self.taken_back_at
