"""The mail of what a city looks for and can give: that the secretariat has hidden it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.wants.models import WantOffer
from icaforum.outbox.kinds import Content


def want_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead contact that a want or offer is hidden, and why; unwanted once it is shown or gone."""
    rows = WantOffer.objects.filter(hidden_at__isnull=False).select_related("city", "theme")
    row = rows.filter(pk=ids["want"]).first()
    if row is None:
        return None
    url = settings.BASE_URL + reverse("cities:wants", args=[row.city.slug])
    return Content("cities/emails/want_hidden", {"row": row, "url": url})
