"""Circles: the groups that exceptions are granted to."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Circle(models.Model):
    """An auth.Group with cities in it. Every city has its own circle, a pairing has one of two.

    Who is in the group is derived from seats at each request (`cities.access.Viewer`); the group itself
    holds no people.
    """

    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="circle")
    cities = models.ManyToManyField("cities.City", verbose_name=_("cities"), related_name="circles")
    city = models.OneToOneField(
        "cities.City",
        verbose_name=_("the city whose own circle this is"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="circle",
    )

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")

    def __str__(self) -> str:
        return self.group.name
