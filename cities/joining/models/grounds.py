"""What stands in for an application where a city or partner came in without one."""

from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Membership


class Grounds(models.Model):
    """What the secretariat knows of the rules of joining for a membership that nobody applied for."""

    membership = models.OneToOneField(
        Membership, verbose_name=_("membership"), on_delete=models.CASCADE, related_name="grounds"
    )
    interest = models.TextField(_("why the city wants to take part"), max_length=4000, blank=True)
    commitment = models.TextField(_("what the city will put into it"), max_length=4000, blank=True)
    evidence = models.TextField(_("leadership in inclusion and equity"), max_length=4000, blank=True)
    need = models.TextField(_("need of member cities that it answers"), max_length=4000, blank=True)
    backed_by = models.ManyToManyField(City, verbose_name=_("backed by"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("grounds of a membership")
        verbose_name_plural = _("grounds of memberships")

    named_by = ("membership__city",)

    def __str__(self) -> str:
        return str(self.membership.city)

    @classmethod
    def word_of(cls, name: str) -> str:
        """Return what one of its fields is called."""
        return str(cast(models.Field, cls._meta.get_field(name)).verbose_name)

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each of its fields in which something stands, with its name."""
        names = ("interest", "commitment", "evidence", "need")
        texts = [(self.word_of(name), getattr(self, name)) for name in names]
        cities = ", ".join(city.name for city in self.backed_by.all())
        return [(name, text) for name, text in [*texts, (self.word_of("backed_by"), cities)] if text]
