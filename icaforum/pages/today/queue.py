"""The applications to decide, as Today says them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.joining import route
from cities.joining.models import WAITS_SINCE
from cities.models import Application
from icaforum.forum.reading import the_forum
from icaforum.pages.today.duties import Duty, Named

# So many applications are named.
NAMED = 3

# Of more late applications than this, the page says «more than 200».
LATE_COUNTED = 200


@dataclass(frozen=True)
class Queue:
    """The applications to decide: a few with their clocks, how many there are, and how many wait too long.

    `is_cut` tells that there are more of these than were counted.
    """

    shown: Sequence[tuple[Application, route.Clock]] = ()
    count: int = 0
    late: int = 0
    is_cut: bool = False

    @property
    def remark(self) -> str:
        """What the front page says below the number."""
        if not self.late:
            return _("none past the days promised")
        if self.is_cut:
            return _("more than %(late)d past the days promised") % {"late": self.late}
        late = ngettext("%(late)d past the days promised", "%(late)d past the days promised", self.late)
        return late % {"late": self.late}

    @property
    def url(self) -> str:
        """Return where exactly these stand."""
        return reverse("admin:cities_application_changelist") + "?stands=waiting"

    def duty(self) -> Duty:
        """Return the line of the applications; it is there to be filtered out where none waits."""
        named = [
            Named(row.local_name, _page_of(row), clock.words, is_late=clock.is_overdue)
            for row, clock in self.shown
        ]
        return Duty(
            count=self.count,
            what=ngettext("Application to decide", "Applications to decide", self.count),
            url=self.url,
            named=named,
            act=_("Open the oldest"),
            act_url=named[0].url if named else "",
            is_late=bool(self.late),
        )


def queue_at(now: datetime) -> Queue:
    """Return the applications that wait; only the clocks of a bounded number are read."""
    rows = Application.objects.to_decide()
    # Those to decide have a confirmed address, and so each has a clock.
    shown = [(row, clock) for row in _with_clocks(rows)[:NAMED] if (clock := route.clock(row, now))]
    # Nobody else can be late: closed days and questions that wait move the day back and never forward.
    promised = timedelta(days=the_forum().promised_days)
    long_ago = _with_clocks(rows.alias(since=WAITS_SINCE).filter(since__lte=now - promised))[
        : LATE_COUNTED + 1
    ]
    late = sum(clock.is_overdue for row in long_ago if (clock := route.clock(row, now)))
    return Queue(shown, rows.count(), min(late, LATE_COUNTED), is_cut=late > LATE_COUNTED)


def _with_clocks(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the rows with all that their clocks and names need."""
    return rows.select_related("city").prefetch_related("clarifications")


def _page_of(application: Application) -> str:
    return reverse("admin:cities_application_change", args=[application.pk])
