"""Exceptions: who may see one resource beyond its level. Written only by `cities.sharing.actions.grant`."""

from django.db import models

from cities.sharing.models import CircleGrant, PersonGrant


class ResourcePersonGrant(PersonGrant):
    """One person may see one resource."""

    # A true foreign key, so that an exception vanishes with its object
    # (docs/decisions/0002-who-sees-what.md).
    content_object = models.ForeignKey(
        "resources.Resource", on_delete=models.CASCADE, related_name="person_grants"
    )


class ResourceCircleGrant(CircleGrant):
    """The cities of one circle may see one resource."""

    content_object = models.ForeignKey(
        "resources.Resource", on_delete=models.CASCADE, related_name="circle_grants"
    )
