"""On which themes a city looks for help, and on which it can give some."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Theme
from cities.directory.viewer import Viewer
from cities.talking.models import Use
from icaforum.audit.as_read import mark_of
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import LANGUAGE_CHOICES, own_name


class WantOfferQuerySet(models.QuerySet["WantOffer"]):
    """Wants and offers, by who asks and by what they are."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of members, for members and partners; all for staff of the directory, none for visitors.

        What the secretariat has hidden is for nobody; its city reads it where it changes it.
        """
        rows = self.filter(hidden_at__isnull=True)
        if viewer.manages(City):
            return rows
        return rows.filter(city__in=City.objects.members()) if viewer.is_member else self.none()

    def offers(self) -> Self:
        """Those that give help."""
        return self.filter(kind=WantOffer.Kind.OFFER)

    def for_page(self) -> Self:
        """Wants before offers, each by its theme."""
        return self.select_related("theme").order_by("-kind", "theme__position", "theme__slug")


@keeps_words("text")
class WantOffer(models.Model):
    """A city looks for help on a theme, or can give some; in a sentence of its own, for all members."""

    class Kind(models.TextChoices):
        """What it is. «want» sorts behind «offer», and is read first."""

        WANT = "want", _("Looks for help")
        OFFER = "offer", _("Can help")

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="wants_offers"
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="wants_offers"
    )
    text = models.CharField(_("in a sentence"), max_length=300)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    use = models.CharField(_("how it may be used"), max_length=12, choices=Use, default=Use.UNATTRIBUTED)
    # Empty once that person is erased; the sentence is the city's, and stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    edited_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(
        _("hidden because"), max_length=500, blank=True, default="", db_default=""
    )

    objects = WantOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("want or offer")
        verbose_name_plural = _("wants and offers")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind", "theme"],
                name="want_or_offer_once_a_theme",
                violation_error_message=_("The city has said this of the theme already."),
            )
        ]

    named_by = ("city", "theme")

    def __str__(self) -> str:
        return f"{self.city}: {self.get_kind_display()}, {self.theme}"

    @property
    def mark(self) -> str:
        """The mark of what it says: what is decided about on a page."""
        return mark_of(f"{self.language}\n{self.text}")

    @property
    def is_offer(self) -> bool:
        """Whether the city gives help."""
        return self.kind == self.Kind.OFFER

    @property
    def language_name(self) -> str:
        """The language it is written in, as its speakers call it."""
        return own_name(self.language)
