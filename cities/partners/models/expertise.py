"""What partners are expert in, and on which terms they help cities."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region, Theme
from cities.directory.viewer import Viewer
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import LANGUAGE_CHOICES

ANSWER_DAYS, MOST_PEOPLE = (1, 30), 500
FIRST_ANSWER_DAYS = 5


def _bounds(least: int, most: int) -> list[Any]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class PartnerTermsQuerySet(models.QuerySet["PartnerTerms"]):
    """The terms of partners."""

    def paused(self) -> Self:
        """Those of partners that take no requests just now."""
        return self.filter(is_paused=True)

    def of(self, partner: City) -> "PartnerTerms":
        """Return the terms of a partner; those of the first day, not saved, where it has said none."""
        return self.filter(city=partner).first() or PartnerTerms(city=partner)


@keeps_words("price", "interests")
class PartnerTerms(models.Model):
    """On which terms a partner helps: made when the partner, or the secretariat, first says something."""

    city = models.OneToOneField(
        City, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="terms"
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until a first answer"),
        default=FIRST_ANSWER_DAYS,
        db_default=FIRST_ANSWER_DAYS,
        validators=_bounds(*ANSWER_DAYS),
    )
    is_paused = models.BooleanField(_("takes no requests just now"), default=False, db_default=False)
    price = models.TextField(
        _("what a day costs, and who pays"), max_length=600, blank=True, default="", db_default=""
    )
    interests = models.TextField(
        _("interests it declares"), max_length=1000, blank=True, default="", db_default=""
    )
    language = models.CharField(
        _("language of these texts"),
        max_length=10,
        choices=LANGUAGE_CHOICES,
        default="en",
        db_default="en",
    )
    # Empty: everywhere.
    regions = ArrayField(
        models.CharField(max_length=30, choices=Region),
        verbose_name=_("regions it works in"),
        default=list,
        db_default=[],
        blank=True,
    )

    objects = PartnerTermsQuerySet.as_manager()

    class Meta:
        ordering = ["city__sort_name", "pk"]
        verbose_name = _("terms of a partner")
        verbose_name_plural = _("terms of partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__range=ANSWER_DAYS),
                name="partner_terms_answer_in_bounds",
                violation_error_message=_("A first answer takes 1 to 30 working days."),
            )
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return str(self.city)


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    """What partners are expert in, by whether it is offered now and by whom."""

    def standing(self) -> Self:
        """What is offered now by partners in the Forum that pause neither their membership nor their help."""
        partners = City.objects.taking_part().filter(kind=City.Kind.PARTNER)
        paused = PartnerTerms.objects.paused().values("city_id")
        return self.filter(is_offered=True, city__in=partners).exclude(city__in=paused)

    def shown(self) -> Self:
        """What is offered by partners in the Forum, those that pause included: what their pages tell."""
        partners = City.objects.members().filter(kind=City.Kind.PARTNER)
        return self.filter(is_offered=True, city__in=partners)

    def visible_to(self, viewer: Viewer) -> Self:
        """What is shown, for members and for staff of expertise; nothing for everybody else."""
        return self.shown() if viewer.is_member or viewer.manages(Expertise) else self.none()

    def on(self, themes: Iterable[Theme]) -> Self:
        """What is of one of these themes."""
        return self.filter(theme__in=list(themes))

    def partners(self) -> Any:
        """Return the partners that have such an expertise, each once."""
        return City.objects.filter(pk__in=self.order_by().values("city_id"))


@keeps_words("text")
class Expertise(models.Model):
    """What a partner can help with on one theme, in a sentence."""

    city = models.ForeignKey(
        City, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="expertise"
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="expertise"
    )
    text = models.TextField(_("what exactly"), max_length=600)
    language = models.CharField(
        _("language of the text"), max_length=10, choices=LANGUAGE_CHOICES, default="en", db_default="en"
    )
    people = models.PositiveSmallIntegerField(
        _("people who know it"), null=True, blank=True, validators=_bounds(1, MOST_PEOPLE)
    )
    is_offered = models.BooleanField(_("offered now"), default=True, db_default=True)

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        ordering = ["city__sort_name", "theme__position", "theme__slug", "pk"]
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise of partners")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "theme"],
                name="expertise_one_a_theme",
                violation_error_message=_("This partner has said something on this theme already."),
            ),
        ]

    named_by = ("city", "theme")

    def __str__(self) -> str:
        return f"{self.city}, {self.theme}"


def works_in(*regions: str) -> Q:
    """Return the condition that a partner (`City`) works in one of these regions, or everywhere."""
    elsewhere = PartnerTerms.objects.exclude(regions=[]).exclude(regions__overlap=list(regions))
    return ~Q(pk__in=elsewhere.order_by().values("city_id"))
