"""Members by tier and region, applications and the time to decide."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median_high

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.tiers import Tier
from cities.joining import route
from cities.models import Application, Membership, Region
from icaforum.forum.reading import the_forum
from icaforum.year.parts import Headline, Part, Table
from icaforum.year.small_numbers import is_small, kept
from icaforum.year.spans import Quarter, Span

Standing = tuple[int, str]
"""The tier and the region of a city at some moment."""


@dataclass(frozen=True)
class Members:
    """The cities of the Forum as the span began and as it ended, by their keys; partners are none."""

    then: Mapping[int, Standing]
    now: Mapping[int, Standing]

    @property
    def joined(self) -> list[int]:
        """Those that are new."""
        return [key for key in self.now if key not in self.then]

    @property
    def left(self) -> list[int]:
        """Those that are gone."""
        return [key for key in self.then if key not in self.now]


def members_of(span: Span) -> Members:
    """Return the members at both ends of a span, in one statement."""
    rows = Membership.objects.filter(tier__isnull=False).order_by()
    found = list(rows.values_list("city", "tier", "city__region", "since", "until"))
    first, last = span.moments[0], span.reached

    def at(moment: datetime) -> dict[int, Standing]:
        return {
            city: (int(tier or 0), region)
            for city, tier, region, since, until in found
            if since < moment and (until is None or until >= moment)
        }

    return Members(at(first), at(last))


def members_part(members: Members) -> Part:
    """Say who is in, by tier and by region."""
    joined, left = len(members.joined), len(members.left)
    count = len(members.now)
    finding = ngettext("%(n)d city is in.", "%(n)d cities are in.", count) % {"n": count}
    finding += " " + _("%(joined)d joined, %(left)d left.") % {"joined": joined, "left": left}
    return Part(
        "members",
        _("Members"),
        finding,
        (_by_tier(members), _by_region(members)),
        (
            _("Cities only; partners are counted nowhere here."),
            _("Who joined and left again in this time is in neither number."),
        ),
    )


def members_headline(members: Members) -> Headline:
    """Return how many cities are in."""
    count = len(members.now)
    remark = _("%(then)d at the beginning, %(left)d left")
    return Headline(
        str(count),
        ngettext("member city", "member cities", count),
        remark % {"then": len(members.then), "left": len(members.left)},
    )


def _by_tier(members: Members) -> Table:
    rows = []
    for tier in (Tier.PILOT, Tier.PEER, Tier.GENERAL):
        then = {key for key, (of, _region) in members.then.items() if of == tier}
        now = {key for key, (of, _region) in members.now.items() if of == tier}
        new, gone = len(now & set(members.joined)), len(then & set(members.left))
        moved = len(now) - len(then) - new + gone
        rows.append((str(tier.label), len(then), new, gone, f"{moved:+d}" if moved else "0", len(now)))
    head = (_("Part in the Forum"), _("Before"), _("Joined"), _("Left"), _("Moved"), _("Now"))
    return Table(_("By part in the Forum"), head, tuple(rows))


def _by_region(members: Members) -> Table:
    then = Counter(region for _tier, region in members.then.values())
    now = Counter(region for _tier, region in members.now.values())
    rows = tuple((name, then[key], now[key]) for key, name in regions(then.keys() | now.keys()))
    return Table(_("By region"), (_("Region"), _("Before"), _("Now")), rows)


def regions(found: Iterable[str]) -> list[tuple[str, str]]:
    """Return keys and names of all regions, and of none at the end where it was found."""
    names = [(key, str(name)) for key, name in Region.choices]
    return [*names, ("", _("Region not known"))] if "" in found else names


# Applications -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decisions:
    """The working days of the decisions that are counted: of quarters that are over, with enough of them."""

    days: tuple[int, ...]
    late: int | None
    left_out: bool

    @property
    def middle(self) -> int | None:
        """The day by which half of them were decided."""
        return median_high(self.days) if self.days else None


def decisions_of(span: Span) -> Decisions:
    """Return how long decisions took, in two statements."""
    first, after = span.moments
    rows = Application.objects.filter(decided_at__gte=first, decided_at__lt=after)
    found: dict[Quarter, list[tuple[int, bool]]] = {}
    for row in rows.prefetch_related("clarifications"):
        clock = route.clock(row, span.now)
        if row.decided_at and clock:
            quarter = Quarter.of(row.decided_at.astimezone(UTC).date())
            found.setdefault(quarter, []).append((clock.day, clock.is_overdue))
    enough = {key: some for key, some in found.items() if key in span.over and not is_small(len(some))}
    late = {key: sum(is_late for _day, is_late in some) for key, some in enough.items()}
    apart = kept({key: (late[key], len(some) - late[key]) for key, some in enough.items()})
    return Decisions(
        tuple(day for some in enough.values() for day, _late in some),
        sum(late[key] for key in apart) if len(apart) == len(enough) else None,
        left_out=span.goes_on or len(enough) < len(found),
    )


def decisions_part(decisions: Decisions) -> Part:
    """Say how long an application waited for its answer."""
    promised, middle = the_forum().promised_days, decisions.middle
    promise = ngettext("%(n)d working day promised", "%(n)d working days promised", promised) % {
        "n": promised
    }
    notes = [
        _("Working days from the confirmed address to the decision; days on which we waited are not counted.")
    ]
    notes += [quarters_left_out()] if decisions.left_out else []
    title = _("Time to decide")
    if middle is None:
        return Part("applications", title, _("No decisions to count in this time."), (), tuple(notes))
    finding = ngettext(
        "Half of the applications were answered within %(n)d working day.",
        "Half of the applications were answered within %(n)d working days.",
        middle,
    )
    late = _("not shown") if decisions.late is None else decisions.late
    rows = (
        (_("Decisions"), len(decisions.days)),
        (_("Working days, of half of them at most"), middle),
        (_("Later than promised"), late),
    )
    said = f"{finding % {'n': middle}} {promise}."
    return Part(
        "applications", title, said, (Table(_("Decisions"), (_("What"), _("Number")), rows),), tuple(notes)
    )


def decisions_headline(decisions: Decisions) -> Headline:
    """Return the working days to a decision."""
    middle = decisions.middle
    if middle is None:
        return Headline("–", _("to a decision"), _("no decisions to count"))
    of = ngettext("of %(n)d decision", "of %(n)d decisions", len(decisions.days)) % {"n": len(decisions.days)}
    return Headline(
        ngettext("%(n)d day", "%(n)d days", middle) % {"n": middle}, _("until a city has its answer"), of
    )


def quarters_left_out() -> str:
    """Return the sentence on quarters that are not counted."""
    return _("Left out: the quarter that runs, and each with fewer than five.")
