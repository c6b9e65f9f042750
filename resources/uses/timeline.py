"""How a use is shown: its three stations in words, and all of a thing in one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.measures.rules import time_in_words
from resources.uses.models import FollowUp, Use
from resources.uses.rules import ASKED, months_after, months_between


@dataclass(frozen=True)
class Stop:
    """One dot on the line of a use: when, and what the city said; `state` is done, ended or to-come.

    `station` is that of an answer which stands there; 0 elsewhere.
    """

    when: str
    text: str = ""
    said: str = ""
    language: str = ""
    state: str = ""
    station: int = 0


@dataclass(frozen=True)
class Shown:
    """A use with what its row says: `can` tells what its reader may do with it."""

    use: Use
    since: str
    stops: Sequence[Stop]
    can: frozenset[str] = field(default_factory=frozenset)


def shown(rows: Iterable[Use], viewer: Any) -> list[Shown]:
    """Return uses, with their answers prefetched as `came`, as their rows show them."""
    return [Shown(row, _since(row), _stops(row), _rights(row, viewer)) for row in rows]


def _rights(row: Use, viewer: Any) -> frozenset[str]:
    if row.is_of(viewer):
        lead = {"lead"} if row.city_id in viewer.lead_of else set()
        return frozenset({"own", *lead})
    return frozenset({"report"} if viewer.is_member and not viewer.manages(Use) else ())


def _since(row: Use) -> str:
    """Return since when it is used, and until when; of a city that is not named the year alone."""
    if not row.is_named:
        return _("since %(time)s") % {"time": row.since[:4]}
    since = time_in_words(row.since)
    if row.stopped_at is None:
        return _("since %(time)s") % {"time": since}
    until = date_format(row.stopped_at, "YEAR_MONTH_FORMAT")
    return since if since == until else _("%(begins)s to %(ends)s") % {"begins": since, "ends": until}


def _stops(row: Use) -> list[Stop]:
    """Return its line: how it began, each answer, and what is still to come while nobody stopped."""
    begins = time_in_words(row.since) if row.is_named else row.since[:4]
    stops = [Stop(capfirst(begins), row.began, language=row.language, state="done")]
    answers: dict[int, FollowUp] = {it.station: it for it in row.came}  # type: ignore[attr-defined]
    for station in FollowUp.Station.values:
        answer = answers.get(station)
        if answer and answer.up_at:
            stops.append(_answered(row, answer))
        elif station in ASKED and row.stopped_at is None and not any(it > station for it in answers):
            stops.append(_to_come(row, station, answer))
    return stops


def _answered(row: Use, answer: FollowUp) -> Stop:
    if answer.has_stopped:
        when = _stopped_when(row, answer)
        return Stop(when, answer.text, language=answer.language, state="ended", station=answer.station)
    said = "" if answer.text else _("Nothing came of it yet.")
    # One that stopped, and has taken it up again.
    when = _("Later") if answer.station == FollowUp.Station.LATER else _after(row, answer.station)
    return Stop(when, answer.text, said, answer.language, "done", answer.station)


def _after(row: Use, station: int) -> str:
    """Return when it is asked, «After 6 months» of its use; of one that begun long before, by its months."""
    asked = months_after(row.counts_from, station)
    months = months_between(row.since, asked)
    if months is None:
        return str(capfirst(date_format(asked, "YEAR_MONTH_FORMAT"))) if row.is_named else _("Later")
    return ngettext("After %(n)d month", "After %(n)d months", months) % {"n": months}


def _stopped_when(row: Use, answer: FollowUp) -> str:
    months = months_between(row.since, answer.answered_at.date()) if answer.answered_at else None
    if not months or months < 0:
        return _("Stopped")
    return ngettext("After %(n)d month, stopped", "After %(n)d months, stopped", months) % {"n": months}


def _to_come(row: Use, station: int, answer: FollowUp | None) -> Stop:
    """Return a station without an answer; of a city that is not named nothing tells when it is asked."""
    when = _after(row, station)
    if not row.is_named:
        return Stop(when, said=_("No answer yet."))
    if answer is None:
        month = date_format(months_after(row.counts_from, station), "YEAR_MONTH_FORMAT")
        return Stop(when, said=_("We ask %(city)s in %(month)s.") % {"city": row.city, "month": month})
    return Stop(when, said=_("We have asked %(city)s.") % {"city": row.city})


def in_a_sentence(rows: Sequence[tuple[bool, str, bool]]) -> str:
    """Return «5 cities in 4 regions: 4 go on, 1 stopped» of all that use a thing; empty for fewer than two.

    Each row is whether the city is named, its region, and whether it stopped. With one that is not named no
    regions are counted: their number would tell in which it is.
    """
    if len(rows) < 2:
        return ""
    regions = {region for _named, region, _stopped in rows if region}
    cities = ngettext("%(n)d city", "%(n)d cities", len(rows)) % {"n": len(rows)}
    if all(named and region for named, region, _stopped in rows) and len(regions) > 1:
        places = ngettext("%(n)d region", "%(n)d regions", len(regions)) % {"n": len(regions)}
        cities = _("%(cities)s in %(regions)s") % {"cities": cities, "regions": places}
    stopped = sum(it for _named, _region, it in rows)
    going = len(rows) - stopped
    said = [ngettext("%(n)d goes on", "%(n)d go on", going) % {"n": going}] if going else []
    said += [ngettext("%(n)d stopped", "%(n)d stopped", stopped) % {"n": stopped}] if stopped else []
    return _("%(cities)s: %(said)s.") % {"cities": cities, "said": ", ".join(said)}
