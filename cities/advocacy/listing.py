"""One page of the list of joint calls: its rows, its filters with counts, and the way to the next page."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from cities.advocacy.forms import ListForm
from cities.advocacy.models import CallQuerySet, JointCall, Signature
from cities.advocacy.models.call import IS_DRAFT, RUNS
from cities.directory.models import City
from cities.directory.viewer import Viewer
from icaforum.words.facets import Group, ListQuery, offered

PAGE = 20
_STATES = {
    "draft": IS_DRAFT,
    "open": RUNS & Q(opened_at__isnull=False, handed_over_on__isnull=True),
    "handed-over": RUNS & Q(handed_over_on__isnull=False, answered_on__isnull=True),
    "answered": RUNS & Q(answered_on__isnull=False),
    "over": ~RUNS,
}


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the list for; `after` is the key of the last row of the page before."""

    groups = ("state", "mine")
    paging = ("after",)

    q: str = ""
    state: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    after: int = 0


def for_list(rows: CallQuerySet, viewer: Viewer) -> CallQuerySet:
    """Carry what a row of a list shows: its city, and how many cities have signed the text that stands.

    For whoever is no member those that stand on the web by name.
    """
    signed = Signature.objects.of_texts_that_stand().filter(version__call=OuterRef("pk"))
    signed = signed.exclude(city__kind=City.Kind.PARTNER)
    if not (viewer.is_member or viewer.manages(JointCall)):
        signed = signed.on_the_web()
    numbers = signed.order_by().values("version__call").annotate(n=Count("pk")).values("n")
    return rows.select_related("city").annotate(signed_count=Subquery(numbers, output_field=IntegerField()))


class Listing:
    """What the list shows to somebody who asked for something of it."""

    def __init__(self, typed: Any, viewer: Viewer) -> None:
        self.viewer = viewer
        self.form = ListForm(typed)
        self.wanted = Wanted.of(self.form)
        self.typed = str(typed.get("q", ""))[:200]
        self.visible: CallQuerySet = JointCall.objects.visible_to(viewer)

    @cached_property
    def _rows(self) -> list[JointCall]:
        rows = self._narrowed(self.wanted)
        if self.wanted.after:
            rows = rows.filter(pk__lt=self.wanted.after)
        return list(for_list(rows, self.viewer).order_by("-pk")[: PAGE + 1])

    @property
    def rows(self) -> list[JointCall]:
        """The rows of this page."""
        return self._rows[:PAGE]

    @property
    def next_url(self) -> str:
        """The address of the next page; empty on the last one."""
        return "" if len(self._rows) <= PAGE else self.wanted.address(after=self._rows[PAGE - 1].pk)

    @property
    def first_url(self) -> str:
        """The address of the first page; empty on it."""
        return self.wanted.address() if self.wanted.after else ""

    @cached_property
    def count(self) -> int:
        """How many there are, of those asked for."""
        return self._narrowed(self.wanted).order_by().count()

    @cached_property
    def groups(self) -> list[Group]:
        """The filters, each option with how many it would show; two statements."""
        found = {it.replace("-", "_"): Count("pk", filter=_STATES[it]) for it in _STATES}
        counted = self._but("state").order_by().aggregate(**found)
        states = [
            ("draft", _("Draft")),
            ("open", _("Open for signing")),
            ("handed-over", _("Handed over")),
            ("answered", _("Answered")),
            ("over", _("Over")),
        ]
        numbers = {value: counted[value.replace("-", "_")] for value, _label in states}
        groups = [Group("state", _("State"), offered(states, numbers, self.wanted.state))]
        if self.viewer.is_member:
            own = self._but("mine").order_by()
            mine = own.aggregate(
                written=Count("pk", filter=self._written), signed=Count("pk", filter=self._signed)
            )
            choices = [("written", _("Written by us")), ("signed", _("Signed by us"))]
            groups.append(Group("mine", _("Ours"), offered(choices, mine, self.wanted.mine)))
        return [group for group in groups if group.options]

    @property
    def _written(self) -> Q:
        return Q(city__in=self.viewer.city_ids)

    @property
    def _signed(self) -> Q:
        ours = Signature.objects.of_texts_that_stand().filter(city__in=self.viewer.city_ids)
        return Q(pk__in=ours.values("version__call"))

    def _but(self, group: str) -> CallQuerySet:
        """Return the rows under all filters but one, whose options are counted."""
        left_out: dict[str, Any] = {group: ()}
        return self._narrowed(replace(self.wanted, **left_out))

    def _narrowed(self, wanted: Wanted) -> CallQuerySet:
        rows = self.visible
        for word in wanted.q.split()[:8]:
            rows = rows.filter(
                Q(title__icontains=word) | Q(addressee__icontains=word) | Q(text__icontains=word)
            )
        if wanted.state:
            conditions = Q(pk__in=[])
            for state in wanted.state:
                conditions |= _STATES[state]
            rows = rows.filter(conditions)
        if wanted.mine:
            conditions = Q(pk__in=[])
            if "written" in wanted.mine:
                conditions |= self._written
            if "signed" in wanted.mine:
                conditions |= self._signed
            rows = rows.filter(conditions)
        return rows
