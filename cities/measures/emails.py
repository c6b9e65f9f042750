"""The mails of measures: that the secretariat has hidden one, or an indicator of one."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.measures.models import Indicator, Measure
from icaforum.outbox.kinds import Content


def measure_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead contact that a measure is hidden, and why; unwanted once it is shown or gone."""
    rows = Measure.objects.filter(hidden_at__isnull=False).select_related("city")
    row = rows.filter(pk=ids["measure"]).first()
    if row is None:
        return None
    url = settings.BASE_URL + row.get_absolute_url()
    return Content("cities/emails/measure_hidden", {"measure": row, "url": url})


def indicator_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead contact that an indicator is hidden, and why; unwanted once it is shown or gone."""
    rows = Indicator.objects.filter(hidden_at__isnull=False).select_related("measure__city")
    row = rows.filter(pk=ids["indicator"]).first()
    if row is None:
        return None
    url = settings.BASE_URL + row.measure.get_absolute_url()
    return Content("cities/emails/indicator_hidden", {"indicator": row, "url": url})
