"""The newest lines of history about one thing, for its own page."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from icaforum.audit.admin.history import told_of
from icaforum.audit.admin.history_filters import ABOUT
from icaforum.audit.belonging import about_any
from icaforum.audit.models import label_of
from icaforum.words.columns import short_moment

SHOWN = 6


def happened(request: HttpRequest, thing: models.Model) -> dict[str, Any] | None:
    """Return what `admin/audit/happened.html` draws; None for who may not read the history.

    What the reader may not open is left out, as in the list of the history.
    """
    if not request.user.has_perm("audit.view_entry"):
        return None
    entries = about_any([(type(thing), [thing.pk])]).readable_by(request.user)
    rows = list(entries.order_by("-pk")[:SHOWN])
    told = told_of(rows, reader=request.user)
    about = urlencode({ABOUT: f"{label_of(thing)}:{thing.pk}"})
    return {
        "rows": [{"entry": row, "told": told[row.pk], "at": short_moment(row.at)} for row in rows],
        "all_url": f"{reverse('admin:audit_entry_changelist')}?{about}&by=all",
    }
